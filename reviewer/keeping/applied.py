"""What destroying does to the store: the same on every workstation that the act reaches.

Of a case nothing is left but its number, its author's public key in the log, and that its envelopes were
there; so that none of them is opened again when it comes once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.custody.entry import Entry
from reviewer.store import Store

__all__ = ["APPLIES"]

_OF_MESSAGE = ("opened_files", "attachments")  # what points at the other goes first
_OF_AUTHOR = ("decided", "tags", "clustered", "apart", "links", "asked", "last_writers")


def _ask(store: Store, entry: Entry) -> None:
    """Ask somebody else to do what one must not do alone."""
    store.insert(
        "asked",
        {
            "station": entry.station,
            "entry": entry.number,
            "author": entry.act.case,
            "what": entry.act.body["what"],
            "person": entry.person,
        },
    )


def _refuse(store: Store, entry: Entry) -> None:
    """Refuse what was asked."""
    store.run(
        "UPDATE asked SET verdict = 'refused', answerer = ? WHERE author = ? AND what = ? AND verdict = ''",
        (entry.person, entry.act.case, entry.act.body["what"]),
    )


def _destroy(store: Store, entry: Entry) -> None:
    """Destroy the keys of a case's envelopes and all that was read in them."""
    for identifier in entry.act.body["envelopes"]:
        store.run(
            "INSERT INTO envelopes (id, status, kind, day, lane, station, entry, file_key) "
            "VALUES (?, 'set-aside', 'destroyed', ?, '', ?, ?, NULL) ON CONFLICT (id) DO UPDATE SET "
            "status = 'set-aside', kind = 'destroyed', file_key = NULL",
            (bytes.fromhex(identifier), entry.act.body["day"], entry.station, entry.number),
        )
        for row in store.rows("SELECT number FROM messages WHERE envelope = ?", (bytes.fromhex(identifier),)):
            _forget(store, row["number"])
    author = entry.act.case
    case = store.row("SELECT number FROM cases WHERE author = ?", (author,))
    if case:
        _forget_case(store, case["number"])
    for table in _OF_AUTHOR:
        column = "subject" if table == "last_writers" else "author"
        store.run(f"DELETE FROM {table} WHERE {column} = ?", (author,))  # noqa: S608
    for table in ("links", "apart"):
        store.run(f"DELETE FROM {table} WHERE other = ?", (author,))  # noqa: S608
    store.run("UPDATE acts SET salt = x'', text = '' WHERE author = ?", (author,))
    store.run(
        "INSERT OR IGNORE INTO gone (number, author, station, entry) VALUES (?, ?, ?, ?)",
        (entry.act.body["number"], author, entry.station, entry.number),
    )


def _forget_case(store: Store, number: int) -> None:
    """Remove a case. A message that whoever destroyed it did not know of stays, and waits to be read."""
    store.run(
        "UPDATE envelopes SET status = 'waiting' WHERE id IN "
        "(SELECT envelope FROM messages WHERE case_number = ?)",
        (number,),
    )
    store.run("UPDATE messages SET case_number = NULL, position = NULL WHERE case_number = ?", (number,))
    for table in ("work", "facets", "unindexed", "replies"):
        store.run(f"DELETE FROM {table} WHERE case_number = ?", (number,))  # noqa: S608
    store.run("DELETE FROM found WHERE rowid = ?", (number,))
    store.run("DELETE FROM cases WHERE number = ?", (number,))


def _forget(store: Store, message: int) -> None:
    from reviewer.alike import index  # noqa: PLC0415 - numpy is loaded only where something is destroyed

    index.forget(store, message)
    for table in _OF_MESSAGE:
        store.run(f"DELETE FROM {table} WHERE message = ?", (message,))  # noqa: S608
    store.run("DELETE FROM messages WHERE number = ?", (message,))


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {"ask": _ask, "destroy": _destroy, "refuse": _refuse}
