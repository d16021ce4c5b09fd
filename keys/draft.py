"""What a reporter says in a first report, beside the text (docs/formats.md §5.6).

Codes are checked for their form, not against a list: an operator may add categories and questions.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from keys.shape import Shape

__all__ = [
    "MAX_ANSWERS",
    "MAX_LINKS",
    "MAX_TOLD",
    "NO_IDENTITY",
    "PARTICULARS",
    "Draft",
    "Elsewhere",
    "Link",
    "Particulars",
    "Place",
    "Seen",
    "fields",
    "read",
]

NO_IDENTITY: Mapping[str, str] = {"kind": "none"}
MAX_ANSWERS, MAX_LINKS, MAX_TOLD = 16, 20, 8
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_MAYBE = ("yes", "no", "unknown")
_shape = Shape("report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address: ``given`` as it was typed, the rest as the device understood it."""

    given: str = field(repr=False)
    url: str = field(default="", repr=False)
    platform: str = ""
    account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where the content is, if not behind a link: an app or place, and the account seen there."""

    kind: str = ""
    name: str = field(default="", repr=False)
    account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When the reporter saw it; ``precision`` is day, about or unknown."""

    day: date | None = field(default=None, repr=False)
    precision: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place ``of`` the event or the reporter; ``country`` by ISO 3166-1, ``region`` by ISO 3166-2."""

    of: str = ""
    country: str = field(default="", repr=False)
    region: str = field(default="", repr=False)
    city: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All that only a first report says, but for its identity."""

    category: str = "other"
    topic: str = ""
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    danger: str = "unknown"
    who: str = ""
    ongoing: str = "unknown"
    told: tuple[str, ...] = ()
    role: str = "witness"
    links: tuple[Link, ...] = field(default=(), repr=False)
    elsewhere: Elsewhere = Elsewhere()
    seen: Seen = Seen()
    place: Place = Place()

    def named(self) -> dict[str, Any]:
        """Return the particulars by name, to make a Draft or a Report with."""
        return {name: getattr(self, name) for name in PARTICULARS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Particulars):
    """What the reporter wrote; only a first report has particulars. ``identity`` may be declared plain."""

    kind: str
    path: str
    lang: str
    sent: date
    text: str = field(default="", repr=False)
    identity: Mapping[str, str] = field(default_factory=lambda: dict(NO_IDENTITY), repr=False)


PARTICULARS = tuple(each.name for each in dataclasses.fields(Particulars))


def fields(said: Particulars) -> dict[str, Any]:
    """Return the particulars as JSON holds them."""
    return {
        "answers": dict(said.answers),
        "category": said.category,
        "danger": said.danger,
        "elsewhere": dataclasses.asdict(said.elsewhere),
        "links": [dataclasses.asdict(link) for link in said.links],
        "ongoing": said.ongoing,
        "place": dataclasses.asdict(said.place),
        "role": said.role,
        "seen": {
            "day": said.seen.day.isoformat() if said.seen.day else "",
            "precision": said.seen.precision,
        },
        "told": list(said.told),
        "topic": said.topic,
        "who": said.who,
    }


def read(untrusted: Mapping[str, Any]) -> Particulars:
    """Check the particulars in a report's JSON.

    Raises:
        FormatError: ``report``.
    """
    return Particulars(
        category=_code(untrusted["category"]),
        topic=_code_or_none(untrusted["topic"]),
        answers=_answers(untrusted["answers"]),
        danger=_shape.choice(untrusted["danger"], _MAYBE),
        who=_shape.choice(untrusted["who"], ("", "me", "child", "other", "group")),
        ongoing=_shape.choice(untrusted["ongoing"], _MAYBE),
        told=_told(untrusted["told"]),
        role=_shape.choice(untrusted["role"], ("target", "child", "witness", "professional")),
        links=tuple(map(_link, _shape.items(untrusted["links"], 0, MAX_LINKS))),
        elsewhere=_elsewhere(untrusted["elsewhere"]),
        seen=_seen(untrusted["seen"]),
        place=_place(untrusted["place"]),
    )


def _code(value: object) -> str:
    return _shape.match(value, _CODE)


def _code_or_none(value: object) -> str:
    return "" if value == "" else _code(value)


def _answers(value: object) -> dict[str, str]:
    answers = _shape.mapping(value, MAX_ANSWERS)
    return {_code(question): _shape.text(answer, 1, 500) for question, answer in answers.items()}


def _told(value: object) -> tuple[str, ...]:
    told = tuple(map(_code, _shape.items(value, 0, MAX_TOLD)))
    if any(a >= b for a, b in pairwise(told)):
        raise _shape.fail("Who was told is listed once each, in ascending order.")
    return told


def _link(value: object) -> Link:
    link = _shape.keys(value, ("account", "given", "platform", "url"))
    return Link(
        given=_shape.text(link["given"], 1, 2000),
        url=_shape.text(link["url"], 0, 2000),
        platform=_code_or_none(link["platform"]),
        account=_shape.text(link["account"], 0, 200),
    )


def _elsewhere(value: object) -> Elsewhere:
    elsewhere = _shape.keys(value, ("account", "kind", "name"))
    return Elsewhere(
        kind=_shape.choice(elsewhere["kind"], ("", "app", "message", "live", "call", "other")),
        name=_shape.text(elsewhere["name"], 0, 100),
        account=_shape.text(elsewhere["account"], 0, 200),
    )


def _seen(value: object) -> Seen:
    seen = _shape.keys(value, ("day", "precision"))
    return Seen(
        day=None if seen["day"] == "" else _shape.day(seen["day"]),
        precision=_shape.choice(seen["precision"], ("day", "about", "unknown")),
    )


def _place(value: object) -> Place:
    place = _shape.keys(value, ("city", "country", "of", "region"))
    return Place(
        of=_shape.choice(place["of"], ("", "event", "reporter")),
        country="" if place["country"] == "" else _shape.match(place["country"], _COUNTRY),
        region="" if place["region"] == "" else _shape.match(place["region"], _REGION),
        city=_shape.text(place["city"], 0, 100),
    )
