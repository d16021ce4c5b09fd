"""What the acts of viewing do to the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.custody.entry import Entry
from reviewer.custody.writers import wins
from reviewer.store import Store

__all__ = ["APPLIES"]

_DAY = 86_400  # seconds


def _look(store: Store, entry: Entry) -> None:
    """Count what somebody has had unveiled."""
    store.run(
        "INSERT INTO looks (person, day, count) VALUES (?, ?, 1) "
        "ON CONFLICT (person, day) DO UPDATE SET count = count + 1",
        (entry.person, entry.time // _DAY),
    )


def _spare(store: Store, entry: Entry) -> None:
    """Set which kinds of content somebody is not shown; it is theirs alone to say."""
    if wins(store, entry, f"spare:{entry.person}"):
        store.run("DELETE FROM spared WHERE person = ?", (entry.person,))
        for category in entry.act.body["categories"]:
            store.insert("spared", {"person": entry.person, "category": category})


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {"look": _look, "spare": _spare}
