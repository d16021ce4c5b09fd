"""Play one vector through this implementation: same verdict, same kind, same outputs."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.second import groups, groups_later, groups_private
from tests.second.errors import FormatError

__all__ = ["GROUPS", "play"]

GROUPS: dict[str, Callable[..., dict[str, Any]]] = {
    name.rstrip("_"): run
    for module in (groups, groups_later, groups_private)
    for name, run in vars(module).items()
    if inspect.isfunction(run) and run.__module__ == module.__name__
}


def play(path: Path) -> None:
    """Hold that a vector does what it expects; a key that the group does not know is a TypeError."""
    vector = json.loads(path.read_text("ascii"))
    run = GROUPS[path.parent.name]
    takes = {name.rstrip("_"): name for name in inspect.signature(run).parameters}
    given = {takes[key]: vector.pop(key) for key in vector.keys() & takes.keys()}
    assert isinstance(vector.pop("about"), str)
    expect = vector.pop("expect")
    try:
        made = run(**given)
    except FormatError as error:
        assert error.kind == expect
        assert error.more == vector
    else:
        assert expect == "success"
        assert made == vector
