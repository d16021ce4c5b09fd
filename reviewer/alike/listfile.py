"""Read a list of known files: lines of hashes, under a first line that names the columns.

Whoever keeps such lists hands them out as CSV, each a little differently. A column counts whose name has one
of MD5, SHA1, SHA256 and PDQ in it, however it is spelt; or one named hash (or signal, value) beside one named
type (or algorithm) that tells which it is in each line. All other columns are passed over. Commas, semicolons
and tabs separate. One bad line is told by its number and harms no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from reviewer.alike import pictures
from reviewer.errors import RequestError

__all__ = ["LENGTHS", "Bad", "Listed", "read"]

LENGTHS = {"md5": 16, "sha1": 20, "sha256": 32, "pdq": pictures.SIZE}
MOST_LINES = 20_000_000
LONGEST_LINE = 16 << 10
_HASH_NAMES = ("hash", "hashvalue", "signal", "value")
_TYPE_NAMES = ("type", "hashtype", "signaltype", "algorithm", "hashalgorithm")
_QUALITY_NAMES = ("quality", "pdqquality")


@dataclass(frozen=True, slots=True)
class Listed:
    """A hash of a list, of a ``kind`` of LENGTHS."""

    kind: str
    hash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bad:
    """Why line ``number``, counted from 1, says nothing.

    ``kind`` is ``empty`` (no hash in it), ``hash`` (not of its kind's length, or no hexadecimal number),
    ``type`` (of a kind not known), ``quality`` (a picture with too little in it), ``long`` or ``text``.
    """

    number: int
    kind: str


_Finder = Callable[[Sequence[str]], "list[Listed] | str"]


def read(file: BinaryIO) -> Iterator[Listed | Bad]:
    """Yield what each line says.

    Raises:
        RequestError: ``hash-list``, the first line does not name the columns, or there are too many lines.
    """
    lines = enumerate(_lines(file), 1)
    _, first = next(lines, (1, b""))
    delimiter, find = _columns(first)
    for number, line in lines:
        if number > MOST_LINES:
            raise RequestError("hash-list", f"A list has at most {MOST_LINES:,} lines. Split it.")
        if not line.strip():
            continue
        cells = _cells(line, delimiter)
        found = cells if isinstance(cells, str) else find(cells)
        if isinstance(found, str):
            yield Bad(number, found)
        else:
            yield from found


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one that is too long, one octet more than may be."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
        yield line


def _cells(line: bytes, delimiter: str) -> list[str] | str:
    if len(line) > LONGEST_LINE:
        return "long"
    try:
        return next(csv.reader([line.decode("utf-8")], delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return "text"


def _columns(first: bytes) -> tuple[str, _Finder]:
    text = first.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    delimiter = max(",;\t", key=text.count)
    names = [re.sub("[^a-z0-9]", "", name.lower()) for name in text.split(delimiter)]
    quality = _place(names, _QUALITY_NAMES)
    places = {
        place: kinds[0]
        for place, name in enumerate(names)
        if place != quality and len(kinds := [kind for kind in LENGTHS if kind in name]) == 1
    }
    named, typed = _place(names, _HASH_NAMES), _place(names, _TYPE_NAMES)
    if places:
        return delimiter, lambda cells: _by_name(cells, places, quality)
    if named is not None and typed is not None:
        return delimiter, lambda cells: _by_type(cells, named, typed, quality)
    raise RequestError(
        "hash-list", "The first line of a list names its columns: md5, sha1, sha256, pdq; or hash and type."
    )


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in wanted), None)


def _by_name(cells: Sequence[str], places: dict[int, str], quality: int | None) -> list[Listed] | str:
    found = []
    for place, kind in places.items():
        if text := _cell(cells, place):
            listed = _listed(kind, text, _cell(cells, quality))
            if isinstance(listed, str):
                return listed
            found.append(listed)
    return found or "empty"


def _by_type(cells: Sequence[str], named: int, typed: int, quality: int | None) -> list[Listed] | str:
    name = re.sub("[^a-z0-9]", "", _cell(cells, typed).lower())
    kind = next((kind for kind in LENGTHS if kind in name), None)
    text = _cell(cells, named)
    if not text:
        return "empty"
    if kind is None:
        return "type"
    listed = _listed(kind, text, _cell(cells, quality))
    return listed if isinstance(listed, str) else [listed]


def _listed(kind: str, text: str, quality: str) -> Listed | str:
    if not re.fullmatch("[0-9a-fA-F]+", text) or len(text) != 2 * LENGTHS[kind]:
        return "hash"
    if kind == "pdq" and quality.isdecimal() and int(quality) < pictures.QUALITY:
        return "quality"
    return Listed(kind, bytes.fromhex(text))


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
