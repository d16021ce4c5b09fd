"""Texts that are nearly the same: MinHash over runs of four letters, in bands that a table can be asked for.

Two texts are near when of all runs of four folded letters in either, ``NEAR`` are in both (Jaccard). A text's
96 smallest hashes under as many orders agree with those of another in that share (Broder, 1997); in 16 bands
of 6, two texts with 0.8 in common share a band in 99 of 100 cases, with 0.5 in one of five, with 0.2 in one
of a thousand. Sharing a band only makes a candidate: it is then compared exactly.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from keys.words.folding import tokens

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["METHOD", "NEAR", "Runs", "bands", "runs", "similarity"]

METHOD = 1  # to be raised when anything here gives other numbers than before
NEAR = 0.8
SHORTEST = 40  # letters; shorter texts are alike by chance
RUN = 4
BANDS, ROWS = 16, 6
Runs = NDArray[np.uint32]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, odd (Knuth 6.4)


def runs(text: str) -> Runs:
    """Return the hashes of a text's runs of four letters, sorted, each once; none of a short text."""
    folded = " ".join(tokens(text))
    if len(folded) < SHORTEST:
        return np.empty(0, np.uint32)
    letters = np.frombuffer(folded.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = len(letters) - RUN + 1
    mixed = np.zeros(count, np.uint64)
    for step in range(RUN):
        mixed = (mixed ^ letters[step : step + count]) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def bands(of: Runs) -> list[int]:
    """Return the bands of a text, as integers of 64 bits with a sign; none where there are no runs."""
    if not len(of):
        return []
    sketch = _blank().copy()
    sketch.update_batch(of.tolist())
    rows = sketch.hashvalues.astype("<u4").reshape(BANDS, ROWS)
    return [_band(number, row.tobytes()) for number, row in enumerate(rows)]


def similarity(one: Runs, other: Runs) -> float:
    """Return how much two texts have in common, from 0 to 1 (Jaccard)."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)


def _band(number: int, row: bytes) -> int:
    digest = hashlib.blake2b(row, digest_size=8, salt=bytes([number])).digest()
    return int.from_bytes(digest, "big", signed=True)


@functools.cache
def _blank() -> MinHash:
    # It brings much along, and a command that compares no text must not wait for it.
    from datasketch import MinHash  # noqa: PLC0415

    # Runs are hashes already: int leaves them as they are.
    return MinHash(num_perm=BANDS * ROWS, seed=METHOD, hashfunc=int, scheme="affine32")
