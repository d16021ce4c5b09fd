"""What each act does to the store, beside standing in the log: the union of what the families say.

A family's ``applied`` module imports nothing but the store and ``reviewer.custody.entry``. Applying is a
function of store and entry: no clock, no keys, and the same on every workstation that the entry reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.alike import applied as alike
from reviewer.conversation import applied as conversation
from reviewer.custody.entry import Entry
from reviewer.custody.writers import is_gone
from reviewer.keeping import applied as keeping
from reviewer.search import applied as search
from reviewer.store import Store
from reviewer.triage import applied as triage
from reviewer.viewing import applied as viewing

__all__ = ["APPLIES", "Apply", "apply"]

Apply = Callable[[Store, Entry], None]


def _nothing(store: Store, entry: Entry) -> None:
    """Stand in the log, and change nothing else."""
    del store, entry


APPLIES: Mapping[str, Apply] = {
    **alike.APPLIES,
    **conversation.APPLIES,
    **keeping.APPLIES,
    **search.APPLIES,
    **triage.APPLIES,
    **viewing.APPLIES,
    "export-attachment": _nothing,
    "export-case": _nothing,
    "import": _nothing,
    "import-loose": _nothing,
    "remove-hash-list": _nothing,
    "reveal": _nothing,
    "take-hash-list": _nothing,
    "translate": _nothing,
}


def apply(store: Store, entry: Entry) -> None:
    """Change the store as an entry says; one that this version does not know changes nothing.

    Of a case that was destroyed nothing comes back, in whatever order acts arrive.
    """
    case = entry.act.case
    if case and entry.act.name != "destroy" and is_gone(store, case):
        place = entry.station, entry.number
        store.run("UPDATE acts SET salt = x'', text = '' WHERE station = ? AND number = ?", place)
        return
    APPLIES.get(entry.act.name, _nothing)(store, entry)
