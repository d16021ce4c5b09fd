"""Seal a message into an envelope, in one pass and constant memory (docs/formats.md §5)."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from keys import primitives
from keys.envelope.header import make_header
from keys.envelope.stream import Sink, StreamWriter
from keys.errors import FormatError
from keys.identity import seal_identity
from keys.mailbox import Mailbox
from keys.primitives import HybridPublic
from keys.report import MAX_ATTACHMENTS, Attachment, Draft, Report, write
from keys.sizes import CLASSES, class_for
from keys.wire import to_base64url, u32

__all__ = ["File", "seal"]

File = tuple[str, str, BinaryIO]
_READ = 1 << 20


class _HashingSink:
    """Pass bytes on and keep their SHA-256: the envelope's id."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self._out.write(data)


def seal(
    out: Sink,
    draft: Draft,
    *,
    deployment: bytes,
    epoch: int,
    lanes: Sequence[HybridPublic],
    mailbox: Mailbox,
    files: Iterable[File] = (),
    identity_key: tuple[int, HybridPublic] | None = None,
) -> bytes:
    """Write one envelope to ``out`` and return its id, 32 bytes.

    ``files`` are (name, media type, stream) and are read once, to their end. A draft whose identity is
    ``{"kind": "declared", "contact", "name", "number"}`` needs ``identity_key``: (quarter, key).

    Raises:
        FormatError: ``report``, ``identity``, ``bounds`` or ``size``; what ``out`` then holds is void.
    """
    header, keys = make_header(lanes, deployment=deployment, epoch=epoch)
    message = primitives.random_bytes(16)
    report = Report(
        **{
            **{name.name: getattr(draft, name.name) for name in dataclasses.fields(Draft)},
            "identity": _identity(draft, deployment, mailbox, message, identity_key),
        },
        message=message,
        read_key=mailbox.read_key,
        bucket=mailbox.bucket,
        author=mailbox.author,
    )
    # What cannot be sealed is refused before a file is read: on a slow line that is an hour saved.
    write(report, deployment, mailbox.author_seed)
    sink = _HashingSink(out)
    sink.write(header)
    body = StreamWriter(sink, keys)
    attachments = tuple(_write_files(body, files))
    whole = dataclasses.replace(report, attachments=attachments)
    _write_end(body, write(whole, deployment, mailbox.author_seed), sum(item.size for item in attachments))
    return sink.digest.digest()


def _identity(
    draft: Draft,
    deployment: bytes,
    mailbox: Mailbox,
    message: bytes,
    identity_key: tuple[int, HybridPublic] | None,
) -> dict[str, str]:
    if draft.identity.get("kind") != "declared":
        return dict(draft.identity)
    if identity_key is None:
        raise FormatError("identity", "An identity can only be declared where there is an identity key.")
    quarter, recipient = identity_key
    declared = {name: text for name, text in draft.identity.items() if name != "kind"}
    sealed = seal_identity(
        declared,
        deployment=deployment,
        quarter=quarter,
        recipient=recipient,
        author=mailbox.author,
        message=message,
    )
    return {"kind": "declared", "sealed": to_base64url(sealed)}


def _write_files(body: StreamWriter, files: Iterable[File]) -> list[Attachment]:
    attachments: list[Attachment] = []
    room = CLASSES[-1]
    for name, media_type, stream in files:
        if len(attachments) == MAX_ATTACHMENTS:
            raise FormatError("bounds", f"A report holds at most {MAX_ATTACHMENTS} attachments.")
        size, digest = 0, hashlib.sha256()
        while data := stream.read(_READ):
            size += len(data)
            if size > room:
                raise FormatError("size", "A report holds at most 2 GiB.")
            digest.update(data)
            body.write(data)
        room -= size
        attachments.append(Attachment(name=name, type=media_type, size=size, sha256=digest.digest()))
    return attachments


def _write_end(body: StreamWriter, report: bytes, written: int) -> None:
    """Write zeros, report and its length, so that the report ends exactly where its size class does."""
    zeros = class_for(written + len(report) + 4) - written - len(report) - 4
    while zeros:
        step = min(zeros, _READ)
        body.write(bytes(step))
        zeros -= step
    body.write(report + u32(len(report)))
    body.close()
