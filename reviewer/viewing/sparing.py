"""Who is spared what kind of content: asked before a picture is unveiled, and before a case is given."""

from __future__ import annotations

from reviewer.store import Store

__all__ = ["is_spared"]


def is_spared(store: Store, person: str, case: int) -> bool:
    """Whether somebody is spared the kind of a case."""
    sql = "SELECT 1 FROM work JOIN spared USING (category) WHERE case_number = ? AND person = ?"
    return store.row(sql, (case, person)) is not None
