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

__all__ = ["Written", "write"]

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
    station: Workstation, typed_case: str, untrusted: str, day: date, *, anyway: bool = False
) -> Written:
    """Keep a reply to a case, to be published with the next board.

    Who asked for the answers to be deleted may not be the only one who reads them: such a case is answered
    only ``anyway``.

    Raises:
        RequestError: ``case``, ``reply-erased``, ``reply-empty``, ``reply-text``.
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
    body = {"day": day_number(day), "cells": taken}
    record(station, Act(name="reply", case=summary.author, body=body, text=text))
    return Written(summary.label, summary.replies + 1, taken)


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
