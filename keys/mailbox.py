"""From codename to the three secrets of a thread (docs/formats.md §6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from keys import primitives, tags
from keys.codename import Codename

__all__ = ["Mailbox", "derive"]

# 19 MiB and two passes is what a cheap phone does in a second or two, and 83 random bits need no more.
TIME, MEMORY_KIB, LANES = 2, 19456, 1


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a codename opens: 32-byte ``read_key``, ``bucket`` 0 to 255, 32-byte Ed25519 ``author_seed``."""

    read_key: bytes = field(repr=False)
    bucket: int = field(repr=False)
    author_seed: bytes = field(repr=False)

    @property
    def author(self) -> bytes:
        """The author's public key, 32 bytes: the thread's name."""
        return primitives.signing_public(self.author_seed)


def derive(codename: Codename, deployment: bytes) -> Mailbox:
    """Derive the mailbox of ``codename`` in ``deployment``; takes 19 MiB and some tens of milliseconds."""
    salt = primitives.blake2b_128(deployment)
    master = primitives.argon2id(codename.number_bytes(), salt, time=TIME, memory=MEMORY_KIB, lanes=LANES)
    return Mailbox(
        read_key=primitives.hkdf(master, b"", tags.MAILBOX_READ),
        bucket=primitives.hkdf(master, b"", tags.MAILBOX_BUCKET)[0],
        author_seed=primitives.hkdf(master, b"", tags.MAILBOX_AUTHOR),
    )
