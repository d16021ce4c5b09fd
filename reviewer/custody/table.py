"""What each act does to the store, beside standing in the log: the union of what the families say.

A family's ``applied`` module imports nothing but the store and ``reviewer.custody.entry``. Applying is a
function of store and entry: no clock, no keys, and the same on every workstation that the entry reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.conversation import applied as conversation
from reviewer.custody.entry import Entry
from reviewer.store import Store

__all__ = ["APPLIES", "Apply", "apply", "wins"]

Apply = Callable[[Store, Entry], None]


def _nothing(store: Store, entry: Entry) -> None:
    """Stand in the log, and change nothing else."""
    del store, entry


APPLIES: Mapping[str, Apply] = {
    **conversation.APPLIES,
    "export-attachment": _nothing,
    "reveal": _nothing,
}


def apply(store: Store, entry: Entry) -> None:
    """Change the store as an entry says; one that this version does not know changes nothing."""
    APPLIES.get(entry.act.name, _nothing)(store, entry)


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
