"""Unveil a picture: deliberately, counted, within a day's bound, and never what somebody asked to be spared.

Looking at cruelty hurts whoever does it for hours. So each look is an act of the custody log; after some a
break is proposed, after many the day is over for this person; and nobody has to look at every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer import cases, settings
from reviewer.attachments import locate
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.settings import Table, wrong
from reviewer.store import Store
from reviewer.triage import taxonomy
from reviewer.viewing import sparing
from reviewer.viewing.previews import is_known
from reviewer.workstation import Workstation

__all__ = ["Bounds", "Today", "bounds", "is_spared", "spare", "spared", "today", "unveil"]

_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Bounds:
    """After how many looks a break is proposed, and after how many a person's day is over."""

    pause: int = 15
    limit: int = 60


@dataclass(frozen=True, slots=True)
class Today:
    """How many pictures somebody has had unveiled today, and what that means."""

    count: int
    bounds: Bounds

    @property
    def is_over(self) -> bool:
        """Whether no more is shown to this person today."""
        return self.count >= self.bounds.limit

    @property
    def wants_pause(self) -> bool:
        """Whether a break would do good now."""
        return self.count > 0 and self.count % self.bounds.pause == 0


def bounds(own: Table) -> Bounds:
    """Read ``[viewing]`` of desk.toml; raises WorkstationError ``desk-toml``."""
    usual = Bounds()
    for key in own:
        if key not in ("pause", "limit"):
            raise wrong(f"viewing.{key} is none of pause and limit")
    pause, limit = own.get("pause", usual.pause), own.get("limit", usual.limit)
    for key, value in (("pause", pause), ("limit", limit)):
        if type(value) is not int or not 1 <= value <= 1000:
            raise wrong(f"viewing.{key} is no number from 1 to 1000")
    return Bounds(pause, limit)


def today(station: Workstation) -> Today:
    """Return how much the person who is here has looked at today; raises ``desk-toml``."""
    person, _ = station.session.me()
    row = station.store.row(
        "SELECT count FROM looks WHERE person = ? AND day = ?", (person.name, station.clock() // _DAY)
    )
    return Today(row["count"] if row else 0, _bounds(station.places.offline))


def unveil(station: Workstation, typed_case: str, number: int, still: int, *, colour: bool) -> None:
    """Write down that somebody wants to see a picture of an attachment; then it may be shown to them.

    Raises:
        RequestError: ``case``, ``attachment``; ``exposure``, a list knows the file, its kind is one that this
            person is spared, or their day is over.
    """
    place = locate(station.store, typed_case, number)
    summary = cases.find(station.store, typed_case)
    if is_known(station.store, place):
        raise RequestError("exposure", "A list knows this file. It is shown to nobody: its hash says enough.")
    if is_spared(station, summary.number):
        raise RequestError("exposure", "You asked to be spared this kind of content.")
    if today(station).is_over:
        raise RequestError("exposure", "You have looked at enough for one day. Somebody else goes on.")
    row = station.store.row(
        "SELECT sha256 FROM attachments WHERE message = ? AND number = ?", (place.message, place.attachment)
    )
    digest = row["sha256"] if row else None
    body = {"attachment": number, "still": still, "colour": colour}
    record(station, Act(name="look", case=summary.author, body=body, before=digest, after=digest))


def spare(station: Workstation, categories: Sequence[str]) -> None:
    """Set the kinds of content that the person who is here is not shown; raises RequestError ``category``."""
    known = taxonomy.of_folder(station.places.offline).categories
    if not set(categories) <= set(known):
        raise RequestError("category", f"There is no such kind. Known: {', '.join(known)}.")
    record(station, Act(name="spare", body={"categories": sorted(set(categories))}))


def spared(store: Store, person: str) -> tuple[str, ...]:
    """Return the kinds of content that somebody is not shown."""
    rows = store.rows("SELECT category FROM spared WHERE person = ? ORDER BY category", (person,))
    return tuple(row["category"] for row in rows)


def is_spared(station: Workstation, case: int) -> bool:
    """Whether the person who is here is spared the kind of a case."""
    person, _ = station.session.me()
    return sparing.is_spared(station.store, person.name, case)


def _bounds(offline: Path) -> Bounds:
    return bounds(settings.load(offline)["viewing"])
