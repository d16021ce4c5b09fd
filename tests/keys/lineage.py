"""A deployment whose root seeds are known, as a line of manifests to bend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from keys import history, manifest, merkle, primitives, proposal
from keys.history import History
from keys.manifest import Manifest, RootKeys
from tests.vectors.generate.manifests import DESK_SEED, MANIFEST, ROOTS

__all__ = ["DAY", "DESK_SEED", "FIRST", "HEIRS", "HEIR_ROOT", "ROOTS", "begin", "grow", "signed"]

DAY = date(2026, 11, 24)
FIRST = replace(MANIFEST, serial=1, previous=bytes(32), log=merkle.EMPTY)
HEIRS = [bytes([n]) * 32 for n in (1, 2)]
HEIR_ROOT = RootKeys(k=2, keys=tuple(sorted(map(primitives.signing_public, HEIRS))))


def signed(made: Manifest, seeds: Sequence[bytes] = ROOTS[:2]) -> bytes:
    return manifest.sign(made, seeds).pack()


def begin() -> History:
    return history.collect([signed(FIRST)])


def grow(known: History, seeds: Sequence[bytes] = ROOTS[:2], **changes: Any) -> History:
    """Add the next manifest."""
    following = proposal.propose(known, DAY, **changes)
    return history.collect([*known.files, signed(following, seeds)])
