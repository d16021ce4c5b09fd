"""Say in a few lines how a vault is."""

from __future__ import annotations

from datetime import date

from vault import board
from vault.store import Store
from vault.store.faults import room

__all__ = ["describe"]

MIB = 1 << 20


def describe(store: Store, day: date) -> list[str]:
    """Return lines for the operator.

    Raises:
        StoreError: the store's own.
        FormatError: the board here is damaged.
    """
    counts = store.ledger.counts()
    manifest = store.manifest
    return [
        f"Deployment: {manifest.names['en']}, manifest {manifest.serial} of {manifest.issued}",
        f"Waiting for the desk: {counts.waiting} envelopes, {counts.waiting_bytes / MIB:.1f} MiB",
        f"Acknowledged, not yet deleted: {counts.acknowledged}",
        f"Bundles exported: {counts.bundles}; last bundle of the desk taken: {store.ledger.taken().serial}",
        _board(store, day),
        f"Room for envelopes: {max(0, room(store.server) - store.reserve) // MIB} MiB",
    ]


def _board(store: Store, day: date) -> str:
    header = board.header(store.server)
    if header is None:
        return "Board: none yet"
    late = " LATE: import the next one." if header.is_late(day) else ""
    return f"Board: snapshot {header.serial} of {header.issued}, the next due {header.due}.{late}"
