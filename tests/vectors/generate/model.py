"""A vector, a larger input, and how both are written to disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Blob", "Vector", "fails", "succeeds", "write"]


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
