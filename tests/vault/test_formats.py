"""Segments, chains, acknowledgements and board headers: strict, streamed, and every fault has its name."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys import canonical, primitives, signed, tags
from keys.cells import ACK, CELL
from keys.errors import FormatError, KeysError, UntrustedError
from vault.errors import BundleError, ChainError, VaultError
from vault.formats import START, Chain, Segment, Staging, acks, board, index, read_bundles, write_bundle
from vault.formats.acks import Acknowledgement
from vault.formats.board import BoardHeader
from vault.formats.index import Index, Piece
from vault.formats.segment import STEP

D = bytes(range(16))
SEED = b"\x07" * 32
PUBLIC = primitives.signing_public(SEED)
ZEROS = bytes(32)
DAY = date(2026, 11, 24)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def name(n: int) -> str:
    return primitives.sha256(bytes([n])).hex()


def item(n: int, size: int) -> tuple[str, int, Any]:
    data = (bytes([n]) * size)[:size]
    return name(n), size, lambda: io.BytesIO(data)


def write(
    folder: Path, sizes: Sequence[int], serial: int = 1, previous: bytes = ZEROS, **options: Any
) -> bytes:
    folder.mkdir(exist_ok=True)
    items = [item(n, size) for n, size in enumerate(sizes)]
    settings = {"kind": "in", "deployment": D, "seed": SEED, **options}
    return write_bundle(folder, items, serial=serial, previous=previous, **settings)


def read(folder: Path, chain: Chain = START, **options: Any) -> Iterator[Segment]:
    return read_bundles(folder, chain=chain, **{"kind": "in", "deployment": D, "public": PUBLIC, **options})


def collect(folder: Path, chain: Chain = START) -> tuple[dict[str, bytes], Chain]:
    staging = Staging(folder / "staging")
    items = {}
    for segment in read(folder, chain):
        items |= {found: path.read_bytes() for found, path in staging.take(segment)}
        chain = segment.chain
    return items, chain


def kind_of(folder: Path, chain: Chain = START, **options: Any) -> str:
    with pytest.raises((VaultError, KeysError)) as caught:
        list(read(folder, chain, **options))
    kind = caught.value.kind
    assert isinstance(kind, str)
    return kind


@pytest.mark.parametrize("limit", [1, 7, 10, 11, 1000])
def test_items_come_back_whole_however_they_are_cut(tmp_path: Path, limit: int) -> None:
    sizes = [1, 10, 3, 25]
    made = write(tmp_path, sizes, limit=limit)
    items, chain = collect(tmp_path)
    assert items == {name(n): bytes([n]) * size for n, size in enumerate(sizes)}
    assert (chain.serial, chain.hash, chain.whole) == (1, made, True)
    assert len(list(tmp_path.glob("in-000001-*.amana"))) == -(-sum(sizes) // limit)


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a", [5, 6]) == write(tmp_path / "b", [5, 6])
    segment = "in-000001-1.amana"
    assert (tmp_path / "a" / segment).read_bytes() == (tmp_path / "b" / segment).read_bytes()


def test_names_of_files_mean_nothing(tmp_path: Path) -> None:
    write(tmp_path, [10, 10], limit=10)
    (tmp_path / "in-000001-1.amana").rename(tmp_path / "z")
    (tmp_path / "holiday.jpg").write_bytes(b"not ours")
    (tmp_path / "empty").touch()
    (tmp_path / "elsewhere").symlink_to("z")
    os.mkfifo(tmp_path / "pipe")
    assert [segment.index.segment for segment in read(tmp_path)] == [1, 2]


def test_a_bundle_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def shorter() -> BinaryIO:
        return io.BytesIO(b"short")

    with pytest.raises(BundleError) as caught:
        write_bundle(
            tmp_path, [item(1, 9), (name(2), 9, shorter)],
            kind="in", deployment=D, serial=1, previous=ZEROS, seed=SEED, limit=9,
        )  # fmt: skip
    assert caught.value.kind == "changed"
    for bad in ([0], [5] * 2):
        names = [(name(1), size, item(1, size)[2]) for size in bad]
        with pytest.raises(FormatError):
            write_bundle(tmp_path, names, kind="in", deployment=D, serial=1, previous=ZEROS, seed=SEED)
    for kind, wrong in (("in", "manifest"), ("out", name(1)), ("out", "../x"), ("out", "board/bucket/01")):
        with pytest.raises(FormatError):
            write_bundle(
                tmp_path, [(wrong, 1, item(1, 1)[2])],
                kind=kind, deployment=D, serial=1, previous=ZEROS, seed=SEED,  # type: ignore[arg-type]
            )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_what_was_taken_is_replay_and_what_follows_is_taken(tmp_path: Path) -> None:
    first = write(tmp_path, [10])
    _, chain = collect(tmp_path)
    assert kind_of(tmp_path, chain) == "replay"
    write(tmp_path, [10, 20], 2, first, limit=16)
    segments = list(read(tmp_path, chain))
    assert [segment.index.position for segment in segments] == [(2, 1), (2, 2)]
    assert [segment.missing for segment in segments] == [0, 0]


def test_forks_are_named(tmp_path: Path) -> None:
    first = write(tmp_path / "a", [10])
    _, chain = collect(tmp_path / "a")
    write(tmp_path / "b", [11])
    assert kind_of(tmp_path / "b", chain) == "fork"
    write(tmp_path / "c", [10], 2, b"\x01" * 32)
    assert kind_of(tmp_path / "c", chain) == "fork"
    write(tmp_path / "b", [10], 2, first)
    (tmp_path / "b/in-000001-1.amana").rename(tmp_path / "a/other")
    assert kind_of(tmp_path / "a") == "fork"
    partial = replace(chain, segment=1, segments=2)
    write(tmp_path / "d", [1] * 3, 1, limit=1)
    assert kind_of(tmp_path / "d", replace(partial, hash=_hash_of(tmp_path / "d", 1))) == "fork"


def _hash_of(folder: Path, segment: int) -> bytes:
    return next(found.index.hash for found in read(folder) if found.index.segment == segment)


def test_a_lost_bundle_is_reported_and_costs_nothing(tmp_path: Path) -> None:
    write(tmp_path, [10], 5, b"\x05" * 32)
    (segment,) = read(tmp_path)
    assert segment.missing == 4
    following = write(tmp_path / "next", [3], 7, ZEROS)
    (later,) = read(tmp_path / "next", segment.chain)
    assert (later.missing, later.chain.hash) == (1, following)
    unfinished = replace(segment.chain, segments=2)
    (after,) = read(tmp_path / "next", replace(unfinished, serial=6))
    assert after.missing == 1


def test_missing_segments_are_truncation(tmp_path: Path) -> None:
    write(tmp_path, [10] * 3, limit=10)
    paths = sorted(tmp_path.iterdir())
    last = paths[2].read_bytes()
    paths[2].unlink()
    taken = read(tmp_path)
    chain = [next(taken), next(taken)][-1].chain
    with pytest.raises(ChainError) as caught:
        next(taken)
    assert caught.value.kind == "truncated"
    paths[2].write_bytes(last)
    assert [segment.index.segment for segment in read(tmp_path, chain)] == [3]
    paths[1].unlink()
    assert kind_of(tmp_path) == "truncated"
    paths[0].unlink()
    assert kind_of(tmp_path) == "truncated"


def test_a_bad_file_keeps_no_good_one_out(tmp_path: Path) -> None:
    write(tmp_path, [10])
    other = b"\x08" * 32
    write(tmp_path / "forged", [10], seed=other)
    (tmp_path / "forged/in-000001-1.amana").rename(tmp_path / "a forged one\x1b[2J")
    segments = read(tmp_path)
    assert next(segments).index.serial == 1
    with pytest.raises(BundleError, match=r"\\x1b.*not signed") as caught:
        next(segments)
    assert caught.value.kind == "signature"


def test_nothing_of_the_kind_is_said_so(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "empty"
    write(tmp_path, [10])
    assert kind_of(tmp_path, kind="out") == "empty"
    assert kind_of(tmp_path, deployment=bytes(16)) == "signature"


def test_a_segment_cut_anywhere_is_named(tmp_path: Path) -> None:
    write(tmp_path, [30, 40])
    path = tmp_path / "in-000001-1.amana"
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert kind_of(tmp_path) == ("empty" if end < 8 else "truncated")
    path.write_bytes(whole + b"\0")
    assert kind_of(tmp_path) == "trailing"


@QUICK
@given(st.data())
def test_any_flipped_byte_is_named(tmp_path: Path, data: st.DataObject) -> None:
    write(tmp_path, [30, 40])
    path = tmp_path / "in-000001-1.amana"
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    expected = {"piece"} if at >= len(whole) - 70 else {"empty", "bounds", "truncated", "order", "signature"}
    assert kind_of(tmp_path) in expected


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_are_a_segment_or_a_named_error(tmp_path: Path, junk: bytes) -> None:
    for start in (b"", tags.MAGIC_BUNDLE_IN, tags.MAGIC_BUNDLE_IN + b"\xff\xff\xff\xff"):
        (tmp_path / "junk").write_bytes(start + junk)
        kind_of(tmp_path)


def test_swapped_pieces_are_named(tmp_path: Path) -> None:
    write(tmp_path, [30, 30])
    path = tmp_path / "in-000001-1.amana"
    whole = path.read_bytes()
    path.write_bytes(whole[:-60] + whole[-30:] + whole[-60:-30])
    assert kind_of(tmp_path) == "piece"


def test_a_stick_that_answers_differently_later_is_caught(tmp_path: Path) -> None:
    write(tmp_path, [30, 40])
    (segment,) = read(tmp_path)
    with segment.path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\xff")
    good, bad = segment.index.pieces
    assert b"".join(segment.read(good)) == bytes(30)
    with pytest.raises(BundleError) as caught:
        b"".join(segment.read(bad))
    assert caught.value.kind == "piece"
    segment.path.unlink()
    os.mkfifo(segment.path)
    with pytest.raises(BundleError):
        b"".join(segment.read(good))


def test_an_item_without_its_beginning_is_named(tmp_path: Path) -> None:
    write(tmp_path, [30], limit=10)
    staging = Staging(tmp_path / "staging")
    first, second, third = read(tmp_path)
    assert list(staging.take(first)) == []
    with pytest.raises(BundleError) as caught:
        list(staging.take(third))
    assert caught.value.kind == "truncated"
    for segment in (second, second):
        assert list(staging.take(segment)) == []
    ((found, path),) = staging.take(third)
    assert (found, path.read_bytes()) == (name(0), bytes(30))
    staging.clear()
    assert list(staging.folder.iterdir()) == []


def test_memory_stays_below_a_few_steps(tmp_path: Path) -> None:
    size = 24 * STEP
    source = tmp_path / "source"
    with source.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    try:
        items = [(name(1), size, lambda: source.open("rb"))]
        write_bundle(tmp_path, items, kind="in", deployment=D, serial=1, previous=ZEROS, seed=SEED)
        for segment in read(tmp_path):
            assert sum(len(data) for data in segment.read(segment.index.pieces[0])) == size
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * STEP


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.formats.segment.MAX_FILES", 2)
    for n in range(3):
        (tmp_path / str(n)).touch()
    assert kind_of(tmp_path) == "bounds"


PIECE = Piece(name=name(1), offset=0, size=5, total=5)
INDEX = Index(deployment=D, kind="in", serial=1, segment=1, segments=1, previous=ZEROS, pieces=(PIECE,))


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 0}, {"serial": True}, {"segment": 0}, {"segment": 2}, {"segments": 0},
        {"segments": 10_001}, {"v": 2}, {"kind": "out"}, {"extra": 1}, {"pieces": {}}, {"previous": "00"},
        {"deployment": "0"},
        {"piece": {"name": "manifest"}}, {"piece": {"name": 1}}, {"piece": {"offset": 5}},
        {"piece": {"size": 0}}, {"piece": {"offset": 1, "size": 4}}, {"piece": {"size": 4}},
        {"piece": {"size": 6}},
        {"piece": {"total": 2**32 + 1}}, {"piece": {"size": 2**31, "total": 2**31}},
        {"piece": {"sha256": "x"}}, {"piece": {"extra": 1}}, {"piece": None},
    ],
)  # fmt: skip
def test_a_strange_index_is_refused(change: dict[str, Any]) -> None:
    value = canonical.loads(index.sign(INDEX, SEED).body, 1 << 20)
    piece = change.pop("piece", {})
    if piece is None:
        value["pieces"] *= 2
    else:
        value["pieces"][0] |= piece
    body = canonical.dumps(value | change)
    file = signed.make(tags.MAGIC_BUNDLE_IN, tags.BUNDLE_IN, D, body, [SEED])
    with pytest.raises(FormatError) as caught:
        index.parse(file, kind="in", deployment=D, public=PUBLIC)
    assert caught.value.kind == "bounds"


def test_an_index_that_says_another_deployment_is_refused() -> None:
    other = replace(INDEX, deployment=bytes(16))
    file = signed.make(tags.MAGIC_BUNDLE_IN, tags.BUNDLE_IN, D, index.sign(other, SEED).body, [SEED])
    with pytest.raises(UntrustedError) as caught:
        index.parse(file, kind="in", deployment=D, public=PUBLIC)
    assert caught.value.kind == "deployment"


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
