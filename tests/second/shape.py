"""Say the shape of JSON as the page's tables do; a check returns whether a value fits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

from tests.second import wire
from tests.second.errors import FormatError

__all__ = [
    "Shape", "ascending", "boolean", "code", "day", "fields", "hexes", "integer", "items", "matching",
    "one_of", "sealed", "table", "text",
]  # fmt: skip

Shape = Callable[[Any], bool]


def fields(**shapes: Shape) -> Shape:
    """Fit an object of exactly these keys."""
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == shapes.keys()
        and all(shape(value[key]) for key, shape in shapes.items())
    )


def table(key: str, shape: Shape, least: int, most: int) -> Shape:
    """Fit an object of some entries, whose keys match a pattern."""
    return lambda value: (
        isinstance(value, dict)
        and least <= len(value) <= most
        and all(re.fullmatch(key, name) and shape(item) for name, item in value.items())
    )


def items(shape: Shape, most: int, least: int = 0) -> Shape:
    """Fit a list."""
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(shape, value))


def integer(least: int, most: int) -> Shape:
    """Fit an integer; true is none."""
    return lambda value: type(value) is int and least <= value <= most


def boolean(value: Any) -> bool:
    """Fit true and false."""
    return isinstance(value, bool)


def text(least: int, most: int) -> Shape:
    """Fit a text of so many code points."""
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def matching(pattern: str) -> Shape:
    """Fit a text that matches as a whole."""
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


def one_of(*values: Any) -> Shape:
    """Fit one of these values, of the same type."""
    return lambda value: any(type(value) is type(each) and value == each for each in values)


def ascending(shape: Shape) -> Shape:
    """Fit a list that rises strictly."""
    return lambda value: shape(value) and all(a < b for a, b in itertools.pairwise(value))


def _reads(read: Callable[[Any], Any]) -> Shape:
    def fits(value: Any) -> bool:
        try:
            read(value)
        except FormatError:
            return False
        return True

    return fits


def hexes(size: int) -> Shape:
    """Fit lower-case hex of so many bytes."""
    return _reads(lambda value: wire.from_hex(value, size))


def sealed(size: int) -> Shape:
    """Fit base64url of so many bytes."""
    return _reads(lambda value: wire.from_base64url(value, size))


day = _reads(wire.day)
code = matching("[a-z][a-z0-9_]{0,31}")
