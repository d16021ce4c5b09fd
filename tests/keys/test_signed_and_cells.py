"""Signed files, manifests and reply cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import canonical, cells, keyfile, manifest, primitives, signed, tags
from keys.cells import Place, Reply
from keys.errors import FormatError, KeysError, UntrustedError
from keys.signed import SignedFile

D = bytes(range(16))
SEEDS = [bytes([n]) * 32 for n in range(1, 4)]


def test_nothing_signed_as_one_thing_reads_as_another() -> None:
    signature = signed.sign(tags.ACK, D, b"body", SEEDS[0])
    public = primitives.signing_public(SEEDS[0])
    signed.verify(tags.ACK, D, b"body", public, signature)
    for tag, deployment, body in (
        (tags.BOARD, D, b"body"),
        (tags.ACK, bytes(16), b"body"),
        (tags.ACK, D, b""),
    ):
        with pytest.raises(UntrustedError):
            signed.verify(tag, deployment, body, public, signature)


def test_a_signed_file_is_read_strictly_at_every_byte() -> None:
    packed = signed.make(tags.MAGIC_ACK, tags.ACK, D, b"{}", SEEDS[:2]).pack()
    parsed = signed.parse(packed, tags.MAGIC_ACK)
    assert parsed.pack() == packed
    for end in range(len(packed)):
        with pytest.raises(FormatError) as caught:
            signed.parse(packed[:end], tags.MAGIC_ACK)
        assert caught.value.kind in {"truncated", "bounds"}
    with pytest.raises(FormatError) as caught:
        signed.parse(packed + b"\0", tags.MAGIC_ACK)
    assert caught.value.kind == "trailing"
    assert signed.parse_prefix(packed + b"more", tags.MAGIC_ACK)[1] == len(packed)
    for wrong in (parsed.signatures[::-1], parsed.signatures[:1] * 2):
        with pytest.raises(FormatError) as caught:
            signed.parse(replace(parsed, signatures=wrong).pack(), tags.MAGIC_ACK)
        assert caught.value.kind == "order"
    with pytest.raises(UntrustedError):
        signed.signed_by(parsed, tags.ACK, D, primitives.signing_public(SEEDS[0]))
    huge = tags.MAGIC_ACK + b"\xff\xff\xff\xff"
    with pytest.raises(FormatError) as caught:
        signed.parse(huge, tags.MAGIC_ACK)
    assert caught.value.kind == "bounds"


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_manifest_or_a_named_error(data: bytes) -> None:
    for untrusted in (data, tags.MAGIC_MANIFEST + data):
        with pytest.raises(KeysError):
            manifest.parse(untrusted)


def test_a_manifest_needs_k_of_its_own_root_keys(shared_deployment: Any) -> None:
    base = shared_deployment.manifest
    keys = tuple(sorted(primitives.signing_public(seed) for seed in SEEDS))
    mine = replace(base, root=manifest.RootKeys(k=2, keys=keys))
    packed = manifest.sign(mine, SEEDS[:2]).pack()
    read = manifest.parse(packed, mine.root.fingerprint)
    assert read == mine
    assert read.hash == primitives.sha256(manifest.body(mine))
    assert manifest.parse(manifest.sign(mine, SEEDS).pack()) == mine
    stranger = b"\x77" * 32
    good = manifest.sign(mine, SEEDS[:2])
    bad_signature = SignedFile(
        good.magic, good.body, ((good.signatures[0][0], bytes(64)), good.signatures[1])
    )
    for file in (manifest.sign(mine, SEEDS[:1]), manifest.sign(mine, [*SEEDS, stranger]), bad_signature):
        with pytest.raises(UntrustedError) as caught:
            manifest.parse(file.pack())
        assert caught.value.kind == "threshold"
    with pytest.raises(UntrustedError) as caught:
        manifest.parse(packed, bytes(32))
    assert caught.value.kind == "fingerprint"


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"extra": 1}, {"serial": 0}, {"serial": True}, {"names": {"fr": "x"}}, {"lanes": {}},
        {"lanes": {"desk": {"x": "00"}}}, {"lanes": {"Desk": {}}},
        {"issued": "20261124"}, {"issued": "2026-13-01"},
        {"board": {"b": 7, "cadence": "daily", "k": 1, "list": 1}},
        {"board": {"b": 0, "cadence": "hourly", "k": 1, "list": 1}},
        {"board": {"b": 0, "cadence": "daily", "k": 1, "list": 3}},
        {"desk": "AA" * 32}, {"csp": ""}, {"root": {"k": 3, "keys": []}},
        {"demonstration": 1}, {"assets": {"": "00" * 32}}, {"limits": {"attachments": 21, "envelope": 1}},
    ],
)  # fmt: skip
def test_a_strange_manifest_is_refused(shared_deployment: Any, change: dict[str, Any]) -> None:
    value = canonical.loads(manifest.body(shared_deployment.manifest), 1 << 20) | change
    with pytest.raises(FormatError):
        manifest.without_checking(canonical.dumps(value))


def test_a_day_without_a_key_is_named(shared_deployment: Any) -> None:
    with pytest.raises(UntrustedError) as caught:
        shared_deployment.manifest.intake_key("desk", date(2020, 1, 1))
    assert caught.value.kind == "epoch"


def test_a_key_file_is_the_one_asked_for(shared_deployment: Any) -> None:
    packed = keyfile.pack(shared_deployment.lane("desk"))
    with pytest.raises(FormatError) as caught:
        keyfile.parse(packed, "00" * 32)
    assert caught.value.kind == "key-file"
    for wrong, kind in (
        (packed[:-1], "truncated"),
        (packed + b"\0", "trailing"),
        (b"x" + packed[1:], "magic"),
    ):
        with pytest.raises(FormatError) as caught:
            keyfile.parse(wrong)
        assert caught.value.kind == kind


PLACE = Place(D, 3, 0)
SNAPSHOT = cells.snapshot_key(bytes(32), b"s" * 32, D)


def bucket(*blocks: bytes, snapshot: bytes = SNAPSHOT) -> bytes:
    return b"".join(sorted(cells.seal_cell(snapshot, n, block, PLACE) for n, block in enumerate(blocks)))


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=9000))
def test_a_reply_of_any_length_comes_back(text: str) -> None:
    try:
        expected = text.encode() and text
    except UnicodeEncodeError:
        return
    reply = Reply(number=1, total=1, day=20781, text=expected)
    held = bucket(*cells.split(reply))
    assert len(held) % cells.CELL == 0
    assert cells.read_cells(SNAPSHOT, held, PLACE) == [reply]
    assert cells.read_cells(cells.snapshot_key(b"x" * 32, b"s" * 32, D), held, PLACE) == []


def test_cells_bind_serial_bucket_and_deployment() -> None:
    held = bucket(*cells.split(Reply(number=1, total=2, day=1, text="yes")))
    for place in (Place(D, 4, 0), Place(D, 3, 1), Place(bytes(16), 3, 0)):
        with pytest.raises(UntrustedError) as caught:
            cells.read_cells(SNAPSHOT, held, place)
        assert caught.value.kind == "cell"
    with pytest.raises(FormatError):
        cells.read_cells(SNAPSHOT, held[:-1], PLACE)


@pytest.mark.parametrize(
    "block",
    [
        bytes(cells.BLOCK),
        b"\0\2\0\1\0\1" + bytes(cells.BLOCK - 6),
        b"\0\1\0\1\0\x09" + bytes(cells.BLOCK - 6),
        b"\0\1\0\1\1\1" + bytes(cells.BLOCK - 6),
        b"\0\1\0\1\0\1" + bytes(4) + b"\xff\xff" + bytes(cells.PART_TEXT),
        b"\0\1\0\1\0\1" + bytes(4) + b"\0\1\xff" + bytes(cells.PART_TEXT - 1),
        b"\0\1\0\1\0\1" + bytes(4) + b"\0\1a" + bytes(cells.PART_TEXT - 2) + b"x",
    ],
)
def test_a_malformed_block_is_named(block: bytes) -> None:
    with pytest.raises(FormatError):
        cells.read_cells(SNAPSHOT, bucket(block), PLACE)


def test_a_reply_too_long_or_empty_is_refused() -> None:
    for text in ("", "x" * (8 * cells.PART_TEXT + 1)):
        with pytest.raises(FormatError):
            cells.split(Reply(number=1, total=1, day=1, text=text))


def test_acknowledgements_read_back_in_order() -> None:
    days = [20781, 20782, 20790]
    entries = b"".join(sorted(cells.ack_entry(SNAPSHOT, n, day) for n, day in enumerate(days)))
    assert cells.read_acks(SNAPSHOT, entries) == days
    assert cells.read_acks(cells.snapshot_key(b"x" * 32, b"s" * 32, D), entries) == []
    with pytest.raises(FormatError):
        cells.read_acks(SNAPSHOT, entries[:-1])
