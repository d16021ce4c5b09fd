"""Invariant 6: the server can neither forge or alter an answer, nor pass an old board off as a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys import cells, primitives
from keys.cells import Place, Reply
from keys.errors import KeysError
from keys.merkle import Head
from vault.formats import board
from vault.formats.board import BoardHeader

D = bytes(range(16))
DESK, SERVER = b"d" * 32, b"s" * 32
PUBLIC = primitives.signing_public(DESK)
READ_KEY = b"r" * 32
DAY = date(2026, 11, 24)


def snapshot(
    serial: int, text: str, previous: bytes = bytes(32), salt: bytes = b"1" * 32
) -> tuple[BoardHeader, bytes, bytes]:
    """Return a board of one reply: header, list and bucket."""
    key = cells.snapshot_key(READ_KEY, salt, D)
    blocks = cells.split(Reply(number=1, total=1, day=20781, text=text))
    bucket = b"".join(cells.seal_cell(key, at, block, Place(D, serial, 0)) for at, block in enumerate(blocks))
    listed = cells.ack_entry(key, 0, 20781)
    header = BoardHeader(
        b=0, buckets=(primitives.sha256(bucket),), deployment=D, due=DAY + timedelta(days=1), issued=DAY, k=1,
        list_entries=1, list_sha256=primitives.sha256(listed), log=Head(1, bytes(32)), manifest=bytes(32),
        previous=previous, salt=salt, serial=serial,
    )  # fmt: skip
    return header, listed, bucket


def read(header: bytes, listed: bytes, bucket: bytes, *, seen: BoardHeader | None = None) -> list[str]:
    """Do what a reader does, all of it; return the texts."""
    parsed = board.parse(header, deployment=D, desk=PUBLIC)
    if seen is not None:
        parsed.check_follows(seen)
    key = cells.snapshot_key(READ_KEY, parsed.salt, D)
    found = cells.read_cells(key, parsed.check_bucket(0, bucket), Place(D, parsed.serial, 0))
    assert len(cells.read_acks(key, parsed.check_list(listed))) == 1
    return [reply.text for reply in found]


def kind_of(header: bytes, listed: bytes, bucket: bytes, *, seen: BoardHeader | None = None) -> str:
    with pytest.raises(KeysError) as caught:
        read(header, listed, bucket, seen=seen)
    return caught.value.kind


def test_what_the_desk_signed_is_read() -> None:
    header, listed, bucket = snapshot(1, "oui")
    assert read(board.make(header, DESK), listed, bucket) == ["oui"]


def test_a_board_signed_by_the_server_is_named() -> None:
    header, listed, bucket = snapshot(1, "non")
    assert kind_of(board.make(header, SERVER), listed, bucket) == "signature"


def test_an_answer_put_in_place_of_another_is_named() -> None:
    """Even a server that knows the read key cannot change a byte: the hash in the header is the desk's."""
    header, listed, bucket = snapshot(1, "oui")
    _, _, other = snapshot(1, "non")
    packed = board.make(header, DESK)
    assert kind_of(packed, listed, other) == "board-hash"
    assert kind_of(packed, listed, bytes(len(bucket))) == "board-hash"
    assert kind_of(packed, listed, b"") == "board-hash"
    assert kind_of(packed, bytes(len(listed)), bucket) == "board-hash"


def test_every_bit_of_a_header_is_signed() -> None:
    header, listed, bucket = snapshot(1, "oui")
    packed = board.make(header, DESK)
    for at in range(0, len(packed), 7):
        kind = kind_of(packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :], listed, bucket)
        assert kind in {"signature", "magic", "version", "truncated", "trailing", "bounds"}


def test_an_old_board_is_named_once_a_newer_was_seen() -> None:
    first = snapshot(1, "oui")
    before = board.parse(board.make(first[0], DESK), deployment=D, desk=PUBLIC)
    second = snapshot(2, "non", previous=before.hash, salt=b"2" * 32)
    newer = board.parse(board.make(second[0], DESK), deployment=D, desk=PUBLIC)
    assert read(board.make(second[0], DESK), *second[1:], seen=before) == ["non"]
    assert kind_of(board.make(first[0], DESK), *first[1:], seen=newer) == "board-rollback"
    branch = snapshot(2, "peut-être", previous=b"x" * 32, salt=b"3" * 32)
    assert kind_of(board.make(branch[0], DESK), *branch[1:], seen=before) == "board-rollback"


def test_a_board_kept_back_shows_its_age() -> None:
    header, _, _ = snapshot(1, "oui")
    assert not header.is_late(header.due)
    assert header.is_late(header.due + timedelta(days=1))


def test_another_deployment_s_board_is_named() -> None:
    header, listed, bucket = snapshot(1, "oui")
    elsewhere = replace(header, deployment=bytes(16))
    assert kind_of(board.make(elsewhere, DESK), listed, bucket) == "signature"


def test_a_cell_of_another_snapshot_or_bucket_does_not_open() -> None:
    """A desk that signed two boards has not signed a mixture: cells know their serial and bucket."""
    _, _, bucket = snapshot(1, "oui")
    key = cells.snapshot_key(READ_KEY, b"1" * 32, D)
    for place in (Place(D, 2, 0), Place(D, 1, 1), Place(bytes(16), 1, 0)):
        with pytest.raises(KeysError) as caught:
            cells.read_cells(key, bucket, place)
        assert caught.value.kind == "cell"
