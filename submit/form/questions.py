"""The questions of the form, with their codes of docs/formats.md §5.6.1; taxonomy.py says what asks them."""

from __future__ import annotations

from dataclasses import dataclass

from submit.catalogue import marked

__all__ = [
    "AGE",
    "AMOUNT",
    "ANNOUNCED",
    "ASKED",
    "CHILD_KNOWS",
    "CONSENT",
    "DEADLINE",
    "DEMANDED",
    "GROUP",
    "HOLDER",
    "LANGUAGE",
    "LAST_DATE",
    "NATURE",
    "ORDER",
    "PAID",
    "PAID_TO",
    "PAYMENT",
    "PROMISED",
    "TARGET",
    "WEAPON",
    "Option",
    "Question",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer among several."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: ``kind`` is ``line``, ``choice`` or ``choices``; no ``topics`` means about all."""

    code: str
    title: str
    kind: str = "line"
    options: tuple[Option, ...] = ()
    hint: str = ""
    topics: tuple[str, ...] = ()


_YES = Option("yes", marked("Yes"))
_NO = Option("no", marked("No"))
_UNKNOWN = Option("unknown", marked("I do not know"))
_YES_NO_UNKNOWN = (_YES, _NO, _UNKNOWN)

TARGET = Question(
    code="target",
    title=marked("Who is targeted?"),
    hint=marked("A name, a group, a place: only what the content says."),
)
ANNOUNCED = Question(code="announced", title=marked("Is a day or a place announced?"))
WEAPON = Question(
    code="weapon", title=marked("Did you see a weapon?"), kind="choice", options=_YES_NO_UNKNOWN
)
DEMANDED = Question(
    code="demanded",
    title=marked("What do they demand?"),
    hint=marked("For example: money, more images, something you must do."),
    topics=("blackmail",),
)
DEADLINE = Question(code="deadline", title=marked("By when?"), topics=("blackmail",))
PAID = Question(
    code="paid",
    title=marked("Has something been paid already?"),
    kind="choice",
    options=(_YES, _NO),
    topics=("blackmail",),
)
_PICTURES = ("intimate_image", "exposed")
CONSENT = Question(
    code="consent",
    title=marked("Did the person shown agree to it?"),
    kind="choice",
    options=_YES_NO_UNKNOWN,
    topics=_PICTURES,
)
HOLDER = Question(
    code="holder",
    title=marked("Who has these images?"),
    hint=marked("For example: a former partner, an unknown account, a group."),
    topics=_PICTURES,
)
AGE = Question(
    code="age",
    title=marked("About how old is the child?"),
    kind="choice",
    options=(Option("under_13", marked("Under 13")), Option("teen", marked("13 to 17")), _UNKNOWN),
)
CHILD_KNOWS = Question(
    code="child_knows",
    title=marked("Does the child know about it?"),
    kind="choice",
    options=_YES_NO_UNKNOWN,
)
ASKED = Question(
    code="asked",
    title=marked("What is asked of the child?"),
    kind="choices",
    options=(
        Option("meeting", marked("To meet")),
        Option("money", marked("Money")),
        Option("images", marked("Images")),
        Option("nothing", marked("Nothing so far")),
    ),
    topics=("grooming", "blackmail", "exploitation"),
)
NATURE = Question(
    code="nature",
    title=marked("What does it do?"),
    kind="choices",
    options=(
        Option("attack", marked("Announces or shows an attack")),
        Option("call", marked("Calls people to act or to join")),
        Option("praise", marked("Praises attacks or a group")),
    ),
)
GROUP = Question(code="group", title=marked("Is a group named, or its sign shown?"))
LANGUAGE = Question(code="language", title=marked("In which language is it?"))
PROMISED = Question(
    code="promised",
    title=marked("What do they sell or promise?"),
    hint=marked("For example: a phone, a job, a visa, a prize, easy profit."),
    topics=("fraud", "illegal_sale", "forgery", "smuggling"),
)
AMOUNT = Question(
    code="amount",
    title=marked("How much money, and in which currency?"),
    hint=marked("For example: 1,500 dirhams. Nothing lost is also worth a report."),
    topics=("fraud",),
)
PAYMENT = Question(
    code="payment",
    title=marked("How was it paid, or how was it to be paid?"),
    kind="choices",
    options=(
        Option("transfer", marked("Bank transfer")),
        Option("card", marked("Bank card")),
        Option("cash", marked("Cash or money-transfer office")),
        Option("wallet", marked("Mobile payment")),
        Option("recharge", marked("Phone credit")),
        Option("crypto", marked("Cryptocurrency")),
        Option("other", marked("Another way")),
    ),
    topics=("fraud",),
)
LAST_DATE = Question(
    code="last_date",
    title=marked("When was the last payment or contact?"),
    hint=marked("Roughly is enough."),
    topics=("fraud",),
)
PAID_TO = Question(
    code="paid_to",
    title=marked("Which account or number do they use?"),
    hint=marked("Bank account (RIB), telephone, e-mail or name of the account: theirs, never yours."),
    topics=("fraud", "illegal_sale", "forgery", "smuggling"),
)

# Topics share questions; on a page that holds them all, each stands once.
ORDER = (
    *(TARGET, ANNOUNCED, WEAPON),
    *(NATURE, GROUP, LANGUAGE),
    *(AGE, CHILD_KNOWS, ASKED),
    *(DEMANDED, DEADLINE, PAID),
    *(CONSENT, HOLDER),
    *(PROMISED, AMOUNT, PAYMENT, LAST_DATE, PAID_TO),
)
