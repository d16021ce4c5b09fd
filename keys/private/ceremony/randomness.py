"""Randomness of the ceremony: the operating system's, and whatever dice add to it.

Both go through HKDF-SHA-256 (RFC 5869), so the result is as good as the better of the two: dice thrown in the
open guard against a computer whose randomness somebody has spoilt, and cannot spoil a good one.
"""

from __future__ import annotations

import math

from keys import primitives, tags
from keys.errors import KeystoreError
from keys.wire import u32

__all__ = ["ENOUGH", "Randomness"]

ENOUGH = 100  # rolls of a six-sided die, for 258 bits
_MOST = 10_000


class Randomness:
    """A source of secrets; ``rolls`` are digits 1 to 6, with any spaces between, or nothing."""

    def __init__(self, rolls: str = "") -> None:
        digits = "".join(rolls[: 2 * _MOST].split())
        if len(digits) > _MOST or not set(digits) <= set("123456"):
            raise KeystoreError("dice", "Rolls of dice are digits from 1 to 6, and nothing else.")
        self.bits = int(len(digits) * math.log2(6))
        self._rolls = primitives.sha256(digits.encode())
        self._drawn = 0

    def draw(self, count: int = 32) -> bytes:
        """Return ``count`` fresh secret bytes; no two draws are alike."""
        pieces = []
        for _ in range(-(-count // 32)):
            self._drawn += 1
            fresh = primitives.random_bytes(32)
            pieces.append(primitives.hkdf(fresh, self._rolls, tags.CEREMONY + u32(self._drawn)))
        return b"".join(pieces)[:count]
