"""Figures of the desk: what came, how old what waits is, and what it is about. They judge nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from keys.calendar import day_of
from reviewer.store import Store

__all__ = ["AGES", "Figures", "Kind", "figures"]

DAYS = 14
# Days that an open case has waited: from, and to with it.
AGES = ((0, 1), (2, 7), (8, 30), (31, 90), (91, 99_999))


@dataclass(frozen=True, slots=True)
class Kind:
    """How many open cases a category has, and how many of them are urgent: now or today."""

    category: str
    count: int
    urgent: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases opened by day, the last DAYS of them; open cases by AGES; open cases by category and state."""

    arrived: Sequence[tuple[date, int]]
    ages: Sequence[tuple[tuple[int, int], int]]
    kinds: Sequence[Kind]
    states: Sequence[tuple[str, int]]


def figures(store: Store, today: int) -> Figures:
    """Count, ``today`` being a day number; ``ruling.catch_up`` comes before."""
    rows = store.rows(
        "SELECT opened, count(*) AS count FROM work WHERE opened > ? GROUP BY opened", (today - DAYS,)
    )
    by_day = {row["opened"]: row["count"] for row in rows}
    waiting = store.rows("SELECT opened, count(*) AS count FROM work WHERE is_open = 1 GROUP BY opened")
    kinds = store.rows(
        "SELECT category, count(*) AS count, sum(urgency < 2) AS urgent FROM work WHERE is_open = 1 "
        "GROUP BY category ORDER BY count DESC, category"
    )
    found = store.rows("SELECT state, count(*) AS count FROM work GROUP BY state ORDER BY count DESC, state")
    return Figures(
        arrived=[(day_of(day), by_day.get(day, 0)) for day in range(today - DAYS + 1, today + 1)],
        ages=[
            ((low, high), sum(row["count"] for row in waiting if low <= today - row["opened"] <= high))
            for low, high in AGES
        ],
        kinds=[Kind(row["category"], row["count"], row["urgent"]) for row in kinds],
        states=[(row["state"], row["count"]) for row in found],
    )
