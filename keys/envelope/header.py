"""Envelope header: magic, epoch, four slots, commitment (docs/formats.md §5.2)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from keys import primitives, tags
from keys.errors import FormatError
from keys.primitives import HybridPublic
from keys.wire import Reader, u32
from keys.wrap import OVERHEAD, wrap

__all__ = ["FILE_KEY", "SLOTS", "EnvelopeKeys", "Header", "make_header", "parse_header", "peek_epoch"]

SLOTS = 4
FILE_KEY = 32
SLOT = OVERHEAD + FILE_KEY


@dataclass(frozen=True, slots=True)
class Header:
    """A header whose layout is right; nothing in it is proved yet."""

    epoch: int
    slots: tuple[bytes, ...]
    commitment: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class EnvelopeKeys:
    """What a file key and the header's digest give: the body's key and the commitment."""

    body: bytes = field(repr=False)
    commitment: bytes
    digest: bytes

    @classmethod
    def derive(cls, file_key: bytes, digest: bytes) -> EnvelopeKeys:
        """Derive both by HKDF; the commitment ties one file key to one header (key commitment)."""
        return cls(
            body=primitives.hkdf(file_key, digest, tags.BODY),
            commitment=primitives.hkdf(file_key, digest, tags.COMMIT),
            digest=digest,
        )


def make_header(
    lanes: Sequence[HybridPublic], *, deployment: bytes, epoch: int
) -> tuple[bytes, EnvelopeKeys]:
    """Write a header for one to four lanes with a fresh file key; return its 4,908 bytes and the body's keys.

    Raises:
        FormatError: ``bounds``, no lane or more than four.
    """
    if not 1 <= len(lanes) <= SLOTS:
        raise FormatError("bounds", "An envelope is for one to four lanes.")
    file_key = primitives.random_bytes(FILE_KEY)
    recipients = [*lanes, *(HybridPublic.throw_away() for _ in range(SLOTS - len(lanes)))]
    # Neither how many lanes were chosen nor which may show in the order.
    secrets.SystemRandom().shuffle(recipients)
    slots = (wrap(tags.SLOT, deployment, epoch, recipient, file_key) for recipient in recipients)
    start = tags.MAGIC_ENVELOPE + u32(epoch) + b"".join(slots)
    keys = EnvelopeKeys.derive(file_key, primitives.sha256(start))
    return start + keys.commitment, keys


def parse_header(untrusted: bytes) -> Header:
    """Read a header's 4,908 bytes.

    Raises:
        FormatError: ``magic``, ``truncated`` or ``trailing``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_ENVELOPE)
    epoch = reader.u32()
    slots = tuple(reader.take(SLOT) for _ in range(SLOTS))
    commitment = reader.take(32)
    reader.end()
    return Header(epoch, slots, commitment, primitives.sha256(untrusted[:-32]))


def peek_epoch(untrusted: bytes) -> int:
    """Return the epoch from the first 12 bytes, all that a vault needs to look at.

    Raises:
        FormatError: ``magic`` or ``truncated``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_ENVELOPE)
    return reader.u32()
