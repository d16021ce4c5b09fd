"""Read a form posted as multipart/form-data (RFC 7578), one piece at a time: fields first, then files.

A file is a small object that pulls the next bytes from the connection when it is read, so whoever reads it
has at most one piece of it in memory, and none on any disk; Flask's own reader would write parts larger than
500 KB to a temporary file. Every length is bounded before it is kept: heads, names, fields, number of parts.

Strict where the RFC lets senders be loose, since no browser is: CRLF at every line's end, nothing before the
first boundary, no space after one. What lies between two boundaries is then the file, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_options_header

from submit.errors import FormError

__all__ = ["FIELD_BYTES", "Fields", "FilePart", "Multipart", "Source", "drain"]

PIECE = 64 * 1024
HEAD = 8 * 1024
PARTS = 400
FIELD_BYTES = 256 * 1024
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,79}", re.ASCII)
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}", re.ASCII)

Fields = Mapping[str, Sequence[str]]


class Source(Protocol):
    """Where the request's body comes from."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What a part says of itself; a field has no file name."""

    name: str
    file_name: str | None
    type: str


class FilePart:
    """One file of the form; ``read`` pulls what comes next of it, and nothing else may be read meanwhile."""

    def __init__(self, form: Multipart, name: str, media_type: str) -> None:
        self.name = name
        self.type = media_type
        self._form = form
        self._ahead = b""
        self.ended = False

    def __repr__(self) -> str:
        return "FilePart()"

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002 - a piece is never longer than PIECE
        """Return the next bytes, fewer than were asked for; none at the end.

        Raises:
            FormError: ``multipart``.
        """
        data, self._ahead = self._ahead, b""
        while not data and not self.ended:
            data, self.ended = self._form.data()
        return data

    def is_empty(self) -> bool:
        """Whether it has no bytes at all; to be asked before anything is read."""
        self._ahead = self.read()
        return not self._ahead


class Multipart:
    """A form of ``length`` bytes as it comes: ask for ``fields`` once, then for ``files`` once.

    Raises:
        FormError: ``multipart``, the request is not such a form.
    """

    def __init__(self, source: Source, content_type: str | None, length: int) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get("boundary", "")
        if kind != "multipart/form-data" or BOUNDARY.fullmatch(boundary) is None:
            raise FormError("multipart", "This is not a form of this site.")
        self.length = length
        self._body = _Body(source, f"\r\n--{boundary}".encode())
        self._parts = 0
        self._first_file: _Head | None = None

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen, as far as the first part after the fields tells."""
        return self._first_file is not None and bool(self._first_file.file_name)

    def fields(self) -> Fields:
        """Read every field up to the first file, or to the end.

        Raises:
            FormError: ``multipart``, ``bounds`` or ``charset``.
        """
        found: dict[str, list[str]] = {}
        left = FIELD_BYTES
        self._body.begin()
        while (part := self._next_part()) is not None:
            if part.file_name is not None:
                self._first_file = part
                break
            value = self._value(left)
            left -= len(value)
            try:
                found.setdefault(part.name, []).append(value.decode())
            except UnicodeDecodeError as error:
                raise FormError("charset", "A field is not text in UTF-8.") from error
        return found

    def files(self, field: str, most: int) -> Iterator[FilePart]:
        """Yield the files of one field as they come; each is to be read before the next is asked for.

        A browser sends a part without a name where no file was chosen: it is passed over.

        Raises:
            FormError: ``multipart``, ``bounds``, or ``order``, a field comes after a file.
        """
        part = self._first_file
        while part is not None:
            if part.file_name is None or part.name != field:
                raise FormError("order", "The parts of this form do not come in its order.")
            file = FilePart(self, _file_name(part.file_name), part.type)
            if part.file_name:
                most -= 1
                if most < 0:
                    raise FormError("bounds", "There are too many files.")
                yield file
            while file.read():
                pass
            part = self._next_part()

    def data(self) -> tuple[bytes, bool]:
        """Return the next bytes of the part that is open, and whether it has ended."""
        return self._body.data()

    def drain(self, most: int) -> None:
        """Read and drop up to ``most`` bytes more, so that a browser that still sends can hear the answer."""
        drain(self._body.source, most)

    def _value(self, most: int) -> bytes:
        value, ended = bytearray(), False
        while not ended:
            data, ended = self._body.data()
            value += data
            if len(value) > most:
                raise FormError("bounds", "There is too much text in this form.")
        return bytes(value)

    def _next_part(self) -> _Head | None:
        """Return the next part's head, or None after the last."""
        untrusted = self._body.head()
        if untrusted is None:
            return None
        self._parts += 1
        if self._parts > PARTS:
            raise FormError("bounds", "There are too many fields in this form.")
        return _parse_head(untrusted)


class _Body:
    """The bytes between boundaries. ``delimiter`` is what ends a part: CRLF, two hyphens, the boundary."""

    def __init__(self, source: Source, delimiter: bytes) -> None:
        self.source = source
        self._delimiter = delimiter
        # The first boundary has no line before it: with one, all of them look the same.
        self._held = bytearray(b"\r\n")

    def begin(self) -> None:
        """Require that the body begins with a boundary."""
        if self.data() != (b"", True):
            raise _damaged()

    def data(self) -> tuple[bytes, bool]:
        """Return what comes before the next boundary, a piece at a time, and whether that is all of it."""
        while True:
            at = self._held.find(self._delimiter)
            if at >= 0:
                return self._take(at, len(self._delimiter)), True
            # A boundary may have begun in the last bytes held.
            sure = len(self._held) - len(self._delimiter) + 1
            if sure > 0:
                return self._take(sure), False
            self._fill()

    def head(self) -> bytes | None:
        """Return the head of the part that begins after a boundary, or None after the last boundary."""
        while len(self._held) < 2:
            self._fill()
        mark = self._take(2)
        if mark == b"--":
            return None
        if mark != b"\r\n":
            raise _damaged()
        while (at := self._held.find(b"\r\n\r\n")) < 0 and len(self._held) <= HEAD:
            self._fill()
        if not 0 <= at <= HEAD:
            raise FormError("bounds", "A part of this form has too long a head.")
        return self._take(at, 4)

    def _take(self, size: int, passed: int = 0) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[: size + passed]
        return taken

    def _fill(self) -> None:
        piece = _read(self.source)
        if not piece:
            raise _damaged()
        self._held += piece


def drain(source: Source, most: int) -> None:
    """Read and drop up to ``most`` bytes."""
    while most > 0 and (piece := _read(source)):
        most -= len(piece)


def _read(source: Source) -> bytes:
    try:
        return source.read(PIECE)
    except ClientDisconnected:
        return b""


def _damaged() -> FormError:
    return FormError("multipart", "This form was damaged on its way.")


def _parse_head(untrusted: bytes) -> _Head:
    try:
        lines = untrusted.decode().split("\r\n")
    except UnicodeDecodeError as error:
        raise _damaged() from error
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    kind, options = parse_options_header(headers.get("content-disposition"))
    if kind != "form-data":
        raise _damaged()
    name = options.get("name", "")
    if NAME.fullmatch(name) is None:
        raise FormError("bounds", "A field of this form has a name that none has.")
    return _Head(name, options.get("filename"), _media_type(headers.get("content-type", "")))


def _file_name(untrusted: str) -> str:
    """Keep what a person would call the file: no folders, no control characters, at most 120 characters."""
    last = re.split(r"[/\\]", untrusted)[-1]
    return "".join(c for c in last if c >= " " and c != "\x7f")[:120] or "file"


def _media_type(untrusted: str) -> str:
    fits = len(untrusted) <= 100 and untrusted.isascii() and untrusted.isprintable()
    return untrusted if fits else ""
