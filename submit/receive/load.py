"""Two public levels by how much comes to the whole site: never by who sends it.

A token bucket: each message takes a token, and tokens come back at a steady rate. When none is left the site
is busy, and every message costs more until half of them are back. The level is public, and the same for all.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

__all__ = ["Load", "Price", "Prices"]

# Messages that may come at once, and how many a second may come for ever, before the price rises.
BURST = 300
PER_SECOND = 0.5


@dataclass(frozen=True, slots=True)
class Price:
    """What a message costs: ``bits`` of proof of work, or ``seconds`` of waiting where there is no script."""

    bits: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Both levels. A proof begun before the switch is still taken for ``grace`` seconds after it."""

    normal: Price = Price(bits=16, seconds=10)
    busy: Price = Price(bits=20, seconds=60)
    grace: int = 600


class Load:
    """The level of the whole site; times are monotone seconds."""

    def __init__(self, prices: Prices, *, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._prices = prices
        self._burst = burst
        self._per_second = per_second
        self._tokens = float(burst)
        self._at = 0.0
        self._busy_since: float | None = None
        self._guard = threading.Lock()

    def take(self, now: float) -> None:
        """Count one message."""
        with self._guard:
            self._refill(now)
            self._tokens = max(0.0, self._tokens - 1)
            if self._tokens < 1 and self._busy_since is None:
                self._busy_since = now

    def asked(self, now: float) -> Price:
        """Return the price that is asked now."""
        with self._guard:
            self._refill(now)
            return self._prices.normal if self._busy_since is None else self._prices.busy

    def least_bits(self, now: float) -> int:
        """Return the fewest bits that are taken now: for a while after a switch, those asked before it."""
        with self._guard:
            self._refill(now)
            recent = self._busy_since is None or now < self._busy_since + self._prices.grace
            return self._prices.normal.bits if recent else self._prices.busy.bits

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._per_second)
        self._at = max(self._at, now)
        if self._tokens >= self._burst / 2:
            self._busy_since = None
