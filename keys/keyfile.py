"""Public key file of a hybrid recipient (docs/formats.md §4)."""

from __future__ import annotations

from keys import primitives, tags
from keys.errors import FormatError
from keys.primitives import HybridPublic
from keys.wire import Reader

__all__ = ["SIZE", "key_id", "pack", "parse"]

SIZE = 1224


def pack(public: HybridPublic) -> bytes:
    """Return the file's 1,224 bytes."""
    return tags.MAGIC_KEY + public.x25519 + public.mlkem


def key_id(public: HybridPublic) -> str:
    """Return the hex SHA-256 of the whole file, under which it is stored, served and listed."""
    return primitives.sha256(pack(public)).hex()


def parse(untrusted: bytes, expected_id: str | None = None) -> HybridPublic:
    """Read a key file, and check that it is the one asked for.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, or ``key-file``: its hash is not ``expected_id``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_KEY)
    public = HybridPublic(x25519=reader.take(32), mlkem=reader.take(1184))
    reader.end()
    if expected_id is not None and key_id(public) != expected_id:
        raise FormatError("key-file", "This key file is not the one the manifest names.")
    return public
