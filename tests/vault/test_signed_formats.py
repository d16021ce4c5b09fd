"""Acknowledgements and board headers: strict, signed, and every fault has its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import primitives, signed, tags
from keys.cells import ACK, CELL
from keys.errors import FormatError, KeysError, UntrustedError
from keys.merkle import Head
from tests.vault.bundles import DAY, PUBLIC, QUICK, SEED, ZEROS, D
from vault.formats import acks, board
from vault.formats.acks import Acknowledgement
from vault.formats.board import BoardHeader

IDS = tuple(sorted(primitives.sha256(bytes([n])) for n in range(3)))
ACKED = Acknowledgement(bundle=b"\x01" * 32, deployment=D, ids=IDS, serial=3, vault=b"\x02" * 32)


def parse_ack(data: bytes, **options: Any) -> Acknowledgement:
    return acks.parse(data, **{"deployment": D, "desk": PUBLIC, "vault": ACKED.vault, **options})


def test_an_acknowledgement_comes_back_and_every_fault_is_named() -> None:
    packed = acks.make(ACKED, SEED)
    assert parse_ack(packed) == ACKED
    for options, kind in (
        ({"vault": bytes(32)}, "ack"), ({"desk": bytes(32)}, "signature"),
        ({"deployment": bytes(16)}, "signature"),
    ):  # fmt: skip
        with pytest.raises(UntrustedError) as untrusted:
            parse_ack(packed, **options)
        assert untrusted.value.kind == kind
    for end in range(len(packed)):
        with pytest.raises(FormatError) as caught:
            parse_ack(packed[:end])
        assert caught.value.kind == "truncated"
    for ids, kind in (((), "bounds"), (IDS[::-1], "order"), (IDS[:1] * 2, "order"), ((b"short",), "bounds")):
        with pytest.raises(FormatError) as caught:
            acks.make(replace(ACKED, ids=ids), SEED)
        assert caught.value.kind == kind
    body = signed.parse(acks.make(replace(ACKED, deployment=bytes(16)), SEED), tags.MAGIC_ACK).body
    with pytest.raises(UntrustedError) as untrusted:
        parse_ack(signed.make(tags.MAGIC_ACK, tags.ACK, D, body, [SEED]).pack())
    assert untrusted.value.kind == "deployment"


@QUICK
@given(st.data())
def test_an_altered_acknowledgement_is_never_taken(data: st.DataObject) -> None:
    packed = bytearray(acks.make(ACKED, SEED))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(KeysError):
        parse_ack(bytes(packed))


LIST = bytes(4 * ACK)
BUCKETS = (bytes(CELL * 2), b"\x01" * CELL * 2)
HEADER = BoardHeader(
    b=1, buckets=tuple(map(primitives.sha256, BUCKETS)), deployment=D, due=date(2026, 11, 25),
    issued=DAY, k=2, list_entries=4, list_sha256=primitives.sha256(LIST),
    log=Head(1, ZEROS),
    manifest=ZEROS, previous=ZEROS, salt=ZEROS, serial=1,
)  # fmt: skip


def parse_board(data: bytes) -> BoardHeader:
    return board.parse(data, deployment=D, desk=PUBLIC)


def test_a_board_header_names_its_parts_and_its_place() -> None:
    packed = board.make(HEADER, SEED)
    header = parse_board(packed)
    assert header == HEADER
    assert header.check_list(LIST) == LIST
    assert [header.check_bucket(n, bucket) for n, bucket in enumerate(BUCKETS)] == list(BUCKETS)
    for wrong in (BUCKETS[1], BUCKETS[0][:-1], b""):
        with pytest.raises(UntrustedError) as caught:
            header.check_bucket(0, wrong)
        assert caught.value.kind == "board-hash"
    with pytest.raises(UntrustedError):
        header.check_list(LIST[:-ACK])
    assert [header.is_late(date(2026, 11, day)) for day in (24, 25, 26)] == [False, False, True]
    replace(header, serial=2, previous=header.hash).check_follows(header)
    replace(header, serial=3).check_follows(header)
    for follower in (header, replace(header, serial=2)):
        with pytest.raises(UntrustedError) as caught:
            follower.check_follows(header)
        assert caught.value.kind == "board-rollback"


@pytest.mark.parametrize(
    "change",
    [
        {"b": 2}, {"b": 7}, {"buckets": ()}, {"due": date(2026, 11, 23)}, {"k": 0}, {"k": 4097},
        {"list_entries": 3}, {"list_entries": 0}, {"list_entries": 2**21}, {"serial": 0}, {"salt": b""},
    ],
)  # fmt: skip
def test_a_strange_header_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FormatError) as caught:
        board.make(replace(HEADER, **change), SEED)
    assert caught.value.kind == "bounds"


def test_a_forged_or_foreign_header_is_refused() -> None:
    packed = board.make(HEADER, SEED)
    for end in range(len(packed)):
        with pytest.raises(FormatError):
            parse_board(packed[:end])
    foreign = signed.parse(board.make(replace(HEADER, deployment=bytes(16)), SEED), tags.MAGIC_BOARD).body
    for data, kind in (
        (board.make(HEADER, b"\x01" * 32), "signature"),
        (signed.make(tags.MAGIC_BOARD, tags.BOARD, D, foreign, [SEED]).pack(), "deployment"),
    ):
        with pytest.raises(UntrustedError) as caught:
            parse_board(data)
        assert caught.value.kind == kind
