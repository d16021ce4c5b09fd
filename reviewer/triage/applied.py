"""What the acts of triage do to the store. An act may come before the case that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keys import canonical
from reviewer.custody.entry import Entry
from reviewer.custody.writers import is_gone, wins
from reviewer.store import Store

__all__ = ["APPLIES"]


def _decide(store: Store, entry: Entry, **values: object) -> None:
    """Set columns of a case in ``decided``."""
    columns = ", ".join(values)
    marks = ", ".join("?" * len(values))
    changes = ", ".join(f"{name} = excluded.{name}" for name in values)
    # Columns are names of this module; only values come from an entry.
    store.run(
        f"INSERT INTO decided (author, {columns}) VALUES (?, {marks}) "  # noqa: S608
        f"ON CONFLICT (author) DO UPDATE SET {changes}",
        (entry.act.case, *values.values()),
    )


def _state(store: Store, entry: Entry) -> None:
    """Move a case; what says nothing puts it back to where nobody had moved it."""
    if wins(store, entry, "state"):
        body = entry.act.body
        # Undone, a state is again that of whoever had moved the case into it.
        mover = body["mover"] if "undoes" in body else entry.person
        _decide(store, entry, state=body["to"] or None, reason=body["reason"], mover=mover)


def _urgency(store: Store, entry: Entry) -> None:
    """Set how urgent a case is, or leave it to the rules again."""
    if wins(store, entry, "urgency"):
        to = entry.act.body["to"]
        _decide(store, entry, urgency=int(to) if to else None, seen=entry.act.body["seen"])


def _category(store: Store, entry: Entry) -> None:
    """Set what a case is about, beside what the reporter said."""
    if wins(store, entry, "category"):
        body = entry.act.body
        _decide(store, entry, category=body["to"] or None, topic=body["topic"] if body["to"] else None)


def _assign(store: Store, entry: Entry) -> None:
    """Give a case to somebody, or to nobody."""
    if wins(store, entry, "assignee"):
        _decide(store, entry, assignee=entry.act.body["to"])


def _check(store: Store, entry: Entry) -> None:
    """Keep what was found about credibility."""
    if wins(store, entry, "checked"):
        _decide(store, entry, checked=canonical.dumps(entry.act.body["answers"]).decode())


def _tag(store: Store, entry: Entry) -> None:
    """Add a tag or take it off."""
    tag = entry.act.body["tag"]
    if not wins(store, entry, f"tag:{tag}"):
        return
    if entry.act.body["is_on"]:
        store.run("INSERT OR IGNORE INTO tags (author, tag) VALUES (?, ?)", (entry.act.case, tag))
    else:
        store.run("DELETE FROM tags WHERE author = ? AND tag = ?", (entry.act.case, tag))


def _link(store: Store, entry: Entry) -> None:
    """Link a case to another, or not any more; an act on the other one does the same from there."""
    other = bytes.fromhex(entry.act.body["other"])
    if not wins(store, entry, f"link:{other.hex()}"):
        return
    if entry.act.body["is_on"] and not is_gone(store, other):
        store.run("INSERT OR IGNORE INTO links (author, other) VALUES (?, ?)", (entry.act.case, other))
    else:
        store.run("DELETE FROM links WHERE author = ? AND other = ?", (entry.act.case, other))


def _note(store: Store, entry: Entry) -> None:
    """Stand in the log: a note is its text, and nothing besides."""
    del store, entry


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {
    "assign": _assign,
    "category": _category,
    "check": _check,
    "link": _link,
    "note": _note,
    "state": _state,
    "tag": _tag,
    "urgency": _urgency,
}
