"""Answer a case: the reply waits in the store until a board carries it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from datetime import date

from keys import cells
from keys.calendar import day_number, day_of
from keys.cells import MAX_CELLS, Reply
from keys.errors import FormatError
from reviewer import cases
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError, TooLongError
from reviewer.store import Store
from reviewer.workstation import Workstation

__all__ = ["Written", "measure", "take_back", "write"]

# Longer than any reply that fits; what is longer is not even looked at.
MAX_TYPED = 200_000
MAX_REPLIES = 65_535


@dataclass(frozen=True, slots=True)
class Written:
    """Reply ``number`` of the case ``label``; it takes ``cells`` cells of the board."""

    label: str
    number: int
    cells: int


def write(
    station: Workstation,
    typed_case: str,
    untrusted: str,
    day: date,
    *,
    anyway: bool = False,
    not_before: date | None = None,
) -> Written:
    """Keep a reply to a case, to be published with the next board, or the first from a day on.

    Who asked for the answers to be deleted may not be the only one who reads them: such a case is answered
    only ``anyway``.

    Raises:
        RequestError: ``case``, ``reply-erased``, ``reply-empty``, ``reply-text``; ``reply-same``, this case
            has been told the same already.
        TooLongError: ``reply-long``, with how many characters too many.
    """
    summary = cases.find(station.store, typed_case)
    if not anyway:
        _check_wish(station.store, summary.number)
    text = _clean(untrusted)
    # A reply of more cells than a bucket has could never be published.
    taken = _cells(text, min(MAX_CELLS, station.manifest.board.k))
    if summary.replies >= MAX_REPLIES:
        raise RequestError("reply-text", f"{summary.label} has had all the replies a mailbox can have.")
    if not anyway:
        _check_new(station.store, summary.number, text)
    first = not_before or day
    body = {"cells": taken, "day": day_number(day), "not-before": day_number(max(first, day))}
    record(station, Act(name="reply", case=summary.author, body=body, text=text))
    return Written(summary.label, summary.replies + 1, taken)


def measure(untrusted: str, k: int) -> int:
    """Return how many cells a reply takes on a board of ``k`` cells a bucket; raises as ``write``."""
    return _cells(_clean(untrusted), min(MAX_CELLS, k))


def take_back(station: Workstation, typed_case: str, number: int) -> None:
    """Take back reply ``number`` of a case, which no board has carried yet.

    Raises:
        RequestError: ``case``; ``reply-none``, there is no such reply, or it was taken back; ``reply-out``, a
            board has carried it.
    """
    summary = cases.find(station.store, typed_case)
    rows = station.store.rows(
        "SELECT * FROM replies WHERE case_number = ? ORDER BY clock, station", (summary.number,)
    )
    row = rows[number - 1] if 1 <= number <= len(rows) else None
    if row is None or (row["back_entry"] and not row["position"]):
        raise RequestError("reply-none", "There is no such answer, or it was taken back already.")
    if row["position"]:
        raise RequestError("reply-out", "A board has carried this answer: it may have been read already.")
    body = {"entry": row["entry"], "station": row["station"].hex()}
    record(station, Act(name="take-back", case=summary.author, body=body))


def _check_new(store: Store, case: int, text: str) -> None:
    told = store.row(
        "SELECT 1 FROM replies JOIN acts ON acts.station = replies.station AND acts.number = replies.entry "
        "WHERE case_number = ? AND acts.text = ? AND withdrawn IS NULL "
        "AND (position NOT NULL OR back_entry IS NULL)",
        (case, text),
    )
    if told is not None:
        raise RequestError("reply-same", "This case has been given this very answer. Nothing is sent twice.")


def _check_wish(store: Store, case: int) -> None:
    row = store.row("SELECT max(sent) AS day FROM messages WHERE case_number = ? AND kind = 'erase'", (case,))
    if row is not None and row["day"] is not None:
        raise RequestError(
            "reply-erased",
            f"The reporter asked on {day_of(row['day'])} to have the answers deleted: "
            "somebody else may be able to read them.",
        )


def _clean(untrusted: str) -> str:
    text = untrusted.replace("\r\n", "\n").strip()
    if not text:
        raise RequestError("reply-empty", "This reply is empty. Write something, or answer later.")
    if len(text) > MAX_TYPED:
        raise TooLongError(len(text) - MAX_CELLS * cells.PART_TEXT)
    if any((c < " " and c not in "\n\t") or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text):
        raise RequestError(
            "reply-text", "This reply holds control characters or is not UTF-8. Save it as plain text."
        )
    return text


def _cells(text: str, most: int) -> int:
    """Return how many cells a reply takes.

    Raises:
        TooLongError: more than ``most``; its ``excess`` is exact, whatever the script.
    """
    taken = _measure(text)
    if taken > most:
        lengths = range(1, len(text))
        fits = bisect.bisect_right(lengths, most, key=lambda length: _measure(text[:length]))
        raise TooLongError(len(text) - fits)
    return taken


def _measure(text: str) -> int:
    """Return the cells that ``text`` takes, by the format's own rule; 9 if it takes more than 8."""
    try:
        return len(cells.split(Reply(number=1, total=1, day=0, text=text)))
    except FormatError:
        return MAX_CELLS + 1
