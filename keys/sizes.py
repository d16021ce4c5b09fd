"""Padded size classes (docs/formats.md §5.4): few, so that a length says little."""

from __future__ import annotations

from keys.errors import FormatError

__all__ = ["CHUNK", "CLASSES", "ENVELOPE_LENGTHS", "HEADER", "class_for", "envelope_length"]

CHUNK = 65536
HEADER = 4908
CLASSES: tuple[int, ...] = (
    *(2**power for power in range(14, 27)),
    *(2**power * quarters // 4 for power in range(26, 31) for quarters in (5, 6, 7, 8)),
)


def class_for(size: int) -> int:
    """Return the smallest class that holds ``size`` bytes, or raise FormatError ``size``."""
    for padded in CLASSES:
        if size <= padded:
            return padded
    raise FormatError("size", "A report holds at most 2 GiB.")


def envelope_length(padded: int) -> int:
    """Return the whole envelope's length for a plaintext of class size ``padded``."""
    return HEADER + padded + 16 * -(-padded // CHUNK)


ENVELOPE_LENGTHS = frozenset(envelope_length(padded) for padded in CLASSES)
