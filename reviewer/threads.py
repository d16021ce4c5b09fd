"""Which case a message belongs to: its author key decides, and nothing else can.

- A report of an author not seen before opens a case. Later messages of the same author that came before it
  have waited, and join it now.
- A message of a case's author joins it; the author's signature was checked when the envelope opened.
- A message that names another mailbox than its author's case, or a case that would share another's read key,
  is set aside as ``mailbox``. Two cases with one read key would have the same cell keys on the board.
- A message of a case that was destroyed waits, to be read by itself: nobody knew of it then.
- A message that this author sent before is set aside as ``copy``, whoever sealed it again.

An erase that joins withdraws the replies written until then from all later boards. It acts once: sent or
sealed again, it is a copy.

What is set aside or waits is kept and can be listed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from keys import draft
from keys.calendar import day_number
from keys.report import Report
from reviewer.conversation import wishes
from reviewer.custody.writers import is_gone
from reviewer.store.db import Row, Store

__all__ = ["JOINED", "Verdict", "place", "settle"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An envelope's ``status``, and the ``kind`` of reason where it did not join."""

    status: str
    kind: str = ""


JOINED = Verdict("opened")
_WAITING = Verdict("waiting")
_COPY = Verdict("set-aside", "copy")
_MAILBOX = Verdict("set-aside", "mailbox")


def place(store: Store, envelope: bytes, sent: Report, lane: str, day: int, number: int = 0) -> Verdict:
    """Store an opened message, join it to its case if it may, and return the verdict.

    A case that it opens gets ``number``, if that is free: the one that it has on another workstation. The
    envelope's row must be there; the caller writes the verdict to it.
    """
    copied = store.row("SELECT 1 FROM messages WHERE author = ? AND message = ?", (sent.author, sent.message))
    message = _insert(store, envelope, sent, day)
    if copied:
        return _COPY
    if is_gone(store, sent.author):
        return _WAITING
    case = store.row("SELECT * FROM cases WHERE author = ?", (sent.author,))
    if case is None:
        return _first(store, message, sent, lane, number)
    return _join(store, case, _message(store, message))


def settle(store: Store, envelope: bytes, verdict: Verdict) -> None:
    """Write the verdict to the envelope's row."""
    store.run(
        "UPDATE envelopes SET status = ?, kind = ? WHERE id = ?", (verdict.status, verdict.kind, envelope)
    )


def _first(store: Store, message: int, sent: Report, lane: str, number: int) -> Verdict:
    """Open a case with an author's first report; a later message without one waits."""
    if sent.kind != "report":
        return _WAITING
    if store.row("SELECT 1 FROM cases WHERE read_key = ?", (sent.read_key,)):
        return _MAILBOX
    opened = store.insert(
        "cases",
        {
            "number": number if number and _is_free(store, number) else _next_number(store),
            "lane": lane,
            "author": sent.author,
            "read_key": sent.read_key,
            "bucket": sent.bucket,
        },
    )
    case = store.row("SELECT * FROM cases WHERE number = ?", (opened,)) or {}
    verdict = _join(store, case, _message(store, message))
    _join_waiting(store, case)
    return verdict


def _is_free(store: Store, number: int) -> bool:
    return not store.row("SELECT 1 FROM cases WHERE number = ?", (number,))


def _next_number(store: Store) -> int:
    """Return a number that no case has, or had before it was destroyed."""
    row = store.row(
        "SELECT max(coalesce((SELECT max(number) FROM cases), 0), "
        "coalesce((SELECT max(number) FROM gone), 0)) AS last"
    )
    return int(row["last"]) + 1 if row else 1


def _join_waiting(store: Store, case: Row) -> None:
    waiting = store.rows(
        "SELECT messages.* FROM messages JOIN envelopes ON envelopes.id = messages.envelope "
        "WHERE messages.author = ? AND envelopes.status = 'waiting' ORDER BY messages.number",
        (case["author"],),
    )
    for message in waiting:
        settle(store, message["envelope"], _join(store, case, message))


def _join(store: Store, case: Row, message: Row) -> Verdict:
    if (message["read_key"], message["bucket"]) != (case["read_key"], case["bucket"]):
        return _MAILBOX
    store.run(
        "UPDATE messages SET case_number = ?, position = "
        "(SELECT count(*) FROM messages WHERE case_number = ?) WHERE number = ?",
        (case["number"], case["number"], message["number"]),
    )
    if message["kind"] == "erase":
        wishes.withdraw(store, case["number"])
    return JOINED


def _message(store: Store, number: int) -> Row:
    return store.row("SELECT * FROM messages WHERE number = ?", (number,)) or {}


def _insert(store: Store, envelope: bytes, sent: Report, day: int) -> int:
    is_report = sent.kind == "report"
    number = store.insert(
        "messages",
        {
            "envelope": envelope,
            "author": sent.author,
            "message": sent.message,
            "read_key": sent.read_key,
            "bucket": sent.bucket,
            "opened": day,
            "kind": sent.kind,
            "path": sent.path,
            "lang": sent.lang,
            "sent": day_number(sent.sent),
            "text": sent.text,
            "said": json.dumps(draft.fields(sent) if is_report else {}),
            "identity": sent.identity["kind"] if is_report else "",
            "contact": sent.identity.get("contact", ""),
        },
    )
    for index, item in enumerate(sent.attachments):
        store.insert(
            "attachments",
            {
                "message": number,
                "number": index,
                "name": item.name,
                "type": item.type,
                "size": item.size,
                "sha256": item.sha256,
            },
        )
    return number
