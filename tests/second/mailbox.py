"""What a codename's number stands for (§6.3)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from tests.second import edwards
from tests.second.primitives import argon2id, blake2b, hkdf

__all__ = ["Mailbox", "derive"]


@dataclass(frozen=True)
class Mailbox:
    """A reporter's keys: where answers are found and read, and what signs."""

    read_key: bytes
    bucket: int
    seed: bytes

    @property
    def author(self) -> bytes:
        """Return the public key that names the thread."""
        return edwards.public_of(self.seed)

    @property
    def named(self) -> dict[str, object]:
        """Return the mailbox as a report names it (§5.6)."""
        return {"author": self.author.hex(), "bucket": self.bucket, "read_key": self.read_key.hex()}


@functools.cache
def derive(number: bytes, deployment: bytes) -> Mailbox:
    """Derive the mailbox of a number's 12 bytes."""
    master = argon2id(number, blake2b(16, deployment), passes=2, kib=19456, lanes=1)
    read_key, bucket, seed = (
        hkdf(master, b"", f"amana/v1/mailbox/{use}".encode()) for use in ("read", "bucket", "author")
    )
    return Mailbox(read_key, bucket[0], seed)
