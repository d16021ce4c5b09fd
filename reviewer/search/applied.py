"""What the acts of searching do to the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.custody.entry import Entry
from reviewer.custody.writers import wins
from reviewer.store import Store

__all__ = ["APPLIES"]


def _keep(store: Store, entry: Entry) -> None:
    """Keep a search under its name; an empty one is kept no more."""
    name, query = entry.act.body["name"], entry.act.body["query"]
    if not wins(store, entry, f"search:{name}"):
        return
    store.run("DELETE FROM searches WHERE name = ?", (name,))
    if query:
        store.insert("searches", {"name": name, "query": query, "person": entry.person})


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {"keep-search": _keep}
