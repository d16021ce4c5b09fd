"""How long cases are kept, by state: rules of desk.toml, a report of what will go, and its end.

``[retention]`` gives days by state. Without it nothing ever goes. The time runs from the day on which the
case came into its state, or from its last message, whichever is later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keys.calendar import day_number, day_of
from reviewer import settings
from reviewer.cases import label
from reviewer.keeping import destroying
from reviewer.settings import Table, wrong
from reviewer.store.db import Row
from reviewer.triage import ruling, states
from reviewer.workstation import Workstation

__all__ = ["Due", "apply", "due", "rules"]

LONGEST = 36_500  # days
_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose time ends on ``end``, by the rule of its ``state``."""

    number: int
    label: str
    state: str
    days: int
    end: date


def rules(own: Table) -> dict[str, int]:
    """Read ``[retention]``: days by state; raises WorkstationError ``desk-toml``."""
    for state, days in own.items():
        if state not in states.STATES:
            raise wrong(f"retention.{state} is no state: those are {', '.join(states.STATES)}")
        if type(days) is not int or not 1 <= days <= LONGEST:
            raise wrong(f"retention.{state} is no number of days from 1 to {LONGEST}")
    return dict(own)


def due(station: Workstation, today: date, within: int = 0) -> list[Due]:
    """Return the cases whose time is over within so many days, the first to go first.

    Raises:
        WorkstationError: ``desk-toml``.
    """
    ruling.catch_up(station.store, station.places.offline)
    known = rules(settings.load(station.places.offline)["retention"])
    found = [
        Due(
            row["case_number"],
            label(row["case_number"], row["lane"]),
            state,
            days,
            day_of(_since(station, row) + days),
        )
        for state, days in known.items()
        for row in station.store.rows(
            "SELECT case_number, lane, author, latest FROM work JOIN cases ON number = case_number "
            "WHERE state = ?",
            (state,),
        )
    ]
    last = day_number(today) + within
    return sorted(
        (each for each in found if day_number(each.end) <= last), key=lambda each: (each.end, each.number)
    )


def apply(station: Workstation, today: date) -> list[Due]:
    """Destroy every case whose time is over; return what went. Raises ``role`` and as ``due``."""
    over = due(station, today)
    for each in over:
        destroying.destroy_by_rule(station, [each.number], f"{each.state} {each.days}")
    return over


def _since(station: Workstation, row: Row) -> int:
    """Return the day from which the time of a case runs."""
    moved = station.store.row(
        "SELECT max(CAST(packed AS TEXT) ->> 'time') AS time FROM acts WHERE author = ? AND act = 'state'",
        (row["author"],),
    )
    entered = int(moved["time"]) // _DAY if moved and moved["time"] is not None else 0
    return max(entered, int(row["latest"]))
