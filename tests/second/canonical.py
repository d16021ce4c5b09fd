"""Read and write canonical JSON (§1, RFC 8785): a reader that knows no other spelling than the one."""

from __future__ import annotations

import re
from typing import Any

from tests.second.errors import FormatError, need

__all__ = ["read", "write"]

NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}(?![0-9.eE])")
LITERAL = re.compile(r'[^"\\\x00-\x1f]+')
SHORT = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}
ESCAPES = {f"\\{letter}": char for char, letter in SHORT.items()} | {
    f"\\u{code:04x}": chr(code) for code in range(32) if chr(code) not in SHORT
}
ESCAPE = re.compile("|".join(map(re.escape, ESCAPES)))
LARGEST = 2**53 - 1
DEEPEST = 16


def _order(key: str) -> bytes:
    """Order keys by their UTF-16 code units (RFC 8785 §3.2.3)."""
    return key.encode("utf-16-be")


def write(value: Any) -> bytes:
    """Write a value in its one spelling."""
    return _written(value).encode()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        spelt = {char: escape for escape, char in ESCAPES.items()}
        return '"' + "".join(spelt.get(char, char) for char in value) + '"'
    if isinstance(value, int):
        assert abs(value) <= LARGEST
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    assert isinstance(value, dict)
    return (
        "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in sorted(value, key=_order)) + "}"
    )


def read(data: bytes, limit: int) -> dict[str, Any]:
    """Read an object of at most `limit` bytes.

    Raises:
        FormatError: `bounds` beyond the limit, `canonical` for everything else.
    """
    need(len(data) <= limit, "bounds")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise FormatError("canonical") from None
    value, end = _value(text, 0, 0)
    if not isinstance(value, dict) or end != len(text):
        raise FormatError("canonical")
    return value


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    start = text[at : at + 1]
    if start == '"':
        return _string(text, at + 1)
    if start in ("{", "["):
        need(depth < DEEPEST, "canonical")
        return (_object if start == "{" else _list)(text, at + 1, depth + 1)
    for word, value in (("true", True), ("false", False)):
        if text.startswith(word, at):
            return value, at + len(word)
    found = NUMBER.match(text, at)
    if not found or abs(int(found[0])) > LARGEST:
        raise FormatError("canonical")
    return int(found[0]), found.end()


def _string(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while text[at : at + 1] != '"':
        if found := LITERAL.match(text, at):
            parts.append(found[0])
        elif found := ESCAPE.match(text, at):
            parts.append(ESCAPES[found[0]])
        else:
            raise FormatError("canonical")
        at = found.end()
    return "".join(parts), at + 1


def _list(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    while text[at : at + 1] != "]":
        if items:
            at = _expect(text, at, ",")
        item, at = _value(text, at, depth)
        items.append(item)
    return items, at + 1


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    items: dict[str, Any] = {}
    last = b""
    while text[at : at + 1] != "}":
        if items:
            at = _expect(text, at, ",")
        key, at = _string(text, _expect(text, at, '"'))
        need(not items or last < _order(key), "canonical")
        last = _order(key)
        items[key], at = _value(text, _expect(text, at, ":"), depth)
    return items, at + 1


def _expect(text: str, at: int, char: str) -> int:
    need(text[at : at + 1] == char, "canonical")
    return at + 1
