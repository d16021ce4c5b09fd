"""From a form's fields to a draft, with the same checks and sentences as the page with scripts.

Nothing is dropped in silence but what a browser sends from parts of the form that its reader did not choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext

from keys import canonical
from keys.draft import MAX_LINKS, NO_IDENTITY, Draft, Elsewhere, Link, Place, Seen, fields
from keys.report import LIMIT
from submit.form import taxonomy, territory
from submit.form.taxonomy import Category, Question
from submit.plain.links import Odd, lines_of, odd_ones, read_link
from submit.plain.typed import Typed

__all__ = ["Message", "answer_field", "check_lane", "may_have_files", "read_addition", "read_report"]

TEXT = 4000
LANES = ("desk", "oversight")
MAYBE = ("yes", "no", "unknown")
MOROCCO = "MA"
# Bytes that a report has besides what is typed: mailbox, message, signature, and their names.
REST = 700


@dataclass(slots=True)
class Message:
    """A draft and its lane, and what keeps it from being sent: sentences by field, "" for the whole form.

    ``token`` is what the form carries when it comes back; ``odd`` are addresses that look like wrong pastes.
    """

    draft: Draft | None = field(default=None, repr=False)
    lane: str = ""
    token: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    odd: tuple[Odd, ...] = ()


def read_report(typed: Typed, categories: Sequence[Category], lang: str, day: date) -> Message:
    """Read a first report, about one of the ``categories`` that are offered."""
    checks = _Checks(typed)
    category = next((each for each in categories if each.code == typed.text("category")), None)
    danger = typed.one("danger", MAYBE)
    checks.require("danger", danger)
    checks.require("category", category)
    topic = checks.topic(category)
    answers = dict(checks.answers(category, topic)) if category else {}
    draft = Draft(
        kind="report",
        path="server",
        lang=lang,
        sent=day,
        category=category.code if category else "other",
        topic=topic,
        answers=answers,
        danger=danger,
        who=typed.one("who", [each.code for each in taxonomy.WHO]) if danger == "yes" else "",
        ongoing=typed.one("ongoing", MAYBE) or "unknown",
        told=tuple(sorted(typed.several("told", [each.code for each in taxonomy.TOLD]))),
        role=typed.one("role", [each.code for each in taxonomy.ROLES]) or "witness",
        text=checks.text("text"),
        seen=checks.seen(),
        links=checks.links(),
        elsewhere=checks.elsewhere(),
        place=checks.place(),
        identity=checks.identity(),
    )
    lane = check_lane(typed, checks.problems)
    _check_size(draft, checks.problems)
    return Message(draft, lane, problems=checks.problems, odd=checks.odd)


def read_addition(typed: Typed, kind: str, lang: str, day: date) -> Message:
    """Read a follow-up, or a request to erase, which has no text."""
    checks = _Checks(typed)
    text = checks.text("text") if kind == "follow-up" else ""
    lane = check_lane(typed, checks.problems)
    return Message(
        Draft(kind=kind, path="server", lang=lang, sent=day, text=text), lane, problems=checks.problems
    )


def _check_size(draft: Draft, problems: dict[str, str]) -> None:
    """Find what cannot fit before files are read; what they add to it shows only when all is sealed."""
    written = canonical.dumps({**fields(draft), "identity": dict(draft.identity), "text": draft.text})
    if not problems and len(written) > LIMIT - REST:
        problems["text"] = gettext(
            "The text and the addresses together are too long. Shorten them a little and send again."
        )


def check_lane(typed: Typed, problems: dict[str, str]) -> str:
    """Return who may read it."""
    lane = typed.one("lane", LANES)
    if not lane:
        problems["lane"] = gettext("Choose one of the answers.")
    return lane


def may_have_files(typed: Typed) -> bool:
    """Whether files may come with this report: never where a child is shown in a sexual way."""
    category, topic = taxonomy.NO_FILES
    return typed.text("category") != category or typed.text(f"topic.{category}") != topic


def answer_field(category: Category, topic: str, question: Question) -> str:
    """Return the name of a question's field: category, topic if it is asked about some only, and code."""
    about = [category.code, topic] if question.topics else [category.code]
    return ".".join(["answer", *about, question.code])


class _Checks:
    """Reads fields one by one and keeps the first problem of each."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self.problems: dict[str, str] = {}
        self.odd: tuple[Odd, ...] = ()

    def require(self, name: str, value: object) -> None:
        if not value:
            self.problems[name] = gettext("Choose one of the answers.")

    def line(self, name: str, limit: int) -> str:
        return self._within(name, self._typed.line(name), limit)

    def text(self, name: str) -> str:
        text = self._typed.text(name)
        if not text:
            self.problems[name] = gettext("Write at least a few words.")
        return self._within(name, text, TEXT)

    def topic(self, category: Category | None) -> str:
        if category is None:
            return ""
        return self._typed.one(f"topic.{category.code}", [each.code for each in category.topics])

    def answers(self, category: Category, topic: str) -> Iterator[tuple[str, str]]:
        for question in taxonomy.asked(category, topic):
            name = answer_field(category, topic, question)
            codes = [each.code for each in question.options]
            if question.kind == "line":
                answer = self.line(name, 500)
            else:
                answer = " ".join(self._typed.several(name, codes))
            if answer:
                yield question.code, answer

    def links(self) -> tuple[Link, ...]:
        given = lines_of(self._typed.text("links"))
        if len(given) > MAX_LINKS:
            self.problems["links"] = gettext(
                "At most 20 addresses can be given. Write the others in your own words."
            )
        given = given[:MAX_LINKS]
        for each in given:
            self._within("links", each, 2000)
        self._point_at(given)
        return tuple(map(read_link, given))

    def _point_at(self, given: Iterable[str]) -> None:
        """Point at wrong pastes once: the form carries those it came back for, and may be sent unchanged."""
        self.odd = tuple(odd_ones(given))
        known = self._typed.text("odd").split("\n")
        if "links" not in self.problems and any(each.given not in known for each in self.odd):
            self.problems["links"] = gettext(
                "Look at the addresses that are marked. If they are right, send the report once more."
            )

    def elsewhere(self) -> Elsewhere:
        return Elsewhere(
            kind=self._typed.one("elsewhere", [each.code for each in taxonomy.ELSEWHERE]),
            name=self.line("elsewhere_name", 100),
            account=self.line("elsewhere_account", 200),
        )

    def seen(self) -> Seen:
        typed = self._typed.line("seen")
        try:
            day = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.problems["seen"] = gettext("Write the day as year, month and day: {example}.").format(
                example="2026-03-31"
            )
            day = None
        if day is None:
            return Seen()
        return Seen(day=day, precision="about" if self._typed.text("seen_about") else "day")

    def place(self) -> Place:
        country = self._typed.line("country")
        country = country if len(country) == 2 and country.isascii() and country.isupper() else ""
        region = self._typed.one("region", [each.code for each in territory.REGIONS])
        if region and not country:
            country = MOROCCO
        return Place(
            of=self._typed.one("place_of", ("event", "reporter")),
            country=country,
            region=region if country == MOROCCO else "",
            city=self.line("city", 100),
        )

    def identity(self) -> Mapping[str, str]:
        kind = self._typed.one("identity", ("none", "contact", "declared"))
        if kind == "contact":
            contact = self.line("contact", 300)
            if not contact:
                self.problems["contact"] = gettext(
                    "Write an e-mail address or a telephone number, or choose to stay anonymous."
                )
            return {"kind": "contact", "contact": contact}
        if kind == "declared":
            name = self.line("name", 200)
            if not name:
                self.problems["name"] = gettext("Write your name, or choose to stay anonymous.")
            number, reach = self.line("number", 40), self.line("reach", 300)
            return {"kind": "declared", "name": name, "number": number, "contact": reach}
        return NO_IDENTITY

    def _within(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.problems[name] = gettext("This is too long: at most {limit} characters.").format(limit=limit)
        return text
