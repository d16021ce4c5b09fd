"""Reply cells and acknowledgement entries of one mailbox in one snapshot (docs/formats.md §8.2 to §8.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keys import primitives, tags
from keys.errors import FormatError
from keys.primitives import ZERO_NONCE
from keys.wire import Reader, u8, u16, u32

__all__ = [
    "ACK",
    "ACK_EPOCH",
    "BLOCK",
    "CELL",
    "MAX_ACKS",
    "MAX_CELLS",
    "PART_TEXT",
    "Place",
    "Reply",
    "ack_entry",
    "ack_mask",
    "cell_keys",
    "read_acks",
    "read_cells",
    "seal_cell",
    "snapshot_key",
    "split",
]

CELL = 4096
TAG = 16
BLOCK = CELL - TAG - 16
PART_TEXT = BLOCK - 12
MAX_CELLS = 8
ACK = 10
MAX_ACKS = 64
ACK_EPOCH = 18262  # 2020-01-01 in days since 1970: keeps the masked day within 16 bits until 2199


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: deployment, snapshot serial and bucket number are bound into it."""

    deployment: bytes
    serial: int
    bucket: int

    def ad(self, tag: bytes) -> bytes:
        """Return the cell's associated data."""
        return self.deployment + u32(self.serial) + u8(self.bucket) + tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Reply ``number`` of ``total`` ever written to the mailbox, on ``day`` (days since 1970)."""

    number: int
    total: int
    day: int
    text: str = field(repr=False)


def snapshot_key(read_key: bytes, salt: bytes, deployment: bytes) -> bytes:
    """Return a mailbox's key in the snapshot of ``salt``; nothing persists from one snapshot to the next."""
    return primitives.hkdf(read_key, salt, tags.SNAPSHOT + deployment)


def cell_keys(snapshot: bytes, number: int) -> tuple[bytes, bytes]:
    """Return the (16-byte tag, 32-byte key) of cell ``number``."""
    tag = primitives.hkdf(snapshot, b"", tags.CELL_TAG + u16(number))[:TAG]
    return tag, primitives.hkdf(snapshot, b"", tags.CELL_KEY + u16(number))


def split(reply: Reply) -> list[bytes]:
    """Lay a reply out as 1 to 8 blocks of 4,064 bytes, cut between characters.

    Raises:
        FormatError: ``bounds``, it is empty, no text, or too long for 8 cells; or a number is out of range.
    """
    if not (1 <= reply.number <= reply.total < 2**16 and 0 <= reply.day < 2**32):
        raise FormatError("bounds", "A reply's number or day is out of range.")
    parts = list(_cut(_encode(reply.text)))
    if not 1 <= len(parts) <= MAX_CELLS:
        raise FormatError(
            "bounds", "A reply must fit in 8 cells, about 32,000 bytes of text, and not be empty."
        )
    return [
        (
            u16(reply.number)
            + u16(reply.total)
            + u8(part)
            + u8(len(parts))
            + u32(reply.day)
            + u16(len(text))
            + text
        ).ljust(BLOCK, b"\0")
        for part, text in enumerate(parts)
    ]


def seal_cell(snapshot: bytes, number: int, block: bytes, place: Place) -> bytes:
    """Return the 4,096-byte cell ``number``; a key seals one block in its life, hence the constant nonce."""
    tag, key = cell_keys(snapshot, number)
    return tag + primitives.aead_seal(key, ZERO_NONCE, block, place.ad(tag))


def read_cells(snapshot: bytes, bucket: bytes, place: Place) -> list[Reply]:
    """Find and open a mailbox's replies in its bucket, oldest first; incomplete ones are left out.

    Raises:
        FormatError: ``bounds``, the bucket is not whole cells or a block is malformed.
        UntrustedError: ``cell``, a cell was found and does not open.
    """
    if len(bucket) % CELL:
        raise FormatError("bounds", "A bucket is made of whole cells.")
    held = {bucket[at : at + TAG]: bucket[at + TAG : at + CELL] for at in range(0, len(bucket), CELL)}
    parts: dict[tuple[int, int, int, int], dict[int, bytes]] = {}
    for number in range(MAX_CELLS):
        tag, key = cell_keys(snapshot, number)
        sealed = held.get(tag)
        if sealed is None:
            continue
        block = primitives.aead_open(key, ZERO_NONCE, sealed, place.ad(tag), kind="cell")
        which, part, text = _parse_block(block)
        found = parts.setdefault(which, {})
        if part in found:
            raise FormatError("bounds", "A part of a reply is there twice.")
        found[part] = text
    return [
        Reply(
            number=number, total=total, day=day, text=_decode(b"".join(found[part] for part in range(count)))
        )
        for (number, total, count, day), found in sorted(parts.items())
        if len(found) == count
    ]


def ack_mask(snapshot: bytes, number: int) -> tuple[bytes, int]:
    """Return the (8-byte tag, 16-bit mask) of acknowledgement ``number``."""
    entry = primitives.hkdf(snapshot, b"", tags.CELL_ACK + u16(number))
    return entry[:8], int.from_bytes(entry[8:ACK], "big")


def ack_entry(snapshot: bytes, number: int, day: int) -> bytes:
    """Return the 10-byte entry that says message ``number`` was opened on ``day`` (days since 1970)."""
    tag, mask = ack_mask(snapshot, number)
    return tag + u16((day - ACK_EPOCH & 0xFFFF) ^ mask)


def read_acks(snapshot: bytes, entries: bytes) -> list[int]:
    """Return the days on which the mailbox's messages 0, 1, … were opened, up to the first unknown one.

    Raises:
        FormatError: ``bounds``, the list is not whole entries.
    """
    if len(entries) % ACK:
        raise FormatError("bounds", "The acknowledgement list is made of whole entries.")
    held = {entries[at : at + 8]: entries[at + 8 : at + ACK] for at in range(0, len(entries), ACK)}
    days = []
    for number in range(MAX_ACKS):
        tag, mask = ack_mask(snapshot, number)
        masked = held.get(tag)
        if masked is None:
            break
        days.append((int.from_bytes(masked, "big") ^ mask) + ACK_EPOCH)
    return days


def _cut(text: bytes) -> Iterator[bytes]:
    while text:
        end = min(len(text), PART_TEXT)
        while end < len(text) and text[end] & 0xC0 == 0x80:
            end -= 1
        yield text[:end]
        text = text[end:]


def _parse_block(block: bytes) -> tuple[tuple[int, int, int, int], int, bytes]:
    reader = Reader(block)
    number, total, part, count = reader.u16(), reader.u16(), reader.u8(), reader.u8()
    day, length = reader.u32(), reader.u16()
    if not (1 <= number <= total and 1 <= count <= MAX_CELLS and part < count and length <= PART_TEXT):
        raise FormatError("bounds", "A reply is malformed.")
    text = reader.take(length)
    if any(reader.take(PART_TEXT - length)):
        raise FormatError("padding", "A reply's padding is not zero.")
    return (number, total, count, day), part, text


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise FormatError("bounds", "A reply is not valid text.") from error


def _decode(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise FormatError("bounds", "A reply is not valid text.") from error
