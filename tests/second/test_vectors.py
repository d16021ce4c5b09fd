"""Hold that code written from docs/formats.md alone gives every vector the verdict it expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.second.play import GROUPS, play
from tests.second.values import VECTORS

PLAYED = sorted(path for path in VECTORS.glob("*/*.json") if path.parent.name != "generate")


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", PLAYED, ids=named)
def test_a_vector_holds_for_a_stranger(path: Path) -> None:
    play(path)


def test_every_group_is_played() -> None:
    assert {path.parent.name for path in PLAYED} == GROUPS.keys()
