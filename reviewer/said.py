"""Turn what a report says beside its text into facts (docs/formats.md §5.6), each safe to show.

A fact is a label and what is said. Both come in the language of whoever reads: ``tongue`` translates the
words of reviewer/codes.py and the labels here, and leaves alone what the reporter typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from keys.draft import Elsewhere, Link, Particulars, Place, Seen
from reviewer import codes
from reviewer.codes import word
from reviewer.terminal import line

__all__ = ["LABELS", "Fact", "Tongue", "facts", "lines", "subject"]

Fact = tuple[str, str]
Tongue = Callable[[str], str]
LABELS = (
    *("About", "In danger now", "Still going on", "The reporter", "Told before", "Seen", "Place"),
    *("Not behind a link", "Link", "Address", "Platform", "Account"),
)


def _english(said: str) -> str:
    return said


def lines(said: Particulars) -> Iterator[str]:
    """Yield the facts as lines of English."""
    for label, value in facts(said):
        yield f"{label}: {value}"


def subject(said: Particulars, tongue: Tongue = _english) -> str:
    """Return what a report is about: its category, and the topic within it."""
    category = tongue(word(said.category, codes.CATEGORIES))
    return f"{category}: {tongue(word(said.topic, codes.TOPICS))}" if said.topic else category


def facts(said: Particulars, tongue: Tongue = _english) -> Iterator[Fact]:
    """Yield what was said, in the order in which it is read best; nothing said is no fact."""
    yield tongue("About"), subject(said, tongue)
    yield tongue("In danger now"), _danger(said, tongue)
    yield tongue("Still going on"), tongue(word(said.ongoing, codes.ONGOING))
    yield tongue("The reporter"), tongue(word(said.role, codes.ROLES))
    told = ", ".join(tongue(word(code, codes.TOLD)) for code in said.told)
    yield tongue("Told before"), told or tongue("nobody")
    for question, answer in said.answers.items():
        yield tongue(codes.question(question)), codes.answer(question, answer, tongue)
    yield from _seen(said.seen, tongue)
    yield from _place(said.place, tongue)
    yield from _elsewhere(said.elsewhere, tongue)
    for link in said.links:
        yield from _link(link, tongue)


def _danger(said: Particulars, tongue: Tongue) -> str:
    danger = tongue(word(said.danger, codes.ONGOING))
    return f"{danger}, {tongue(word(said.who, codes.WHO))}" if said.who else danger


def _seen(seen: Seen, tongue: Tongue) -> Iterator[Fact]:
    if seen.day is not None:
        about = "" if seen.precision == "day" else f"{tongue('about')} "
        yield tongue("Seen"), f"{about}{seen.day}"


def _place(place: Place, tongue: Tongue) -> Iterator[Fact]:
    parts = [line(part) for part in (place.city, place.region, place.country) if part]
    if parts:
        of = f" ({tongue(word(place.of, codes.PLACES))})" if place.of else ""
        yield tongue("Place"), f"{', '.join(parts)}{of}"


def _elsewhere(elsewhere: Elsewhere, tongue: Tongue) -> Iterator[Fact]:
    said = [line(part) for part in (elsewhere.name, elsewhere.account) if part]
    if elsewhere.kind:
        said.insert(0, tongue(word(elsewhere.kind, codes.ELSEWHERE)))
    if said:
        yield tongue("Not behind a link"), ", ".join(said)


def _link(link: Link, tongue: Tongue) -> Iterator[Fact]:
    yield tongue("Link"), line(link.given)
    if link.url and link.url != link.given:
        yield tongue("Address"), line(link.url)
    if link.platform:
        yield tongue("Platform"), word(link.platform, codes.PLATFORMS)
    if link.account:
        yield tongue("Account"), line(link.account)
