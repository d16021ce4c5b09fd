"""Canonical JSON: RFC 8785, narrowed (docs/formats.md §1).

Reading is parse, write again, compare: whatever is not the one spelling of its value is refused, so no two
byte strings mean the same thing and a signature over bytes is a signature over meaning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import rfc8785

from keys.errors import FormatError

__all__ = ["dumps", "loads"]

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1


def dumps(value: Mapping[str, Any]) -> bytes:
    """Write ``value`` in its one canonical spelling.

    Raises:
        FormatError: ``canonical``, it holds a float, None, an integer beyond 2^53 - 1, or is too deep.
    """
    _check(value, 0)
    try:
        return rfc8785.dumps(dict(value))
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise FormatError("canonical", "This value has no canonical JSON form.") from error


def loads(untrusted: bytes, limit: int) -> dict[str, Any]:
    """Parse an object of at most ``limit`` bytes.

    Raises:
        FormatError: ``bounds`` when it is larger, ``canonical`` when it is not canonical JSON.
    """
    if len(untrusted) > limit:
        raise FormatError("bounds", f"This part is larger than {limit} bytes.")
    try:
        value = json.loads(untrusted.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FormatError("canonical", "This part is not canonical JSON.") from error
    if not isinstance(value, dict) or dumps(value) != untrusted:
        raise FormatError("canonical", "This part is not canonical JSON.")
    return value


def _refuse(_text: str) -> NoReturn:
    raise ValueError("not an integer")


def _check(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FormatError("canonical", "This value is nested too deeply.")
    if isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise FormatError("canonical", "This number is too large.")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, Mapping):
        for item in value.values():
            _check(item, depth + 1)
    else:
        raise FormatError("canonical", "Only objects, lists, text, integers and booleans are allowed.")
