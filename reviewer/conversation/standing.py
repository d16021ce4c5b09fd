"""What the next board carries: a function of the store, and of what the publisher knew.

Answers get their numbers within a mailbox when a board is made, in the order of their stamps, so that two
workstations on which people answered one case give them the same. One that was withdrawn keeps its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from reviewer.conversation import turns
from reviewer.conversation.board import bucket_number
from reviewer.conversation.turns import Candidate
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["Place", "Standing", "stand"]

# An answer is named by the place of its act in the log: station, number.
Place = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """``numbered``: the number of each answer that got one now; ``live``: those that the board carries."""

    numbered: Mapping[Place, int]
    live: frozenset[Place]


def stand(store: Store, known: Mapping[bytes, int], *, b: int, k: int) -> Standing:
    """Return what a board with 2^``b`` buckets of ``k`` cells carries of the answers among ``known``.

    ``known`` is the last number of each station's log; what is newer is not looked at.
    """
    rows = [
        row
        for row in store.rows(
            "SELECT replies.*, bucket FROM replies JOIN cases ON cases.number = replies.case_number "
            "ORDER BY clock, station, entry"
        )
        if row["entry"] <= known.get(row["station"], 0)
    ]
    chosen = turns.choose(
        (_candidate(order, row, b) for order, row in enumerate(rows) if not row["withdrawn"]), k
    )
    return Standing(_numbers(store, rows), frozenset(_place(rows[order]) for order in chosen))


def _candidate(order: int, row: Row, b: int) -> Candidate:
    return Candidate(
        order=order,
        case=row["case_number"],
        bucket=bucket_number(row["bucket"], b),
        cells=row["cells"],
        shown=row["shown"],
    )


def _numbers(store: Store, rows: list[Row]) -> dict[Place, int]:
    taken: dict[int, int] = defaultdict(int)
    for row in store.rows(
        "SELECT case_number, max(position) AS last FROM replies WHERE position NOT NULL GROUP BY case_number"
    ):
        taken[row["case_number"]] = row["last"]
    numbered = {}
    for row in rows:
        if row["position"] is None:
            taken[row["case_number"]] += 1
            numbered[_place(row)] = taken[row["case_number"]]
    return numbered


def _place(row: Row) -> Place:
    return row["station"], row["entry"]
