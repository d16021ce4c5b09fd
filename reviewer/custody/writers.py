"""Who wrote a field last: the rule by which workstations that exchange acts come to the same."""

from __future__ import annotations

from reviewer.custody.entry import Entry
from reviewer.store import Store

__all__ = ["is_gone", "wins"]


def wins(store: Store, entry: Entry, field: str) -> bool:
    """Tell whether an entry is the last writer of a field of its case, and make it so.

    Of two entries the one with the greater stamp (clock, then station) wins, whichever came first.
    """
    subject = entry.act.case or b""
    last = store.row(
        "SELECT clock, station FROM last_writers WHERE subject = ? AND field = ?", (subject, field)
    )
    if last and (last["clock"], last["station"]) > entry.stamp:
        return False
    store.run(
        "INSERT INTO last_writers (subject, field, clock, station) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (subject, field) DO UPDATE SET clock = excluded.clock, station = excluded.station",
        (subject, field, *entry.stamp),
    )
    return True


def is_gone(store: Store, author: bytes) -> bool:
    """Whether a case was destroyed: nothing is said of it any more, in whatever order acts arrive."""
    return store.row("SELECT 1 FROM gone WHERE author = ?", (author,)) is not None
