"""Make all vectors anew in a folder, this package's own by default."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.generate import (
    basics,
    boards,
    bundles,
    chains,
    envelopes,
    keystores,
    logs,
    manifests,
    names,
    proofs,
    reports,
    signatures,
)
from tests.vectors.generate.model import Blob, Vector, write

__all__ = ["everything"]

_MAKERS = (
    *(basics, names, signatures, manifests, logs, reports, envelopes, boards, bundles),
    *(keystores, chains, proofs),
)


def everything() -> Iterator[Vector | Blob]:
    """Make every vector and every file."""
    for maker in _MAKERS:
        yield from maker.vectors()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1], everything())
