"""What a snapshot holds for one mailbox: cells and acknowledgements (§8.2 to §8.4)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tests.second.errors import FormatError, need
from tests.second.primitives import NO_NONCE, hkdf, open_aead, seal_aead
from tests.second.wire import Reader, number_of_day, u

__all__ = [
    "CELL",
    "ENTRY",
    "FIRST_DAY",
    "Place",
    "Reply",
    "ack",
    "cell_keys",
    "read_acks",
    "read_cells",
    "seal_cell",
    "snapshot_key",
    "split",
]

CELL = 4096
BLOCK = 4064
TEXT = 4052
CELLS = 8
ACKS = 64
ENTRY = 10
FIRST_DAY = number_of_day(datetime.date(2020, 1, 1))


@dataclass(frozen=True)
class Place:
    """Where a cell stands: deployment, serial, bucket."""

    deployment: bytes
    serial: int
    bucket: int

    def ad(self, tag: bytes) -> bytes:
        """Return what a cell is bound to."""
        return self.deployment + u(4, self.serial) + u(1, self.bucket) + tag


@dataclass(frozen=True)
class Reply:
    """An answer, and how many there ever were."""

    number: int
    total: int
    day: int
    text: str


def snapshot_key(read_key: bytes, salt: bytes, deployment: bytes) -> bytes:
    """Derive a mailbox's key of one snapshot."""
    return hkdf(read_key, salt, b"amana/v1/snapshot" + deployment)


def cell_keys(snapshot: bytes, number: int) -> tuple[bytes, bytes]:
    """Derive tag and key of a cell."""
    tag = hkdf(snapshot, b"", b"amana/v1/cell/tag" + u(2, number))[:16]
    return tag, hkdf(snapshot, b"", b"amana/v1/cell/key" + u(2, number))


def ack(snapshot: bytes, number: int) -> tuple[bytes, int]:
    """Derive tag and mask of an acknowledgement."""
    entry = hkdf(snapshot, b"", b"amana/v1/cell/ack" + u(2, number))[:ENTRY]
    return entry[:8], int.from_bytes(entry[8:], "big")


def seal_cell(snapshot: bytes, number: int, block: bytes, place: Place) -> bytes:
    """Seal a block as cell of a number."""
    tag, key = cell_keys(snapshot, number)
    return tag + seal_aead(key, NO_NONCE, block, place.ad(tag))


def split(reply: Reply) -> list[bytes]:
    """Lay a reply out as blocks: `bounds` if it does not fit."""
    need(1 <= reply.number <= reply.total <= 0xFFFF and reply.text, "bounds")
    parts: list[bytes] = []
    last = b""
    for char in reply.text:
        try:
            encoded = char.encode()
        except UnicodeEncodeError:
            raise FormatError("bounds") from None
        if len(last) + len(encoded) > TEXT:
            parts.append(last)
            last = b""
        last += encoded
    parts.append(last)
    need(len(parts) <= CELLS, "bounds")
    head = u(2, reply.number) + u(2, reply.total)
    return [
        (head + u(1, n) + u(1, len(parts)) + u(4, reply.day) + u(2, len(part)) + part).ljust(BLOCK, b"\0")
        for n, part in enumerate(parts)
    ]


def _read_block(block: bytes) -> tuple[tuple[int, int, int, int], int, bytes]:
    """Read what all parts of a reply share (number, total, parts, day), the part and its text."""
    reader = Reader(block)
    number, total, part, parts = (reader.number(size) for size in (2, 2, 1, 1))
    day, length = reader.number(4), reader.number(2)
    need(1 <= number <= total and part < parts <= CELLS and length <= TEXT, "bounds")
    text = reader.take(length)
    need(not any(reader.rest()), "padding")
    return (number, total, parts, day), part, text


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise FormatError("bounds") from None


def read_cells(snapshot: bytes, bucket: bytes, place: Place) -> list[Reply]:
    """Read a mailbox's replies in a bucket."""
    need(len(bucket) % CELL == 0, "bounds")
    by_tag = {bucket[at : at + 16]: bucket[at + 16 : at + CELL] for at in range(0, len(bucket), CELL)}
    found: dict[tuple[int, int, int, int], dict[int, bytes]] = {}
    for number in range(CELLS):
        tag, key = cell_keys(snapshot, number)
        if tag not in by_tag:
            continue
        shared, part, text = _read_block(open_aead(key, NO_NONCE, by_tag[tag], place.ad(tag), "cell"))
        need(part not in found.setdefault(shared, {}), "bounds")
        found[shared][part] = text
    return [
        Reply(number, total, day, _text(b"".join(text for _, text in sorted(texts.items()))))
        for (number, total, parts, day), texts in sorted(found.items())
        if len(texts) == parts
    ]


def read_acks(snapshot: bytes, entries: bytes) -> list[int]:
    """Read the days on which a mailbox's messages were opened, as days since 1970."""
    need(len(entries) % ENTRY == 0, "bounds")
    by_tag = {
        entries[at : at + 8]: int.from_bytes(entries[at + 8 : at + ENTRY], "big")
        for at in range(0, len(entries), ENTRY)
    }
    days: list[int] = []
    for number in range(ACKS):
        tag, mask = ack(snapshot, number)
        if tag not in by_tag:
            break
        days.append((by_tag[tag] ^ mask) + FIRST_DAY)
    return days
