"""What can be reported, and what is asked about it: pure data for the pages with and without scripts.

Codes are those of docs/formats.md §5.6.1. Titles are sentences of the catalogues,
translated by whoever shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from submit.catalogue import marked
from submit.form import questions
from submit.form.questions import Option, Question

__all__ = [
    "CATEGORIES",
    "ELSEWHERE",
    "NO_FILES",
    "ROLES",
    "SHORTCUTS",
    "TOLD",
    "WHO",
    "Category",
    "Option",
    "Question",
    "Topic",
    "asked",
    "conditions",
    "distinct_questions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What exactly: ``advice`` is shown once it is chosen, ``call`` brings the numbers to call again."""

    code: str
    title: str
    advice: tuple[str, ...] = ()
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of content, with the name of its drawing."""

    code: str
    title: str
    detail: str
    icon: str
    topics: tuple[Topic, ...]
    questions: tuple[Question, ...] = ()


# The one topic with which no file may be attached: (category, topic).
NO_FILES = ("minors", "sexual_images")

# What most reports are about, offered before the categories: (category, topic) and a short name.
SHORTCUTS = {
    ("other", "fraud"): marked("Fraud"),
    ("others_rights", "blackmail"): marked("Blackmail"),
    ("minors", "blackmail"): marked("Blackmail of a child"),
}

ROLES = (
    Option("target", marked("I am the one targeted")),
    Option("child", marked("I report for a child")),
    Option("witness", marked("I saw it")),
    Option("professional", marked("I met it through my work")),
)
WHO = (
    Option("me", marked("I am")),
    Option("child", marked("A child")),
    Option("other", marked("Another person")),
    Option("group", marked("Several people, or a group")),
)
TOLD = (
    Option("police", marked("The police or the gendarmerie")),
    Option("platform", marked("The app or site itself")),
    Option("family", marked("Family or friends")),
    Option("school", marked("The school")),
    Option("employer", marked("The employer")),
    Option("other", marked("Somebody else")),
)
ELSEWHERE = (
    Option("app", marked("In an app or a game")),
    Option("message", marked("In a message, an e-mail or a private group")),
    Option("live", marked("In a live video")),
    Option("call", marked("In a phone call")),
    Option("other", marked("Somewhere else")),
)

_KEEP = marked("Keep the messages, and note the account's name and address.")
_NO_PAYING = marked("Do not pay and do not send anything: whoever pays is asked for more.")
_NO_ANSWER = marked("Do not answer any more, and do not threaten back.")
_NO_COPIES = marked("Do not save, screenshot or forward any image of a child: the address is enough.")
_NOT_YOUR_FAULT = marked("It is not the victim's fault, whatever was sent.")
_PASSWORDS = marked("Change your passwords from another device, and turn on two-step sign-in.")

CATEGORIES = (
    Category(
        code="violent",
        title=marked("Criminal or violent content"),
        detail=marked(
            "Someone is beaten, tortured or threatened with death; weapons are shown to frighten people."
        ),
        icon="violent",
        topics=(
            Topic(code="threat", title=marked("Threats to kill or injure somebody")),
            Topic(code="violence_filmed", title=marked("A killing, beating or torture is shown")),
            Topic(code="weapons", title=marked("Weapons are shown to frighten")),
            Topic(code="kidnapping", title=marked("Somebody is held or has been kidnapped"), call=True),
            Topic(code="sexual_violence", title=marked("Sexual violence")),
            Topic(code="animal_cruelty", title=marked("Cruelty to animals")),
        ),
        questions=(questions.TARGET, questions.ANNOUNCED, questions.WEAPON),
    ),
    Category(
        code="incitement",
        title=marked("Incitement endangering individuals or groups"),
        detail=marked("Calls to attack a person or a group, hatred, or pushing someone to hurt themselves."),
        icon="incitement",
        topics=(
            Topic(code="against_person", title=marked("A call to attack a person who is named")),
            Topic(code="against_group", title=marked("A call to attack a group of people")),
            Topic(code="hatred", title=marked("Hatred or discrimination")),
            Topic(code="riot", title=marked("A call to riot, destroy or set on fire")),
            Topic(
                code="self_harm",
                title=marked("Somebody is pushed to suicide or to hurt themselves"),
                advice=(
                    marked("If it is about you: you are not alone. Call, or tell somebody near you now."),
                ),
                call=True,
            ),
            Topic(code="challenge", title=marked("A dangerous dare or challenge")),
        ),
        questions=(questions.TARGET, questions.ANNOUNCED, questions.WEAPON),
    ),
    Category(
        code="terrorism",
        title=marked("Terrorism advocacy or incitement"),
        detail=marked("An attack is praised or announced, or people are recruited for one."),
        icon="terrorism",
        topics=(
            Topic(code="attack_announced", title=marked("An attack is announced or prepared"), call=True),
            Topic(code="attack_call", title=marked("A call to attack")),
            Topic(code="recruitment", title=marked("Recruiting, or inviting people to join")),
            Topic(code="instructions", title=marked("Instructions for weapons or explosives")),
            Topic(code="financing", title=marked("Collecting money for it")),
            Topic(code="praise", title=marked("Praise or propaganda")),
        ),
        questions=(questions.NATURE, questions.GROUP, questions.LANGUAGE),
    ),
    Category(
        code="minors",
        title=marked("Violation of the rights of minors"),
        detail=marked(
            "A child is abused, blackmailed, approached by an adult, or a child's images are shown."
        ),
        icon="minors",
        topics=(
            Topic(
                code="blackmail",
                title=marked("A child is blackmailed with images"),
                advice=(_NO_PAYING, _NO_ANSWER, _KEEP, _NO_COPIES, _NOT_YOUR_FAULT),
                call=True,
            ),
            Topic(
                code="grooming",
                title=marked("An adult approaches a child"),
                advice=(marked("The child must not go to any meeting."), _KEEP),
            ),
            Topic(
                code="sexual_images",
                title=marked("A child is shown in a sexual way"),
                advice=(_NO_COPIES,),
            ),
            Topic(code="abuse", title=marked("A child is beaten, hurt or neglected"), advice=(_NO_COPIES,)),
            Topic(code="bullying", title=marked("A child is bullied"), advice=(_KEEP,)),
            Topic(code="exploitation", title=marked("A child is made to work or beg, or is sold")),
            Topic(
                code="exposed",
                title=marked("A child's image or identity is made public"),
                advice=(_NO_COPIES,),
            ),
        ),
        questions=(
            questions.AGE,
            questions.CHILD_KNOWS,
            questions.ASKED,
            questions.DEADLINE,
            questions.PAID,
            questions.CONSENT,
            questions.HOLDER,
        ),
    ),
    Category(
        code="others_rights",
        title=marked("Violation of the rights of other persons"),
        detail=marked(
            "Sexual blackmail, private images shared without consent, harassment, a stolen identity."
        ),
        icon="others_rights",
        topics=(
            Topic(
                code="blackmail",
                title=marked("Blackmail, with images or otherwise"),
                advice=(_NO_PAYING, _NO_ANSWER, _KEEP, _NOT_YOUR_FAULT),
            ),
            Topic(
                code="intimate_image",
                title=marked("Intimate images shared without consent"),
                advice=(_KEEP, _NOT_YOUR_FAULT),
            ),
            Topic(code="harassment", title=marked("Harassment"), advice=(_NO_ANSWER, _KEEP)),
            Topic(code="identity_theft", title=marked("Somebody pretends to be me or another person")),
            Topic(code="private_data", title=marked("Private data made public")),
            Topic(
                code="insult",
                title=marked("Insults, lies about somebody"),
                advice=(
                    marked(
                        "For insults and lies, a complaint to the police or the public prosecutor "
                        "is usually the better way. You can still go on here."
                    ),
                ),
            ),
        ),
        questions=(
            questions.DEMANDED,
            questions.DEADLINE,
            questions.PAID,
            questions.CONSENT,
            questions.HOLDER,
        ),
    ),
    Category(
        code="other",
        title=marked("Other illegal content"),
        detail=marked("Online fraud, sale of drugs or weapons, hacking, or something you cannot place."),
        icon="other",
        topics=(
            Topic(
                code="fraud",
                title=marked("Fraud: a false shop, job, prize, investment or message"),
                advice=(
                    marked("Do not pay any more, not even to get your money back."),
                    marked("If you paid or gave your card's number: call your bank now and have it blocked."),
                    marked("Keep the messages and the proof of payment."),
                ),
            ),
            Topic(
                code="hacking",
                title=marked("An account or a device was broken into"),
                advice=(_PASSWORDS,),
            ),
            Topic(code="illegal_sale", title=marked("Sale of drugs, medicines, weapons or organs")),
            Topic(code="forgery", title=marked("False documents or false money")),
            Topic(code="smuggling", title=marked("Crossings or visas offered by smugglers")),
            Topic(code="not_sure", title=marked("Something else, or I am not sure")),
        ),
        questions=(
            questions.PROMISED,
            questions.AMOUNT,
            questions.PAYMENT,
            questions.LAST_DATE,
            questions.PAID_TO,
        ),
    ),
)


def asked(category: Category, topic: str) -> tuple[Question, ...]:
    """Return what is asked about ``topic`` of ``category``, in order."""
    return tuple(each for each in category.questions if not each.topics or topic in each.topics)


def distinct_questions(
    categories: Iterable[Category] = CATEGORIES,
) -> Iterator[tuple[Question, tuple[tuple[str, str], ...]]]:
    """Yield every question once, in order, with the (category, topic) pairs it is asked about."""
    offered = tuple(categories)
    for question in questions.ORDER:
        pairs = tuple(
            (category.code, topic.code)
            for category in offered
            for topic in category.topics
            if question in asked(category, topic.code)
        )
        if pairs:
            yield question, pairs


def conditions(pairs: Iterable[tuple[str, str]]) -> str:
    """Write (category, topic) pairs as a page's conditions; a category with all its topics is one of them."""
    topics: dict[str, list[str]] = {}
    for category, topic in pairs:
        topics.setdefault(category, []).append(topic)
    whole = {
        each.code for each in CATEGORIES if topics.get(each.code) == [topic.code for topic in each.topics]
    }
    said = (
        [f"category={code}"] if code in whole else [f"topic-{code}={topic}" for topic in found]
        for code, found in topics.items()
    )
    return " ".join(chain.from_iterable(said))
