"""Canonical JSON, encodings, calendar and sizes (docs/formats.md §1, §5.4)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from keys import calendar, canonical
from keys.sizes import CLASSES, class_for, envelope_length
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_GOOD: dict[str, tuple[str, object]] = {
    "empty": ("The smallest object.", {}),
    "order-by-utf-16": (
        "Keys are in order of their UTF-16 units, so U+1F600 comes before U+FB33 (RFC 8785 §3.2.3).",
        {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
    ),
    "escapes": (
        "Short escapes where JSON has them, \\u00xx in lower case for other controls, nothing else escaped.",
        {"text": "\b\t\n\f\r\x00\x1f\x7f\"\\/\u2028\u2029\ufeff<>&\U0001f600"},
    ),
    "largest-integers": ("Integers reach 2^53 - 1 both ways.", {"a": 2**53 - 1, "b": 1 - 2**53, "c": 0}),
    "unnormalised-text": ("Text is not normalised: e and a combining acute stay two.", {"a": "e\u0301", "b": "\u00e9"}),
    "prototype-key": ("Names that mean something to JavaScript are only names.", {"__proto__": 1, "constructor": 2}),
    "nested": ("Lists and objects to the greatest depth, 16 inside the outermost.", None),
}  # fmt: skip

_BAD: dict[str, tuple[str, str, bytes]] = {
    "no-bytes": ("Nothing at all.", "canonical", b""),
    "list": ("The outermost value must be an object.", "canonical", b"[]"),
    "text": ("The outermost value must be an object.", "canonical", b'"a"'),
    "null": ("There is no null.", "canonical", b'{"a":null}'),
    "float": ("There are no floats.", "canonical", b'{"a":1.5}'),
    "float-that-is-whole": ("1.0 is a float.", "canonical", b'{"a":1.0}'),
    "exponent": ("1e3 is a float.", "canonical", b'{"a":1e3}'),
    "minus-zero": ("Minus zero is zero spelt another way.", "canonical", b'{"a":-0}'),
    "leading-zero": ("01 is no JSON.", "canonical", b'{"a":01}'),
    "nan": ("NaN is no JSON.", "canonical", b'{"a":NaN}'),
    "too-large-integer": ("2^53 is beyond the bounds.", "canonical", b'{"a":9007199254740992}'),
    "too-small-integer": ("-2^53 is beyond the bounds.", "canonical", b'{"a":-9007199254740992}'),
    "endless-integer": ("A number of 5,000 digits must not cost time.", "canonical", b'{"a":' + b"9" * 5000 + b"}"),
    "space": ("No space between tokens.", "canonical", b'{"a": 1}'),
    "line-feed-at-end": ("No byte after the object.", "canonical", b'{"a":1}\n'),
    "two-objects": ("No byte after the object.", "canonical", b"{}{}"),
    "byte-order-mark": ("No byte order mark.", "canonical", b"\xef\xbb\xbf{}"),
    "order": ("Keys out of order.", "canonical", b'{"b":1,"a":2}'),
    "order-by-code-point": (
        "U+FB33 before U+1F600 is code point order, not UTF-16 order.",
        "canonical",
        '{"\ufb33":1,"\U0001f600":2}'.encode(),
    ),
    "duplicate-key": ("A key twice.", "canonical", b'{"a":1,"a":1}'),
    "needless-escape": ("A solidus is not escaped.", "canonical", b'{"a":"\\/"}'),
    "upper-case-escape": ("Escapes are lower case.", "canonical", b'{"a":"\\u001F"}'),
    "escaped-letter": ("A letter is not escaped.", "canonical", b'{"a":"\\u0061"}'),
    "long-escape": ("A line feed is written \\n.", "canonical", b'{"a":"\\u000a"}'),
    "raw-control": ("A control character is not written raw.", "canonical", b'{"a":"\x01"}'),
    "escaped-surrogate": ("A lone surrogate is no text.", "canonical", b'{"a":"\\ud800"}'),
    "encoded-surrogate": ("A surrogate has no UTF-8.", "canonical", b'{"a":"\xed\xa0\x80"}'),
    "overlong": ("An overlong encoding of a solidus.", "canonical", b'{"a":"\xc0\xaf"}'),
    "bad-utf-8": ("A byte that no UTF-8 holds.", "canonical", b'{"a":"\xff"}'),
    "cut-utf-8": ("A character cut in its middle.", "canonical", b'{"a":"\xd8"}'),
    "unclosed": ("The end is missing.", "canonical", b'{"a":1'),
    "trailing-comma": ("A comma before the end.", "canonical", b'{"a":1,}'),
    "single-quotes": ("Not JSON.", "canonical", b"{'a':1}"),
    "too-deep": ("Seventeen inside the outermost.", "canonical", b'{"a":' + b"[" * 16 + b"1" + b"]" * 16 + b"}"),
    "far-too-deep": ("Nesting must not exhaust the stack.", "canonical", b'{"a":' + b"[" * 9000 + b"]" * 9000 + b"}"),
}  # fmt: skip


def vectors() -> Iterator[Vector]:
    """Make the groups canonical, wire, calendar and sizes."""
    yield from _canonical()
    yield from _wire()
    yield from _calendar()
    yield from _sizes()


def _canonical() -> Iterator[Vector]:
    for name, (about, value) in _GOOD.items():
        spelt = {"a": _nest(15)} if value is None else value
        if not isinstance(spelt, dict):
            raise TypeError("internal error: vectors of canonical JSON are objects")
        yield succeeds("canonical", name, about, json=canonical.dumps(spelt).hex(), value=spelt)
    for name, (about, kind, data) in _BAD.items():
        yield fails("canonical", name, about, kind, json=data.hex())
    yield succeeds("canonical", "at-limit", "As long as the limit.", json=b"{}".hex(), limit=2, value={})
    yield fails("canonical", "over-limit", "Longer than the limit.", "bounds", json=b"{}".hex(), limit=1)


def _nest(depth: int) -> list[object]:
    return [_nest(depth - 1)] if depth > 1 else [1]


def _wire() -> Iterator[Vector]:
    for name, encoding, text in (
        ("hex", "hex", "00ff10"),
        ("base64url", "base64url", "-_8Q"),
    ):
        data = "00ff10" if encoding == "hex" else "fbff10"
        yield succeeds("wire", name, "Three bytes.", encoding=encoding, text=text, size=3, bytes=data)
    yield succeeds(
        "wire", "base64url-one-byte", "No padding.", encoding="base64url", text="AQ", size=1, bytes="01"
    )
    yield succeeds(
        "wire", "base64url-empty", "No bytes, no characters.", encoding="base64url", text="", size=0, bytes=""
    )
    for name, about, encoding, text, size in (
        ("hex-upper-case", "Hex is lower case.", "hex", "00FF", 2),
        ("hex-odd", "Half a byte.", "hex", "00f", 2),
        ("hex-too-long", "A byte too many.", "hex", "000000", 2),
        ("hex-prefix", "No 0x.", "hex", "0x00", 2),
        ("hex-space", "No space.", "hex", "00 0", 2),
        ("hex-full-width", "Full-width digits are no hex.", "hex", "\uff10\uff10", 1),
        ("base64url-padded", "Padding is not written.", "base64url", "AQ==", 1),
        ("base64url-loose-bits", "Unused bits are zero.", "base64url", "AR", 1),
        ("base64url-plain-alphabet", "The alphabet of base64url has - and _.", "base64url", "+/8Q", 3),
        ("base64url-line-feed", "Nothing between characters.", "base64url", "AQ\n", 1),
        ("base64url-one-character", "One character holds no byte.", "base64url", "A", 1),
        ("base64url-too-short", "A byte too few.", "base64url", "AQ", 2),
        ("base64url-not-ascii", "A letter of no alphabet.", "base64url", "\u00e9Q", 1),
    ):  # fmt: skip
        yield fails("wire", name, about, "bounds", encoding=encoding, text=text, size=size)


def _calendar() -> Iterator[Vector]:
    for name, about, text in (
        ("first-day", "Day 0.", "1970-01-01"),
        ("ordinary-day", "A Tuesday.", "2026-11-24"),
        ("sunday", "A week ends on Sunday.", "2026-11-29"),
        ("monday", "A week begins on Monday.", "2026-11-30"),
        ("week-53-in-january", "A Friday that ISO 8601 counts to the year before.", "2027-01-01"),
        ("week-1-in-december", "A Monday that ISO 8601 counts to the year after.", "2029-12-31"),
        ("leap-day", "A leap day.", "2028-02-29"),
    ):
        day = date.fromisoformat(text)
        yield succeeds(
            "calendar", name, about, day=text,
            number=calendar.day_number(day), epoch=calendar.epoch_of(day), quarter=calendar.quarter_of(day),
        )  # fmt: skip


def _sizes() -> Iterator[Vector]:
    edges = [1, *(size for padded in CLASSES for size in (padded, padded + 1))][:-1]
    for payload in edges:
        padded = class_for(payload)
        about = f"The smallest class that holds {payload} bytes."
        keys = {"payload": payload, "class": padded, "envelope": envelope_length(padded)}
        yield succeeds("sizes", f"payload-{payload}", about, **keys)
    yield fails("sizes", "too-large", "Nothing holds more than 2 GiB.", "size", payload=2**31 + 1)
