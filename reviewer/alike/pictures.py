"""Pictures that are nearly the same: PDQ, 256 bits, of a picture and of its seven turned and mirrored forms.

PDQ (Facebook, 2019) survives new sizes, other compression and small marks, but not mirroring: a mirrored copy
differs in about half the bits. So a picture is kept with the hashes of all eight forms, and of two pictures
the nearest forms count. A picture with little in it (a blank page) has a hash that says nothing; PDQ gives
it a low quality, and below ``QUALITY`` it is not compared.

Nothing here reads a file: what is given is pixels, which the sandbox made of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pdqhash
from numpy.typing import NDArray

from keys.errors import FormatError

__all__ = [
    "FORMS",
    "NEAR",
    "NEARER",
    "QUALITY",
    "SIZE",
    "Match",
    "Picture",
    "Words",
    "nearest",
    "of",
    "words",
]

SIZE = 32  # octets of one hash
FORMS = 8  # the picture as it is, then turned by 90, 180, 270 degrees, then mirrored in four ways
NEAR = 31  # bits of 256: a match, by the recommendation of PDQ's authors
NEARER = 12  # bits: the same picture for certain eyes
QUALITY = 50
_MIRRORED = 4
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Picture:
    """The hashes of a picture's eight forms, 8 x 32 octets, and PDQ's quality, 0 to 100."""

    forms: bytes = field(repr=False)
    quality: int

    @classmethod
    def parse(cls, untrusted: bytes) -> Picture:
        """Read what ``packed`` wrote: by a sandbox that a hostile picture may have taken over.

        Raises:
            FormatError: ``bounds``, it is not 257 octets, or the quality none that is compared.
        """
        if len(untrusted) != FORMS * SIZE + 1 or not QUALITY <= untrusted[-1] <= 100:
            raise FormatError("bounds", "These are no hashes of a picture.")
        return cls(untrusted[:-1], untrusted[-1])

    @property
    def packed(self) -> bytes:
        """The hashes and the quality, 257 octets."""
        return self.forms + bytes([self.quality])

    @property
    def hash(self) -> bytes:
        """The hash of the picture as it is."""
        return self.forms[:SIZE]


@dataclass(frozen=True, slots=True)
class Match:
    """The ``place`` of a near hash, the bits in which it differs, and whether a mirrored form is meant."""

    place: int
    distance: int
    is_mirrored: bool


def of(pixels: bytes, width: int, height: int) -> Picture | None:
    """Return the hashes of RGB pixels, 8 bits each, line by line; None of a picture that says too little."""
    if len(pixels) != width * height * 3 or not pixels:
        raise AssertionError("internal error: pixels that are not width x height x 3")
    hashes, quality = pdqhash.compute_dihedral(np.frombuffer(pixels, np.uint8).reshape(height, width, 3))
    if quality < QUALITY:
        return None
    return Picture(b"".join(np.packbits(each.astype(np.uint8)).tobytes() for each in hashes), int(quality))


def words(hashes: bytes | Sequence[bytes]) -> Words:
    """Return hashes as four rows of 64-bit words, a column for each hash, to be compared by ``nearest``."""
    joined = hashes if isinstance(hashes, bytes) else b"".join(hashes)
    return np.ascontiguousarray(np.frombuffer(joined, np.uint64).reshape(-1, SIZE // 8).T)


def nearest(forms: Words, known: Words, within: int = NEAR) -> list[Match]:
    """Return which of ``known`` are within so many bits of one of the forms, nearest first."""
    best: dict[int, Match] = {}
    for number, form in enumerate(forms.T):
        # Half of the bits decide for nearly all, for the hashes of unlike pictures differ in half of any.
        half = np.bitwise_count(known[0] ^ form[0])
        half += np.bitwise_count(known[1] ^ form[1])
        at = np.flatnonzero(half <= within)
        rest = np.bitwise_count(known[2:, at] ^ form[2:, None]).sum(axis=0, dtype=np.uint16)
        for place, distance in zip(at.tolist(), (rest + half[at]).tolist(), strict=True):
            if distance <= within and (place not in best or distance < best[place].distance):
                best[place] = Match(place, distance, number >= _MIRRORED)
    return sorted(best.values(), key=lambda match: (match.distance, match.place))
