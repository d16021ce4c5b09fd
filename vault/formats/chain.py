"""The order of bundles: what comes next, and the name of what does not (docs/formats.md §9).

Every segment names the hash of the one before it, within its bundle and across bundles. A reader keeps the
place it has reached, a ``Chain``, and asks of each genuine segment:

- it is at or before that place: ``replay``, or ``fork`` if the place is taken by another hash;
- it is the very next and its ``previous`` is another hash: ``fork``. Somebody else holds the key, or a vault
  was put back from an old copy and went on from there;
- segments of its bundle are missing before it: ``truncated``;
- whole bundles are missing before it: a gap. That is reported (``Step.missing``) and not refused: each bundle
  holds all that was not yet acknowledged, or a whole board, so a lost stick costs nothing. What the missing
  bundles hashed to cannot be known then, and their own ``previous`` stays unchecked.
"""

from __future__ import annotations

from dataclasses import dataclass

from vault.errors import ChainError
from vault.formats.index import Index

__all__ = ["START", "Chain", "Step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The place reached: segment ``segment`` of ``segments`` of bundle ``serial``, and its hash."""

    serial: int
    segment: int
    segments: int
    hash: bytes

    @property
    def whole(self) -> bool:
        """Whether the bundle reached is complete."""
        return self.segment == self.segments

    def follow(self, index: Index) -> Step:
        """Take the next segment.

        Raises:
            ChainError: ``replay``, ``fork`` or ``truncated``.
        """
        reached = (self.serial, self.segment)
        if index.position <= reached:
            if index.position == reached and index.hash != self.hash:
                raise _fork(index)
            raise ChainError("replay", "Everything in this bundle was taken already. Nothing was done.")
        if index.serial == self.serial:
            self._check_within(index)
        elif index.segment != 1:
            raise _truncated(index.serial, 1)
        missing = self._missing_before(index.serial)
        if not missing and index.previous != self.hash:
            raise _fork(index)
        following = Chain(
            serial=index.serial, segment=index.segment, segments=index.segments, hash=index.hash
        )
        return Step(chain=following, missing=missing)

    def check_whole(self) -> None:
        """Raise ``truncated`` if the bundle reached lacks segments."""
        if not self.whole:
            raise _truncated(self.serial, self.segment + 1)

    def _check_within(self, index: Index) -> None:
        if index.segment != self.segment + 1:
            raise _truncated(index.serial, self.segment + 1)
        if index.segments != self.segments:
            raise _fork(index)

    def _missing_before(self, serial: int) -> int:
        if serial == self.serial:
            return 0
        return serial - self.serial - (1 if self.whole else 0)


START = Chain(serial=0, segment=0, segments=0, hash=bytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The place after a segment, and how many bundles before it never came whole."""

    chain: Chain
    missing: int


def _fork(index: Index) -> ChainError:
    return ChainError(
        "fork",
        f"Bundle {index.serial} is genuine but does not continue what was taken before: two histories are "
        "signed with one key. Stop, and find out why.",
    )


def _truncated(serial: int, segment: int) -> ChainError:
    return ChainError(
        "truncated", f"Segment {segment} of bundle {serial} is missing. Copy the bundle again, all of it."
    )
