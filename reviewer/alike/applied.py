"""What people's acts on clusters do to the store. An act may come before the case that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.custody.entry import Entry
from reviewer.custody.writers import is_gone, wins
from reviewer.store import Store

__all__ = ["APPLIES"]


def _cluster(store: Store, entry: Entry) -> None:
    """Put a case into a cluster, or into none."""
    if not wins(store, entry, "cluster"):
        return
    cluster, was, batch = (_octets(entry, name) for name in ("cluster", "was", "batch"))
    store.run(
        "INSERT INTO clustered (author, cluster, was, batch) VALUES (?, ?, ?, ?) ON CONFLICT (author) "
        "DO UPDATE SET cluster = excluded.cluster, was = excluded.was, batch = excluded.batch",
        (entry.act.case, cluster or None, was or None, batch),
    )


def _apart(store: Store, entry: Entry) -> None:
    """Keep a case apart from all that is like another, or not any more."""
    other = _octets(entry, "other")
    if not wins(store, entry, f"apart:{other.hex()}"):
        return
    if entry.act.body["is_apart"] and not is_gone(store, other):
        store.run("INSERT OR IGNORE INTO apart (author, other) VALUES (?, ?)", (entry.act.case, other))
    else:
        store.run("DELETE FROM apart WHERE author = ? AND other = ?", (entry.act.case, other))


def _set_aside(store: Store, entry: Entry) -> None:
    """Set a cluster aside as one, or take it back."""
    cluster = _octets(entry, "cluster")
    if not wins(store, entry, f"aside:{cluster.hex()}"):
        return
    store.run("DELETE FROM floods WHERE cluster = ?", (cluster,))
    if entry.act.body["aside"]:
        store.insert("floods", {"cluster": cluster, "aside": entry.act.body["aside"]})


def _octets(entry: Entry, name: str) -> bytes:
    return bytes.fromhex(entry.act.body[name])


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {
    "apart": _apart,
    "cluster": _cluster,
    "set-aside": _set_aside,
}
