"""The chain of week keys of one quarter: each gives the next, and none gives the one before (formats §10.5).

The quarter's master secret, which recovery shares hold and nothing stores, gives the first week's key. The
intake keys of a week are derived from its key and never stored either: to destroy them is to step on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from keys import primitives, tags
from keys.calendar import epoch_of
from keys.private.hybrid import HybridPrivate
from keys.wire import u8, u32

__all__ = ["WEEKS", "Chain", "end_of", "following", "last_of", "recovery_pair"]

WEEKS = 13  # of a quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Week keys from ``epoch`` to ``last``; ``kek`` is that of ``epoch``, earlier ones are gone."""

    lane: str
    deployment: bytes
    epoch: int
    last: int
    kek: bytes = field(repr=False)

    @classmethod
    def start(cls, master: bytes, *, lane: str, deployment: bytes, first: int, last: int) -> Chain:
        """Derive the first week's key from the quarter's master secret, 32 bytes."""
        kek = primitives.hkdf(master, deployment, tags.KEK_FIRST + lane.encode() + u32(first))
        return cls(lane=lane, deployment=deployment, epoch=first, last=last, kek=kek)

    def epochs(self) -> Iterator[int]:
        """Yield the weeks whose keys can still be derived."""
        epoch = self.epoch
        while epoch <= self.last:
            yield epoch
            epoch = following(epoch)

    def step(self) -> Chain:
        """Return the chain without its first week."""
        kek = primitives.hkdf(self.kek, b"", tags.KEK_NEXT)
        return Chain(
            lane=self.lane, deployment=self.deployment, epoch=following(self.epoch), last=self.last, kek=kek
        )

    def pair(self, epoch: int) -> HybridPrivate:
        """Derive the intake keys of a week that the chain holds.

        Raises:
            KeyError: it does not.
        """
        if not self.epoch <= epoch <= self.last:
            raise KeyError(epoch)
        chain = self
        while chain.epoch < epoch:
            chain = chain.step()
        info = tags.KEK_EPOCH + self.lane.encode() + u32(epoch)
        return HybridPrivate.from_seed(_expand(chain.kek, self.deployment, info))


def recovery_pair(master: bytes, *, lane: str, deployment: bytes) -> HybridPrivate:
    """Derive the pair to which every section of a keystore is granted for the day all else is lost."""
    return HybridPrivate.from_seed(_expand(master, deployment, tags.KEYSTORE_RECOVERY + lane.encode()))


def following(epoch: int) -> int:
    """Return the week after ``epoch``."""
    return epoch_of(_monday(epoch) + timedelta(weeks=1))


def last_of(first: int) -> int:
    """Return the last of the WEEKS weeks that begin with ``first``."""
    return epoch_of(_monday(first) + timedelta(weeks=WEEKS - 1))


def end_of(epoch: int) -> date:
    """Return the last day, a Sunday, of the week ``epoch``."""
    return _monday(epoch) + timedelta(days=6)


def _monday(epoch: int) -> date:
    return date.fromisocalendar(epoch // 100, epoch % 100, 1)


def _expand(key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 96 bytes: X25519 secret, then ML-KEM-768 seed."""
    return b"".join(primitives.hkdf(key, salt, info + u8(part)) for part in range(3))
