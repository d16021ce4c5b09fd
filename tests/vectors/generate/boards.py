"""Snapshots, cells and acknowledgement lists (docs/formats.md §8.2 to §8.4)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keys import cells, primitives
from keys.cells import Place, Reply
from keys.wire import u8, u16, u32
from tests.vectors.generate.material import DEPLOYMENT, draw, mailbox
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_SALT = draw("board salt", 32)
_SNAPSHOT = cells.snapshot_key(mailbox().read_key, _SALT, DEPLOYMENT)
_OTHER = cells.snapshot_key(draw("other read key", 32), _SALT, DEPLOYMENT)
_PLACE = Place(DEPLOYMENT, 7, 0)
_DAY = 20781
_ARABIC = "\u062a\u0645\u062a \u0642\u0631\u0627\u0621\u0629 \u0628\u0644\u0627\u063a\u0643\u0645."


def vectors() -> Iterator[Vector]:
    """Make the groups snapshot, cell, reply, cells and acks."""
    yield _snapshot("device", "A mailbox in a snapshot.", mailbox().read_key, _SALT, DEPLOYMENT)
    yield _snapshot(
        "another-salt",
        "Nothing persists from one snapshot to the next.",
        mailbox().read_key,
        bytes(32),
        DEPLOYMENT,
    )
    yield _snapshot(
        "another-deployment", "Nothing is shared between deployments.", mailbox().read_key, _SALT, bytes(16)
    )
    yield from _single_cells()
    yield from _replies()
    yield from _buckets()
    yield from _malformed()
    yield from _acks()


def _snapshot(name: str, about: str, read_key: bytes, salt: bytes, deployment: bytes) -> Vector:
    snapshot = cells.snapshot_key(read_key, salt, deployment)
    pairs = [cells.cell_keys(snapshot, number) for number in range(cells.MAX_CELLS)]
    masks = [cells.ack_mask(snapshot, number) for number in range(4)]
    return succeeds(
        "snapshot", name, about, read_key=read_key.hex(), salt=salt.hex(), deployment=deployment.hex(),
        snapshot=snapshot.hex(), cells=[[tag.hex(), key.hex()] for tag, key in pairs],
        acks=[[tag.hex(), mask] for tag, mask in masks],
    )  # fmt: skip


def _single_cells() -> Iterator[Vector]:
    block = bytes(cells.BLOCK)
    for name, about, number, place in (
        ("zero-block", "A dummy's block is all zeros.", 0, _PLACE),
        ("number-7", "The last cell a mailbox may have.", 7, _PLACE),
        ("bucket-63", "The last bucket there may be.", 0, Place(DEPLOYMENT, 7, 63)),
        ("serial-large", "A serial of 32 bits.", 0, Place(DEPLOYMENT, 2**32 - 1, 0)),
    ):
        made = cells.seal_cell(_SNAPSHOT, number, block, place)
        yield succeeds(
            "cell", name, about, snapshot=_SNAPSHOT.hex(), number=number, serial=place.serial, bucket=place.bucket,
            deployment=DEPLOYMENT.hex(), block=block.hex(), cell=primitives.sha256(made).hex(),
        )  # fmt: skip


_TEXTS = {
    "one-byte": ("The shortest.", "x"),
    "one-full-cell": ("4,052 bytes fill one cell.", "x" * 4052),
    "two-cells": ("One byte more needs two.", "x" * 4053),
    "cut-between-characters": ("A character of two bytes is not cut.", "x" * 4051 + "\u0631" * 10),
    "cut-between-long-characters": ("Nor is one of four.", "x" * 4049 + "\U0001f600" * 10),
    "eight-cells": ("As long as a reply may be.", "x" * (8 * 4052)),
}


def _replies() -> Iterator[Vector]:
    for name, (about, text) in _TEXTS.items():
        reply = Reply(number=2, total=3, day=_DAY, text=text)
        blocks = [primitives.sha256(block).hex() for block in cells.split(reply)]
        yield succeeds("reply", name, about, number=2, total=3, day=_DAY, text=text, blocks=blocks)
    for name, about, text in (
        ("empty", "A reply says something.", ""),
        ("lone-surrogate", "A lone surrogate is no text.", "\ud800"),
        ("too-long", "One byte more than eight cells hold.", "x" * (8 * 4052 + 1)),
    ):
        yield fails("reply", name, about, "bounds", number=1, total=1, day=_DAY, text=text)
    for name, about, number, total in (
        ("number-0", "Replies count from 1.", 0, 1),
        ("number-above-total", "Reply 2 of 1.", 2, 1),
        ("total-65536", "More than 16 bits count.", 1, 65536),
    ):
        yield fails("reply", name, about, "bounds", number=number, total=total, day=_DAY, text="x")


def _seal(*blocks: bytes, snapshot: bytes = _SNAPSHOT, place: Place = _PLACE, dummies: int = 1) -> bytes:
    """Return a bucket in tag order, with a dummy so that it is never only ours."""
    made = [cells.seal_cell(snapshot, number, block, place) for number, block in enumerate(blocks)]
    made += [cells.seal_cell(draw(f"dummy {n}", 32), 0, bytes(cells.BLOCK), place) for n in range(dummies)]
    return b"".join(sorted(made))


def _keys(bucket: bytes) -> dict[str, Any]:
    return {
        "snapshot": _SNAPSHOT.hex(), "serial": _PLACE.serial, "bucket": _PLACE.bucket,
        "deployment": DEPLOYMENT.hex(), "cells": bucket.hex(),
    }  # fmt: skip


def _found(name: str, about: str, bucket: bytes, *replies: Reply) -> Vector:
    told = [{"day": r.day, "number": r.number, "text": r.text, "total": r.total} for r in replies]
    return succeeds("cells", name, about, **_keys(bucket), replies=told)


def _buckets() -> Iterator[Vector]:
    one = Reply(number=1, total=2, day=_DAY, text=_ARABIC)
    two = Reply(number=2, total=2, day=_DAY + 3, text="\U0001f600" * 1100)
    first, (left, right) = cells.split(one), cells.split(two)
    both = _seal(*first, left, right)
    yield _found("none", "Nothing for this mailbox.", _seal(dummies=2))
    yield _found("empty", "A bucket without a cell.", b"")
    yield _found("one", "One reply among dummies.", _seal(*first), one)
    yield _found("two", "Two replies, the second over two cells.", both, one, two)
    yield _found("another-mailbox", "A wrong codename finds nothing.", _seal(*first, snapshot=_OTHER))
    yield _found("part-missing", "A reply of which a part is missing is left out.", _seal(*first, left), one)
    yield _found(
        "gap", "Every number is looked up: cell 0 is not there, cell 1 is.", _without_first(first[0]), one
    )
    for name, about, kind, bucket in (
        ("cut", "A byte is missing.", "bounds", both[:-1]),
        ("trailing", "A byte too many.", "bounds", both + b"\0"),
        ("altered", "A bit of the ciphertext.", "cell", _altered(first)),
        (
            "other-serial",
            "A cell of another snapshot number.",
            "cell",
            _seal(*first, place=Place(DEPLOYMENT, 8, 0)),
        ),
        ("other-bucket", "A cell of another bucket.", "cell", _seal(*first, place=Place(DEPLOYMENT, 7, 1))),
        (
            "other-deployment",
            "A cell of another deployment.",
            "cell",
            _seal(*first, place=Place(bytes(16), 7, 0)),
        ),
    ):
        yield fails("cells", name, about, kind, **_keys(bucket))


def _without_first(block: bytes) -> bytes:
    return cells.seal_cell(_SNAPSHOT, 1, block, _PLACE)


def _altered(blocks: list[bytes]) -> bytes:
    cell = cells.seal_cell(_SNAPSHOT, 0, blocks[0], _PLACE)
    return cell[:-1] + bytes([cell[-1] ^ 1])


def _malformed() -> Iterator[Vector]:
    def block(
        number: int = 1,
        total: int = 1,
        part: int = 0,
        parts: int = 1,
        text: bytes = b"x",
        length: int | None = None,
    ) -> bytes:
        head = u16(number) + u16(total) + u8(part) + u8(parts) + u32(_DAY)
        return (head + u16(len(text) if length is None else length) + text).ljust(cells.BLOCK, b"\0")

    for name, about, kind, held in (
        ("block-of-zeros", "A dummy's block under a key of the mailbox.", "bounds", [bytes(cells.BLOCK)]),
        ("number-0", "Replies count from 1.", "bounds", [block(number=0)]),
        ("number-above-total", "Reply 2 of 1.", "bounds", [block(number=2)]),
        ("parts-0", "No parts.", "bounds", [block(parts=0)]),
        ("parts-9", "Nine parts.", "bounds", [block(parts=9)]),
        ("part-beyond-parts", "The second of one.", "bounds", [block(part=1)]),
        ("length-too-large", "More text than a block holds.", "bounds", [block(length=4053)]),
        ("not-utf-8", "A byte that no UTF-8 holds.", "bounds", [block(text=b"\xff")]),
        ("cut-utf-8", "A character cut in its middle, at the end of the reply.", "bounds", [block(text=b"\xd8")]),
        ("padding", "A byte after the text.", "padding", [block(text=b"xy", length=1)]),
        ("part-twice", "One part of one reply in two cells.", "bounds", [block(parts=2), block(parts=2, text=b"y")]),
    ):  # fmt: skip
        yield fails("cells", name, about, kind, **_keys(_seal(*held, dummies=0)))


def _acks() -> Iterator[Vector]:
    days = [_DAY, _DAY, _DAY + 9]

    def listed(*entries: bytes) -> dict[str, Any]:
        return {"snapshot": _SNAPSHOT.hex(), "list": b"".join(sorted(entries)).hex()}

    ours = [cells.ack_entry(_SNAPSHOT, number, day) for number, day in enumerate(days)]
    others = [cells.ack_entry(_OTHER, number, _DAY) for number in range(5)]
    yield succeeds("acks", "none", "Nothing was opened yet.", **listed(*others), days=[])
    yield succeeds("acks", "empty", "A list without an entry.", **listed(), days=[])
    yield succeeds("acks", "three", "Three messages opened.", **listed(*ours, *others), days=days)
    yield succeeds(
        "acks",
        "gap",
        "Reading stops at the first that is missing.",
        **listed(ours[0], ours[2]),
        days=days[:1],
    )
    most = [cells.ack_entry(_SNAPSHOT, number, _DAY) for number in range(65)]
    yield succeeds("acks", "more-than-64", "Reading stops after 64.", **listed(*most), days=[_DAY] * 64)
    first, last = 18262, 18262 + 65535
    edges = [cells.ack_entry(_SNAPSHOT, number, day) for number, day in enumerate((first, last))]
    yield succeeds(
        "acks",
        "first-and-last-day",
        "2020-01-01, and 65,535 days later.",
        **listed(*edges),
        days=[first, last],
    )
    keys = listed(*ours)
    yield fails("acks", "cut", "A byte is missing.", "bounds", **{**keys, "list": keys["list"][:-2]})
