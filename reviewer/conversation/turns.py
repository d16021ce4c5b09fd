"""Whose replies a board carries when not all fit (design: at most 8 cells a mailbox, K a bucket).

1. Of a mailbox, the newest replies that fit whole in 8 cells are candidates.
2. Of a bucket, candidates stand in one queue: those that the fewest boards carried first, then the oldest
   written. The first that does not fit ends the queue.

A reply never published so stands before all that were, and waits at most until those before it have been;
when a bucket stays too full, its replies take turns, and none is starved. Boards carry the counts forward in
the store, so the choice is a function of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from keys.cells import MAX_CELLS

__all__ = ["Candidate", "choose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reply: ``order`` of writing over all cases, the cells it takes, the boards that carried it."""

    order: int
    case: int
    bucket: int
    cells: int
    shown: int


def choose(replies: Iterable[Candidate], capacity: int) -> frozenset[int]:
    """Return the ``order`` numbers of the replies that a board with ``capacity`` cells a bucket carries."""
    by_bucket = sorted(_newest_that_fit(replies), key=lambda reply: (reply.bucket, reply.shown, reply.order))
    return frozenset(
        reply.order
        for _, queue in groupby(by_bucket, key=lambda reply: reply.bucket)
        for reply in _while_room(queue, capacity)
    )


def _newest_that_fit(replies: Iterable[Candidate]) -> Iterator[Candidate]:
    newest_first = sorted(replies, key=lambda reply: (reply.case, -reply.order))
    for _, mailbox in groupby(newest_first, key=lambda reply: reply.case):
        yield from _while_room(mailbox, MAX_CELLS)


def _while_room(replies: Iterable[Candidate], room: int) -> Iterator[Candidate]:
    for reply in replies:
        room -= reply.cells
        if room < 0:
            return
        yield reply
