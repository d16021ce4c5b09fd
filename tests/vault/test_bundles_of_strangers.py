"""Bundles cut, altered, swapped or made up: every fault is named, and no bad file keeps a good one out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import canonical, signed, tags
from keys.errors import FormatError, UntrustedError
from tests.vault.bundles import PUBLIC, QUICK, SEED, ZEROS, D, kind_of, name, read, write
from vault.errors import BundleError
from vault.formats import Staging, index
from vault.formats.index import Index, Piece


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
    head = {"empty", "version", "bounds", "truncated", "order", "signature"}
    assert kind_of(tmp_path) in ({"piece"} if at >= len(whole) - 70 else head)


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
        {"piece": {"name": "manifests/1"}}, {"piece": {"name": 1}}, {"piece": {"offset": 5}},
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
