"""Envelopes, sealed and opened whole in memory (§5.2, §5.3, §5.5, §5.8)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from tests.second import report as reports
from tests.second.errors import FormatError, need
from tests.second.primitives import hkdf, open_aead, seal_aead, sha256
from tests.second.sizes import CHUNK, HEADER, LENGTHS, class_for
from tests.second.wire import Reader, u
from tests.second.wrap import Pair, Public, new_pair, unwrap, wrap

__all__ = ["Opened", "Slot", "open_envelope", "seal_envelope"]

MAGIC = b"AMANAE\0\1"
SLOTS = 4
SLOT = 1216
LEAST = 2

Drawn = tuple[bytes, bytes, bytes]
Slot = tuple[Public, Drawn | None]


@dataclass(frozen=True)
class Opened:
    """What an envelope held."""

    id: bytes
    file_key: bytes
    report: bytes
    message: dict[str, Any]
    attachments: list[bytes]


def _keys(file_key: bytes, sealed_as: bytes) -> tuple[bytes, bytes]:
    """Derive the body key and the commitment."""
    return hkdf(file_key, sealed_as, b"amana/v1/body"), hkdf(file_key, sealed_as, b"amana/v1/commit")


def seal_envelope(
    report: bytes,
    attachments: list[bytes],
    deployment: bytes,
    epoch: int,
    slots: list[Slot],
    file_key: bytes | None = None,
) -> bytes:
    """Seal for up to four recipients, in the order given; the others are thrown away (§5.2)."""
    file_key = file_key or os.urandom(32)
    slots = slots + [(new_pair().public, None)] * (SLOTS - len(slots))
    header = MAGIC + u(4, epoch)
    for to, drawn in slots:
        header += wrap("slot", deployment, epoch, to, file_key, b"", drawn)
    sealed_as = sha256(header)
    key, commitment = _keys(file_key, sealed_as)
    return header + commitment + _seal_body(_payload(report, attachments), key, sealed_as)


def _payload(report: bytes, attachments: list[bytes]) -> bytes:
    front, back = b"".join(attachments), report + u(4, len(report))
    return front.ljust(class_for(len(front) + len(back)) - len(back), b"\0") + back


def _seal_body(payload: bytes, key: bytes, ad: bytes) -> bytes:
    starts = range(0, len(payload), CHUNK)
    return b"".join(
        seal_aead(key, _nonce(n, last=start == starts[-1]), payload[start : start + CHUNK], ad)
        for n, start in enumerate(starts)
    )


def _nonce(counter: int, *, last: bool) -> bytes:
    return u(11, counter) + u(1, last)


def open_envelope(data: bytes, deployment: bytes, pairs: list[Pair], epoch: int | None = None) -> Opened:
    """Open in the order and with the kinds of §5.8."""
    need(len(data) in LENGTHS, "size")
    reader = Reader(data)
    reader.magic(MAGIC)
    named = reader.number(4)
    need(epoch in (None, named), "epoch")
    slots = [reader.take(SLOT) for _ in range(SLOTS)]
    file_key = _file_key(slots, deployment, pairs, named)
    sealed_as = sha256(data[: HEADER - 32])
    key, commitment = _keys(file_key, sealed_as)
    need(reader.take(32) == commitment, "commitment")
    payload = _open_body(reader.rest(), key, sealed_as)
    report, message, attachments = _unpack(payload, deployment)
    return Opened(sha256(data), file_key, report, message, attachments)


def _file_key(slots: list[bytes], deployment: bytes, pairs: list[Pair], epoch: int) -> bytes:
    for slot in slots:
        for pair in pairs:
            try:
                return unwrap("slot", deployment, epoch, pair, slot)
            except FormatError:
                continue
    raise FormatError("not-for-me")


def _open_body(body: bytes, key: bytes, ad: bytes) -> bytes:
    starts = range(0, len(body), CHUNK + 16)
    return b"".join(
        open_aead(key, _nonce(n, last=start == starts[-1]), body[start : start + CHUNK + 16], ad, "chunk")
        for n, start in enumerate(starts)
    )


def _unpack(payload: bytes, deployment: bytes) -> tuple[bytes, dict[str, Any], list[bytes]]:
    length = int.from_bytes(payload[-4:], "big")
    need(LEAST <= length <= reports.LARGEST, "bounds")
    report = payload[-4 - length : -4]
    message = reports.parse(report, deployment)
    sizes = [item["size"] for item in message["attachments"]]
    need(sum(sizes) + length + 4 <= len(payload), "padding")
    need(class_for(sum(sizes) + length + 4) == len(payload), "padding")
    reader = Reader(payload[: -4 - length])
    attachments = [reader.take(size) for size in sizes]
    need(not any(reader.rest()), "padding")
    for item, content in zip(message["attachments"], attachments, strict=True):
        need(sha256(content).hex() == item["sha256"], "attachment")
    return report, message, attachments
