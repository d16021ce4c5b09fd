"""The record of what people took out of the store: written before the thing is handed over."""

from __future__ import annotations

from datetime import date

from keys.calendar import day_number
from reviewer.store import Store

__all__ = ["record"]


def record(store: Store, act: str, *, case: int, detail: str, day: date) -> None:
    """Write that ``act`` is done on a case, durably."""
    with store.transaction():
        store.insert("acts", {"day": day_number(day), "act": act, "case_number": case, "detail": detail})
