"""Open an envelope (docs/formats.md §5.8): verify all of it first, release anything only then.

Both passes read 64 KiB at a time, so memory is constant at any size. The report lies in the last chunk, which
authenticates by itself because its nonce says that it is the last.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keys import primitives, report, tags
from keys.envelope.header import FILE_KEY, EnvelopeKeys, Header, parse_header
from keys.envelope.stream import Sink, nonce
from keys.errors import FormatError, NotForMeError, UntrustedError
from keys.private.hybrid import Pair, unwrap
from keys.report import Attachment, Report
from keys.sizes import CHUNK, CLASSES, HEADER, class_for, envelope_length

__all__ = ["Opened", "copy_attachment", "open_envelope", "reopen"]

_SEALED = CHUNK + 16
_ZEROS = bytes(CHUNK)
_CLASS_OF = {envelope_length(padded): padded for padded in CLASSES}


@dataclass(frozen=True, slots=True)
class Opened:
    """A wholly verified envelope: its report, the file key that reopens it, and its id."""

    report: Report
    file_key: bytes = field(repr=False)
    id: bytes
    epoch: int


class _Body:
    """The sealed chunks of one envelope, each authenticated as it is read."""

    def __init__(self, source: BinaryIO, keys: EnvelopeKeys, padded: int) -> None:
        self.padded = padded
        self.count = -(-padded // CHUNK)
        self._source = source
        self._aead = ChaCha20Poly1305(keys.body)
        self._ad = keys.digest

    def chunks(self, start: int = 0, seen: hashlib._Hash | None = None) -> Iterator[bytes]:
        """Yield plaintext chunks from number ``start``; ``seen`` is fed the sealed bytes."""
        self._source.seek(HEADER + start * _SEALED)
        for counter in range(start, self.count):
            sealed = self._source.read(_SEALED)
            if seen is not None:
                seen.update(sealed)
            try:
                yield self._aead.decrypt(nonce(counter, last=counter == self.count - 1), sealed, self._ad)
            except (InvalidTag, ValueError) as error:
                raise UntrustedError("chunk", "This envelope's body was damaged, cut or altered.") from error

    def last(self) -> bytes:
        """Return the last chunk."""
        return next(self.chunks(self.count - 1))


def open_envelope(
    source: BinaryIO, *, deployment: bytes, pairs: Iterable[Pair], epoch: int | None = None
) -> Opened:
    """Verify a whole envelope with the intake keys held for its epoch; ``source`` must be able to seek.

    Raises:
        FormatError: ``size``, ``magic``, ``padding``, ``bounds``, ``canonical``, ``report``.
        UntrustedError: ``epoch``, ``commitment``, ``chunk``, ``signature``, ``attachment``.
        NotForMeError: no slot opens with these keys.
    """
    header, padded = _header(source)
    if epoch is not None and header.epoch != epoch:
        raise UntrustedError("epoch", "This envelope is of another week than the one asked for.")
    file_key = _file_key(header, deployment, pairs)
    return _verify(source, header, padded, file_key, deployment)


def reopen(source: BinaryIO, file_key: bytes, *, deployment: bytes) -> Opened:
    """Verify an envelope again with the file key kept from its first opening; raises as ``open_envelope``."""
    header, padded = _header(source)
    return _verify(source, header, padded, file_key, deployment)


def copy_attachment(source: BinaryIO, opened: Opened, index: int, out: Sink) -> None:
    """Write attachment ``index`` of a verified envelope to ``out``, which counts only if this returns.

    Raises:
        FormatError: ``bounds``, there is no such attachment.
        UntrustedError: ``chunk`` or ``attachment``, the file has changed since it was verified.
    """
    if not 0 <= index < len(opened.report.attachments):
        raise FormatError("bounds", "This report has no such attachment.")
    header, padded = _header(source)
    body = _Body(source, EnvelopeKeys.derive(opened.file_key, header.digest), padded)
    wanted = opened.report.attachments[index]
    at = sum(item.size for item in opened.report.attachments[:index])
    digest = hashlib.sha256()
    left = wanted.size
    skip = at % CHUNK
    for chunk in body.chunks(at // CHUNK):
        piece = chunk[skip : skip + left]
        digest.update(piece)
        out.write(piece)
        left -= len(piece)
        skip = 0
        if not left:
            break
    _check_attachment(digest.digest(), wanted)


def _header(source: BinaryIO) -> tuple[Header, int]:
    length = source.seek(0, io.SEEK_END)
    padded = _CLASS_OF.get(length)
    if padded is None:
        raise FormatError("size", "This is not the size of any envelope: it was cut, or something was added.")
    source.seek(0)
    return parse_header(source.read(HEADER)), padded


def _file_key(header: Header, deployment: bytes, pairs: Iterable[Pair]) -> bytes:
    for recipient in pairs:
        for slot in header.slots:
            try:
                file_key = unwrap(tags.SLOT, deployment, header.epoch, recipient, slot)
            except NotForMeError:
                continue
            if len(file_key) == FILE_KEY:
                return file_key
    raise NotForMeError


def _verify(source: BinaryIO, header: Header, padded: int, file_key: bytes, deployment: bytes) -> Opened:
    keys = EnvelopeKeys.derive(file_key, header.digest)
    if not primitives.equal(keys.commitment, header.commitment):
        raise UntrustedError(
            "commitment", "This envelope was made to open in more than one way; it is refused."
        )
    body = _Body(source, keys, padded)
    length, sent = _report(body.last(), deployment)
    payload = sum(item.size for item in sent.attachments) + length + 4
    if payload > padded or class_for(payload) != padded:
        raise FormatError("padding", "This envelope is not of the size its contents call for.")
    return Opened(sent, file_key, _check_payload(source, body, sent, padded - length - 4), header.epoch)


def _report(last: bytes, deployment: bytes) -> tuple[int, Report]:
    length = int.from_bytes(last[-4:], "big")
    if not 2 <= length <= report.LIMIT or length + 4 > len(last):
        raise FormatError("bounds", "The report's length is not possible.")
    return length, report.parse(last[-4 - length : -4], deployment)


def _check_payload(source: BinaryIO, body: _Body, sent: Report, end: int) -> bytes:
    """Authenticate every chunk, compare attachment hashes, check the zeros up to ``end``; return the id."""
    source.seek(0)
    seen = hashlib.sha256(source.read(HEADER))
    waiting = list(sent.attachments)
    left, digest, position = (waiting[0].size if waiting else 0), hashlib.sha256(), 0
    for chunk in body.chunks(0, seen):
        view = memoryview(chunk)[: max(0, end - position)]
        position += len(chunk)
        while waiting and len(view):
            digest.update(view[:left])
            taken = min(left, len(view))
            view, left = view[taken:], left - taken
            if not left:
                _check_attachment(digest.digest(), waiting.pop(0))
                left, digest = (waiting[0].size if waiting else 0), hashlib.sha256()
        if not waiting and view != memoryview(_ZEROS)[: len(view)]:
            raise FormatError("padding", "This envelope's padding is not zero.")
    return seen.digest()


def _check_attachment(digest: bytes, expected: Attachment) -> None:
    if not primitives.equal(digest, expected.sha256):
        raise UntrustedError("attachment", "An attachment is not the one the report lists.")
