"""Run every vector with the Python code, and hold that making them again gives the same bytes.

Each group names its inputs and outputs, as README.md does; a vector with another key, or a group without an
entry here, fails. A failure of another kind than the one expected fails too.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keys.errors import CodenameError, KeysError
from tests.vectors import groups
from tests.vectors.generate import __main__ as generator
from tests.vectors.generate.model import write
from vault.errors import VaultError

FOLDER = Path(__file__).parent
VECTORS = sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name != "generate")


def names(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def inputs(run: Callable[..., Any]) -> tuple[set[str], set[str]]:
    """Return a group's required and optional inputs: the parameters of the function that runs it."""
    parameters = inspect.signature(run).parameters.values()
    optional = {item.name for item in parameters if item.default is not item.empty}
    return {item.name for item in parameters} - optional, optional


@pytest.mark.parametrize("path", VECTORS, ids=names)
def test_a_vector_holds(path: Path) -> None:
    vector = json.loads(path.read_text("ascii"))
    run = groups.GROUPS[path.parent.name]
    required, optional = inputs(run)
    assert isinstance(vector.pop("about"), str)
    expect = vector.pop("expect")
    assert required <= vector.keys()
    given = {key: vector.pop(key) for key in required | optional if key in vector}
    if expect == "success":
        assert run(**given) == vector
        return
    with pytest.raises((KeysError, VaultError)) as caught:
        run(**given)
    assert caught.value.kind == expect
    told = caught.value
    slip = isinstance(told, CodenameError) and expect == "word"
    assert vector == ({"position": told.position, "suggestions": list(told.suggestions)} if slip else {})


def test_every_group_has_vectors_of_both_sorts_where_it_can_fail() -> None:
    held = {path.parent.name for path in VECTORS}
    assert held == groups.GROUPS.keys()
    for group in held:
        expected = {json.loads(path.read_text())["expect"] for path in VECTORS if path.parent.name == group}
        assert "success" in expected
        assert len(expected) > 1 or group in groups.CANNOT_FAIL


def test_the_page_names_every_group() -> None:
    page = (FOLDER / "README.md").read_text()
    assert [group for group in groups.GROUPS if f"| `{group}` |" not in page] == []


def test_making_them_again_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path, generator.everything())
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = [*VECTORS, *(path for path in (FOLDER / "files").iterdir())]
    assert {path.relative_to(FOLDER): path.read_bytes() for path in kept} == made
    assert sum(map(len, made.values())) < 3 << 20
