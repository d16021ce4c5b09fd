"""Segments and chains: whole items come back however they were cut, and what is lost or forked is named."""

from __future__ import annotations

import io
import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from keys.errors import FormatError
from tests.vault.bundles import SEED, ZEROS, D, collect, item, kind_of, name, read, write
from vault.errors import BundleError, ChainError
from vault.formats import write_bundle
from vault.formats.segment import STEP


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
    for kind, wrong in (
        ("in", "manifests/1"),
        ("out", "manifests/01"),
        ("out", "manifest"),
        ("out", name(1)),
        ("out", "../x"),
        ("out", "board/bucket/01"),
    ):
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


def test_nothing_of_the_kind_is_said_so(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "empty"
    write(tmp_path, [10])
    assert kind_of(tmp_path, kind="out") == "empty"
    assert kind_of(tmp_path, deployment=bytes(16)) == "signature"


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
