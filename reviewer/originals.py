"""Reopen the original envelope of a message with the file key that the store kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from keys.private.open import Opened, reopen
from reviewer.workstation import Workstation

__all__ = ["original"]


@contextmanager
def original(station: Workstation, envelope: bytes) -> Iterator[tuple[BinaryIO, Opened]]:
    """Verify a message's envelope again and yield its bytes and what is in them.

    Raises:
        WorkstationError: ``envelope-missing``.
        UntrustedError, FormatError: the file has been damaged since.
    """
    row = station.store.row("SELECT file_key FROM envelopes WHERE id = ?", (envelope,))
    if row is None or row["file_key"] is None:
        raise AssertionError("internal error: a message without the key of its envelope")
    with station.envelopes.open(envelope) as source:
        yield source, reopen(source, row["file_key"], deployment=station.deployment)
