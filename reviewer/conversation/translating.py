"""Translations that people of the team wrote of what a reporter said: acts, for the team only."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer import cases
from reviewer.custody.entry import LONGEST_TEXT, Act, Entry
from reviewer.custody.log import read, record
from reviewer.errors import RequestError
from reviewer.workstation import Workstation

__all__ = ["translate", "translations"]


def translate(station: Workstation, typed_case: str, number: int, text: str) -> None:
    """Keep a translation of message ``number`` of a case, counted from 1; a later one stands before it.

    Raises:
        RequestError: ``case``; ``text``, it is empty or too long; ``message``, there is no such one.
    """
    summary = cases.find(station.store, typed_case)
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise RequestError("text", "There is nothing in this translation, or too much.")
    row = station.store.row(
        "SELECT message FROM messages WHERE case_number = ? AND position = ?", (summary.number, number - 1)
    )
    if row is None:
        raise RequestError("message", "There is no such message in this case.")
    body = {"message": row["message"].hex()}
    record(station, Act(name="translate", case=summary.author, body=body, text=text.strip()))


def translations(station: Workstation, case: cases.Summary) -> Mapping[int, Entry]:
    """Return the last translation of each message of a case, by its number."""
    rows = station.store.rows(
        "SELECT message, position FROM messages WHERE case_number = ? ORDER BY position", (case.number,)
    )
    numbers = {row["message"].hex(): row["position"] + 1 for row in rows}
    entries = read(station.store, station.deployment, case.author, name="translate")
    return {
        numbers[entry.act.body["message"]]: entry
        for entry in entries
        if entry.act.body["message"] in numbers and not entry.is_gone
    }
