"""Turn what a report says beside its text into lines (docs/formats.md §5.6), each safe to show."""

from __future__ import annotations

from collections.abc import Iterator

from keys.draft import Elsewhere, Link, Particulars, Place, Seen
from reviewer import codes
from reviewer.codes import word
from reviewer.terminal import line

__all__ = ["lines", "subject"]


def subject(said: Particulars) -> str:
    """Return what a report is about: its category, and the topic within it."""
    category = word(said.category, codes.CATEGORIES)
    return f"{category}: {word(said.topic, codes.TOPICS)}" if said.topic else category


def lines(said: Particulars) -> Iterator[str]:
    """Yield what was said, in the order in which it is read best; nothing said is no line."""
    yield f"About: {subject(said)}"
    yield f"In danger now: {_danger(said)}"
    yield f"Still going on: {word(said.ongoing, codes.ONGOING)}"
    yield f"The reporter {word(said.role, codes.ROLES)}."
    yield f"Told before: {', '.join(word(code, codes.TOLD) for code in said.told) or 'nobody'}"
    for question, answer in said.answers.items():
        yield f"{codes.question(question)}: {codes.answer(question, answer)}"
    yield from _seen(said.seen)
    yield from _place(said.place)
    yield from _elsewhere(said.elsewhere)
    for link in said.links:
        yield from _link(link)


def _danger(said: Particulars) -> str:
    danger = word(said.danger, codes.ONGOING)
    return f"{danger}, {word(said.who, codes.WHO)}" if said.who else danger


def _seen(seen: Seen) -> Iterator[str]:
    if seen.day is not None:
        yield f"Seen: {'' if seen.precision == 'day' else 'about '}{seen.day}"


def _place(place: Place) -> Iterator[str]:
    parts = [line(part) for part in (place.city, place.region, place.country) if part]
    if parts:
        of = f" ({word(place.of, codes.PLACES)})" if place.of else ""
        yield f"Place: {', '.join(parts)}{of}"


def _elsewhere(elsewhere: Elsewhere) -> Iterator[str]:
    said = [line(part) for part in (elsewhere.name, elsewhere.account) if part]
    if elsewhere.kind:
        said.insert(0, word(elsewhere.kind, codes.ELSEWHERE))
    if said:
        yield f"Not behind a link: {', '.join(said)}"


def _link(link: Link) -> Iterator[str]:
    yield f"Link: {line(link.given)}"
    if link.url and link.url != link.given:
        yield f"  = {line(link.url)}"
    known = [word(link.platform, codes.PLATFORMS)] if link.platform else []
    if link.account:
        known.append(f"account {line(link.account)}")
    if known:
        yield f"  on {', '.join(known)}"
