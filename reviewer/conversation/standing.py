"""What a board carries: a function of the store, and of what the publisher knew.

Answers get their numbers within a mailbox when a board is made, in the order of their stamps, so that two
workstations on which people answered one case give them the same. One that was withdrawn keeps its number.

All that came after what the publisher knew is passed over, so a board can be made again when the store has
gone on: on another workstation, by somebody who wants to see that it says this and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from keys.cells import Reply
from reviewer.conversation import turns
from reviewer.conversation.board import MailboxView, bucket_number
from reviewer.conversation.turns import Candidate
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["WAITING", "Known", "Place", "Standing", "mailboxes", "stand"]

# An answer is named by the place of its act in the log: station, number.
Place = tuple[bytes, int]
# The last number of each station's log.
Known = Mapping[bytes, int]

# Of the table of replies: those that are still to go out.
WAITING = "shown = 0 AND withdrawn IS NULL AND (position NOT NULL OR back_entry IS NULL)"

_REPLIES = """
SELECT replies.*, acts.text, cases.bucket, wish.station AS wish_station, wish.entry AS wish_entry
  FROM replies
  JOIN acts ON acts.station = replies.station AND acts.number = replies.entry
  JOIN cases ON cases.number = replies.case_number
  LEFT JOIN envelopes AS wish ON wish.id = replies.withdrawn
 ORDER BY replies.clock, replies.station, replies.entry
"""
_MAILBOXES = """
SELECT cases.number, cases.author, cases.read_key, cases.bucket, messages.opened, messages.position,
       envelopes.station, envelopes.entry
  FROM messages
  JOIN cases ON cases.number = messages.case_number
  JOIN envelopes ON envelopes.id = messages.envelope
 ORDER BY cases.author, messages.position
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """``numbered``: the number of each answer that gets one now; ``live``: those that the board carries.

    ``replies`` are all answers known, in order of their stamps.
    """

    numbered: Mapping[Place, int]
    live: frozenset[Place]
    replies: tuple[Row, ...]


def stand(store: Store, known: Known, serial: int, *, day: int, b: int, k: int) -> Standing:
    """Return what board ``serial``, of 2^``b`` buckets of ``k`` cells, carries of the answers known.

    ``day`` is that of the board: an answer that is to wait until a later one is passed over.
    """
    known_rows = (row for row in store.rows(_REPLIES) if _is_known(known, row["station"], row["entry"]))
    rows = [row for row in known_rows if row["position"] or _is_ready(row, known, day)]
    waiting = [row for row in rows if not _is_known(known, row["wish_station"], row["wish_entry"])]
    chosen = turns.choose((_candidate(order, row, b, serial) for order, row in enumerate(waiting)), k)
    live = frozenset(_place(waiting[order]) for order in chosen)
    return Standing(_numbers(rows), live, tuple(rows))


def mailboxes(store: Store, known: Known, standing: Standing) -> list[MailboxView]:
    """Return every mailbox known, with what the board says to it."""
    written = _written(standing)
    opened: dict[int, list[int]] = {}
    found: dict[int, Row] = {}
    for row in store.rows(_MAILBOXES):
        if not _is_known(known, row["station"], row["entry"]):
            continue
        if row["position"] == 0:
            found[row["number"]] = row
        if row["number"] in found:
            opened.setdefault(row["number"], []).append(row["opened"])
    return [
        MailboxView(
            author=row["author"],
            read_key=row["read_key"],
            bucket=row["bucket"],
            opened=tuple(opened[number]),
            replies=tuple(written.get(number, ())),
        )
        for number, row in found.items()
    ]


def _is_known(known: Known, station: bytes | None, entry: int | None) -> bool:
    return station is not None and entry is not None and entry <= known.get(station, 0)


def _is_ready(row: Row, known: Known, day: int) -> bool:
    """Tell whether an answer that no board counts yet goes out from now on."""
    return row["not_before"] <= day and not _is_known(known, row["back_station"], row["back_entry"])


def _candidate(order: int, row: Row, b: int, serial: int) -> Candidate:
    return Candidate(
        order=order,
        case=row["case_number"],
        bucket=bucket_number(row["bucket"], b),
        cells=row["cells"],
        # A board that is made again has counted its own answers already.
        shown=row["shown"] - (row["last_shown"] == serial),
    )


def _numbers(rows: Iterable[Row]) -> dict[Place, int]:
    """Number those that have no number yet, after the last one of their mailbox."""
    rows = list(rows)
    taken: dict[int, int] = defaultdict(int)
    for row in rows:
        taken[row["case_number"]] = max(taken[row["case_number"]], row["position"] or 0)
    numbered = {}
    for row in rows:
        if row["position"] is None:
            taken[row["case_number"]] += 1
            numbered[_place(row)] = taken[row["case_number"]]
    return numbered


def _written(standing: Standing) -> dict[int, list[Reply]]:
    """Return the replies of the board by case, in order; each says how many its mailbox has had."""
    numbered: dict[int, dict[int, Row]] = defaultdict(dict)
    for row in standing.replies:
        numbered[row["case_number"]][row["position"] or standing.numbered[_place(row)]] = row
    return {case: list(_replies(rows, standing)) for case, rows in numbered.items()}


def _replies(rows: Mapping[int, Row], standing: Standing) -> Iterator[Reply]:
    for number, row in sorted(rows.items()):
        if _place(row) in standing.live:
            yield Reply(number=number, total=max(rows), day=row["day"], text=row["text"])


def _place(row: Row) -> Place:
    return row["station"], row["entry"]
