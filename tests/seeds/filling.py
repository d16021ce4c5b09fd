"""Put seeds into a store as if their envelopes had been opened: all that a bench of the desk needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from keys.calendar import day_number
from keys.draft import PARTICULARS
from keys.report import Attachment, Report
from reviewer import threads
from reviewer.store import Store
from tests.seeds.reports import Seeded

__all__ = ["as_report", "fill"]

_ENVELOPE = (
    "INSERT INTO envelopes (id, status, kind, day, lane, station, entry, file_key) "
    "VALUES (?, 'opened', '', ?, 'desk', ?, ?, ?)"
)


def as_report(seed: Seeded, number: int) -> Report:
    """Return the message as it looks once opened; keys and ids are those of its numbers."""
    said = seed.draft
    return Report(
        **{name: getattr(said, name) for name in ("kind", "path", "lang", "sent", "text", "identity")},
        **{name: getattr(said, name) for name in PARTICULARS},
        message=_octets("message", number)[:16],
        read_key=_octets("read", seed.thread),
        author=_octets("author", seed.thread),
        bucket=seed.thread % 256,
        attachments=tuple(
            Attachment(name=name, type="image/png", size=len(data), sha256=hashlib.sha256(data).digest())
            for name, data in seed.files.items()
        ),
    )


def fill(store: Store, seeds: Iterable[Seeded], day: date) -> int:
    """Join seeds to their cases in one transaction, imported on the day they were sent; return how many."""
    count = 0
    with store.transaction():
        for number, seed in enumerate(seeds):
            envelope = _octets("envelope", number)
            came = day_number(min(seed.draft.sent + timedelta(days=1), day))
            store.run(_ENVELOPE, (envelope, came, bytes(8), number + 1, bytes(32)))
            verdict = threads.place(store, envelope, as_report(seed, number), "desk", came)
            threads.settle(store, envelope, verdict)
            count += 1
    return count


def _octets(what: str, number: int) -> bytes:
    return hashlib.sha256(f"{what} {number}".encode()).digest()
