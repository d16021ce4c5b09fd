"""A vector, a larger input, and how both are written to disk."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

__all__ = ["Blob", "Vector", "edited", "fails", "succeeds", "write"]


@dataclass(frozen=True)
class Vector:
    """One fact about one format."""

    group: str
    name: str
    about: str
    expect: str
    keys: dict[str, Any] = field(repr=False)

    def text(self) -> str:
        """Return the file: ASCII, so that look-alike and invisible characters are seen."""
        value = {"about": self.about, "expect": self.expect, **self.keys}
        return json.dumps(value, indent=1) + "\n"


@dataclass(frozen=True)
class Blob:
    """A larger input under files/."""

    name: str
    data: bytes = field(repr=False)


def succeeds(group: str, name: str, about: str, /, **keys: object) -> Vector:
    """Return a vector that a right implementation reads."""
    return Vector(group, name, about, "success", keys)


def fails(group: str, name: str, about: str, expect: str, /, **keys: object) -> Vector:
    """Return a vector that a right implementation refuses as ``expect``."""
    return Vector(group, name, about, expect, keys)


def edited(name: str, good: bytes, bad: bytes) -> dict[str, Any]:
    """Say how ``bad`` differs from the file ``name``, as README.md writes bytes.

    Both are compared piece by piece, where a piece ends at a quotation mark: so hex in JSON is one.
    """
    one, other = (re.findall(rb'[^"]*"|[^"]+', data) for data in (good, bad))
    at = [0, *itertools.accumulate(map(len, one))]
    edits: list[dict[str, Any]] = []
    for how, start, end, left, right in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if how != "equal":
            edits.append({"splice": [at[start], at[end] - at[start], b"".join(other[left:right]).hex()]})
    # From the end, so that every offset is one of the file as it is.
    return {"file": name, "edits": edits[::-1]} if edits else {"file": name}


def write(folder: Path, made: Iterable[Vector | Blob]) -> None:
    """Write all into ``folder``; two of one name are a mistake."""
    for item in made:
        if isinstance(item, Blob):
            path, data = folder / "files" / item.name, item.data
        else:
            path, data = folder / item.group / f"{item.name}.json", item.text().encode("ascii")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
