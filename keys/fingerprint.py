"""The root fingerprint, as bytes and as people read it (docs/formats.md §7)."""

from __future__ import annotations

from collections.abc import Sequence

from keys import primitives, tags, words
from keys.wire import u8

__all__ = ["as_hex", "as_words", "root_fingerprint"]


def root_fingerprint(k: int, keys: Sequence[bytes]) -> bytes:
    """Return SHA-256 over k, n and the sorted root keys, 32 bytes."""
    return primitives.sha256(tags.ROOT + u8(k) + u8(len(keys)) + b"".join(sorted(keys)))


def as_hex(fingerprint: bytes) -> str:
    """Write it as hex in groups of four."""
    text = fingerprint.hex()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def as_words(fingerprint: bytes) -> str:
    """Write it as 20 EFF words."""
    return words.read("eff").spell(int.from_bytes(fingerprint, "big"), 20)
