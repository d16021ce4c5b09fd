"""Proof of work: one small price for every envelope, the same for everybody (docs/formats.md §11.1).

Hashcash (Back 2002) on a challenge that is the same for all and changes every hour, so that it marks nobody;
bound to one envelope's header, so that a proof pays for that envelope and no other.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from keys import tags
from keys.errors import FormatError
from keys.primitives import sha256
from keys.wire import u64

__all__ = ["CHALLENGE", "Proof", "hour_of", "leading_zero_bits", "solve", "strength"]

CHALLENGE = 16
HOUR_SECONDS = 3600
_SPELT = re.compile(r"(0|[1-9][0-9]{0,9})-([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """The hour whose challenge was worked on, and the nonce that was found: ``<hour>-<16 hex digits>``."""

    hour: int
    nonce: int

    @classmethod
    def parse(cls, untrusted: str) -> Proof:
        """Read the value of ``Amana-Work``.

        Raises:
            FormatError: ``work``.
        """
        found = _SPELT.fullmatch(untrusted)
        if found is None:
            raise FormatError("work", "A proof of work is written as hour and nonce.")
        return cls(int(found[1]), int(found[2], 16))

    def __str__(self) -> str:
        return f"{self.hour}-{self.nonce:016x}"


def hour_of(seconds: float) -> int:
    """Return the hour of a UNIX time: whole hours since 1970-01-01 UTC."""
    return int(seconds // HOUR_SECONDS)


def strength(deployment: bytes, challenge: bytes, header: bytes, nonce: int) -> int:
    """Return how many bits of work ``nonce`` shows for the envelope whose header hashes to ``header``."""
    return leading_zero_bits(sha256(_subject(deployment, challenge, header) + u64(nonce)))


def solve(deployment: bytes, challenge: bytes, header: bytes, bits: int) -> int:
    """Return the least nonce that shows ``bits`` bits; it takes 2^bits hashes on average."""
    subject = _subject(deployment, challenge, header)
    return next(
        nonce for nonce in itertools.count() if leading_zero_bits(sha256(subject + u64(nonce))) >= bits
    )


def leading_zero_bits(digest: bytes) -> int:
    """Count the zero bits before the first one bit."""
    return 8 * len(digest) - int.from_bytes(digest, "big").bit_length()


def _subject(deployment: bytes, challenge: bytes, header: bytes) -> bytes:
    return tags.WORK + deployment + challenge + header
