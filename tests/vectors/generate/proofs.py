"""Proof of work (docs/formats.md §11.1)."""

from __future__ import annotations

from collections.abc import Iterator

from keys import work
from keys.primitives import sha256
from keys.work import Proof
from tests.vectors.generate.model import Vector, succeeds

__all__ = ["vectors"]

DEPLOYMENT = bytes(range(16))


def vectors() -> Iterator[Vector]:
    """Make proofs of several strengths; the least nonce is the proof."""
    for name, about, seed, hour, bits in (
        ("nothing-asked", "Where no work is asked, the first nonce will do.", 1, 0, 0),
        ("one-bit", "One bit in front is zero.", 1, 498_000, 1),
        ("eight-bits", "A whole byte is zero.", 2, 498_000, 8),
        ("nine-bits", "A byte and a bit.", 3, 498_001, 9),
        ("twelve-bits", "What is asked need not fill bytes.", 4, 498_002, 12),
        ("sixteen-bits", "The usual price.", 5, 498_003, 16),
    ):
        challenge = sha256(b"challenge" + bytes([seed]))[: work.CHALLENGE]
        header = sha256(b"header" + bytes([seed]))
        nonce = work.solve(DEPLOYMENT, challenge, header, bits)
        yield succeeds(
            "work", name, about,
            deployment=DEPLOYMENT.hex(), challenge=challenge.hex(), header=header.hex(), hour=hour, bits=bits,
            proof=str(Proof(hour, nonce)),
        )  # fmt: skip
