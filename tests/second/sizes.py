"""Class sizes and envelope lengths (§5.4)."""

from __future__ import annotations

from tests.second.errors import FormatError

__all__ = ["CHUNK", "CLASSES", "HEADER", "LENGTHS", "class_for", "length"]

HEADER = 4908
CHUNK = 65536
CLASSES = [
    *(1 << bits for bits in range(14, 27)),
    *((1 << bits) // 4 * quarters for bits in range(26, 31) for quarters in (5, 6, 7, 8)),
]


def class_for(payload: int) -> int:
    """Find the smallest class that holds so many bytes; `size` if none does."""
    for size in CLASSES:
        if payload <= size:
            return size
    raise FormatError("size")


def length(size: int) -> int:
    """Count the bytes of an envelope of a class."""
    return HEADER + size + 16 * -(-size // CHUNK)


LENGTHS = {length(size): size for size in CLASSES}
