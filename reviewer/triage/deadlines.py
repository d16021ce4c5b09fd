"""By when something has to happen, in days.

Urgency asks for a first look: today, today, tomorrow, within a week. A reporter hears within 7 days that the
report was read, and within 3 months what came of it (EU directive 2019/1937, articles 9 and 11, a measure and
no duty here); one who told who they are, within 15 days what becomes of it (Moroccan law 03-23). Those three
end on a working day; danger knows no weekend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from dateutil.relativedelta import relativedelta

from reviewer.settings import Table, wrong
from reviewer.triage.states import CLOSED

__all__ = ["Calendar", "Deadline", "Times", "calendar", "due"]

_LOOK = (0, 0, 1, 7)  # days, by urgency
_ACKNOWLEDGE, _INFORM, _FEEDBACK = timedelta(days=7), timedelta(days=15), relativedelta(months=3)
_MOST_DAYS = 200
_LONGEST = 60  # working days are found within so many


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """A day, and what for: look, acknowledge, inform or feedback."""

    day: date
    kind: str


class Calendar:
    """Which days are worked on."""

    def __init__(self, country: str, extra: frozenset[date]) -> None:
        self._free = holidays.country_holidays(country)
        self._extra = extra

    def working(self, day: date) -> date:
        """Return the day itself, or the first one after it on which people work."""
        for ahead in range(_LONGEST):
            later = day + timedelta(days=ahead)
            if later.weekday() < 5 and later not in self._free and later not in self._extra:
                return later
        return day


def calendar(own: Table) -> Calendar:
    """Return the working days of desk.toml's ``[deadlines]``: of ``country`` (ISO 3166-1), less ``free``.

    Feasts that follow the moon are foreseen, and announced days before: ``free`` puts them right.

    Raises:
        WorkstationError: ``desk-toml``.
    """
    for key in own:
        if key not in ("country", "free"):
            raise wrong(f"deadlines.{key} is neither country nor free")
    country, free = own.get("country", "MA"), own.get("free", [])
    if not isinstance(country, str) or country not in holidays.list_supported_countries():
        raise wrong("deadlines.country is no country code that has a calendar")
    if not isinstance(free, list) or len(free) > _MOST_DAYS or any(type(day) is not date for day in free):
        raise wrong(f"deadlines.free is not a list of at most {_MOST_DAYS} days, as 2026-11-18")
    return Calendar(country, frozenset(free))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What deadlines are counted from.

    ``opened`` and ``latest`` are the days on which a case's first and last message came; ``answered`` whether
    an answer was written after the last.
    """

    opened: date
    latest: date
    urgency: int
    state: str
    answered: bool
    is_anonymous: bool


def due(times: Times, days: Calendar) -> list[Deadline]:
    """Return what is still to come for a case, the nearest first."""
    return [] if times.state in CLOSED else sorted(_due(times, days))


def _due(times: Times, days: Calendar) -> Iterator[Deadline]:
    if times.state in ("triage", "reopened"):
        yield Deadline(times.latest + timedelta(days=_LOOK[times.urgency]), "look")
    if not times.answered:
        yield Deadline(days.working(times.latest + _ACKNOWLEDGE), "acknowledge")
    if not times.is_anonymous:
        yield Deadline(days.working(times.opened + _INFORM), "inform")
    yield Deadline(days.working(times.opened + _FEEDBACK), "feedback")
