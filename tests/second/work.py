"""Proof of work (§11.1)."""

from __future__ import annotations

import itertools

from tests.second.primitives import sha256
from tests.second.wire import u

__all__ = ["holds", "solve"]


def holds(deployment: bytes, challenge: bytes, header: bytes, nonce: int, bits: int) -> bool:
    """Tell whether a nonce gives enough zero bits; `header` is the header's hash."""
    digest = sha256(b"amana/v1/work", deployment, challenge, header, u(8, nonce))
    return int.from_bytes(digest, "big") >> 256 - bits == 0


def solve(deployment: bytes, challenge: bytes, header: bytes, hour: int, bits: int) -> str:
    """Find the smallest nonce, and write the proof as `Amana-Work` has it."""
    found = next(n for n in itertools.count() if holds(deployment, challenge, header, n, bits))
    return f"{hour}-{u(8, found).hex()}"
