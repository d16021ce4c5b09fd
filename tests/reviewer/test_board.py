"""A board says what it is given, to those it is for, and nothing else about it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from keys.calendar import day_number
from keys.cells import ACK, CELL, MAX_ACKS, PART_TEXT, Place, Reply, read_acks, read_cells, snapshot_key
from keys.errors import FormatError
from keys.manifest import BoardPolicy, Manifest
from keys.merkle import Head
from reviewer.conversation.board import MailboxView, Snapshot, Stand, bucket_number, build, due
from tests.reviewer.world import mailbox
from vault.formats import board as board_format

DAY = date(2026, 11, 24)
SECRET = bytes(range(32))
STAND = Stand(serial=7, previous=bytes(32), issued=DAY, log=Head(1, bytes(32)))


@pytest.fixture(scope="module")
def seed(shared_deployment: Any) -> bytes:
    with shared_deployment.unlocked() as session:
        return session.desk().seed


@pytest.fixture(scope="module")
def manifest(shared_deployment: Any) -> Manifest:
    return replace(
        shared_deployment.manifest, board=BoardPolicy(b=2, cadence="daily", k=16, list=32), hash=bytes(32)
    )


def view(bucket: int = 0, *texts: str, opened: tuple[int, ...] = (20_000,)) -> MailboxView:
    box = mailbox(bucket)
    return MailboxView(
        author=box.author,
        read_key=box.read_key,
        bucket=bucket,
        opened=opened,
        replies=tuple(
            Reply(number=n, total=len(texts), day=20_001, text=text) for n, text in enumerate(texts, 1)
        ),
    )


def made(manifest: Manifest, seed: bytes, *views: MailboxView, stand: Stand = STAND) -> Snapshot:
    return build(views, manifest, stand, secret=SECRET, seed=seed)


def replies(snapshot: Snapshot, manifest: Manifest, reader: MailboxView, serial: int = 7) -> list[Reply]:
    header = board_format.parse(snapshot.header, deployment=manifest.deployment, desk=manifest.desk)
    number = bucket_number(reader.bucket, manifest.board.b)
    key = snapshot_key(reader.read_key, header.salt, manifest.deployment)
    return read_cells(key, snapshot.buckets[number], Place(manifest.deployment, serial, number))


def test_each_mailbox_reads_its_own_replies(manifest: Manifest, seed: bytes) -> None:
    views = [view(0), view(64, "one"), view(255, "one", "two", "ثلاثة"), view(128, "x" * 8 * PART_TEXT)]
    snapshot = made(manifest, seed, *views)
    for reader in views:
        assert replies(snapshot, manifest, reader) == list(reader.replies)
    assert replies(snapshot, manifest, view(64)) == []


@pytest.mark.parametrize("length", [1, PART_TEXT - 1, PART_TEXT, PART_TEXT + 1, 3 * PART_TEXT])
@pytest.mark.parametrize("letter", ["x", "ع", "€", "😀"])
def test_texts_are_cut_between_characters(manifest: Manifest, seed: bytes, letter: str, length: int) -> None:
    text = ("x" + letter * length).encode()[:length].decode(errors="ignore")
    reader = view(0, text)
    assert replies(made(manifest, seed, reader), manifest, reader)[0].text == text


def test_sizes_say_nothing(manifest: Manifest, seed: bytes) -> None:
    empty = made(manifest, seed)
    full = made(manifest, seed, *(view(bucket, "x" * 30_000) for bucket in (0, 1, 64, 130)))
    for snapshot in (empty, full):
        assert [len(bucket) for bucket in snapshot.buckets] == [16 * CELL] * 4
        assert len(snapshot.list) == 32 * ACK
    assert len(empty.header) == len(full.header)


def test_cells_and_entries_are_in_order(manifest: Manifest, seed: bytes) -> None:
    snapshot = made(manifest, seed, *(view(n, "one", "two") for n in range(5)))
    for bucket in snapshot.buckets:
        tags = [bucket[at : at + 16] for at in range(0, len(bucket), CELL)]
        assert tags == sorted(set(tags))
    entries = [snapshot.list[at : at + ACK] for at in range(0, len(snapshot.list), ACK)]
    assert entries == sorted(entries)


def test_equal_contents_give_equal_bytes_in_any_order(manifest: Manifest, seed: bytes) -> None:
    views = [view(n, "text") for n in range(5)]
    assert made(manifest, seed, *views) == made(manifest, seed, *reversed(views))


@pytest.mark.parametrize(
    "change",
    [
        {"opened": (20_000, 20_001)},
        {"replies": (Reply(number=1, total=1, day=20_001, text="texu"),)},
        {"replies": (Reply(number=1, total=2, day=20_001, text="text"),)},
        {"replies": (Reply(number=1, total=1, day=20_002, text="text"),)},
        {"bucket": 1},
        {"read_key": bytes(32)},
    ],
)
def test_any_change_changes_the_salt_and_every_tag(
    manifest: Manifest, seed: bytes, change: dict[str, Any]
) -> None:
    """Equal salt means equal content: no cell key is ever used for two texts."""
    before = view(0, "text")
    tags = [
        {bucket[at : at + 16] for bucket in snapshot.buckets for at in range(0, len(bucket), CELL)}
        for snapshot in (
            made(manifest, seed, before),
            made(manifest, seed, replace(before, **change)),
            made(manifest, seed, before, stand=replace(STAND, serial=8)),
        )
    ]
    assert not tags[0] & tags[1]
    assert not tags[0] & tags[2]


def test_a_bucket_takes_exactly_its_cells_and_never_more(manifest: Manifest, seed: bytes) -> None:
    full = view(0, *(["x"] * 8))
    assert len(replies(made(manifest, seed, full, view(1, *(["y"] * 8))), manifest, full)) == 8
    with pytest.raises(AssertionError, match="internal error"):
        made(manifest, seed, full, view(1, *(["y"] * 8)), view(2, "z"))


@pytest.mark.parametrize(("messages", "entries"), [(0, 32), (31, 32), (32, 32), (33, 64), (64, 64)])
def test_the_list_is_a_power_of_two(manifest: Manifest, seed: bytes, messages: int, entries: int) -> None:
    views = [view(0, opened=(20_000 + n,)) for n in range(messages)]
    snapshot = made(manifest, seed, *views)
    assert len(snapshot.list) == entries * ACK
    header = board_format.parse(snapshot.header, deployment=manifest.deployment, desk=manifest.desk)
    for reader in views:
        key = snapshot_key(reader.read_key, header.salt, manifest.deployment)
        assert read_acks(key, header.check_list(snapshot.list)) == list(reader.opened)


def test_a_long_thread_has_its_first_marks(manifest: Manifest, seed: bytes) -> None:
    reader = view(0, opened=tuple(range(20_000, 20_000 + MAX_ACKS + 5)))
    snapshot = made(manifest, seed, reader)
    header = board_format.parse(snapshot.header, deployment=manifest.deployment, desk=manifest.desk)
    key = snapshot_key(reader.read_key, header.salt, manifest.deployment)
    assert read_acks(key, snapshot.list) == list(reader.opened[:MAX_ACKS])


def test_a_list_too_long_for_the_format_is_refused(
    manifest: Manifest, seed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_format, "MAX_ENTRIES", 32)
    with pytest.raises(FormatError) as caught:
        made(manifest, seed, *(view(0) for _ in range(33)))
    assert caught.value.kind == "bounds"


def test_the_header_says_where_the_snapshot_stands(manifest: Manifest, seed: bytes) -> None:
    header = board_format.parse(
        made(manifest, seed).header, deployment=manifest.deployment, desk=manifest.desk
    )
    assert (header.serial, header.issued, header.due) == (7, DAY, date(2026, 11, 26))
    assert (header.b, header.k, header.manifest, header.previous) == (2, 16, bytes(32), bytes(32))


@pytest.mark.parametrize(("cadence", "days"), [("daily", 2), ("weekly", 8)])
def test_a_board_is_late_after_its_cadence_and_a_day(cadence: str, days: int) -> None:
    assert day_number(due(DAY, cadence)) - day_number(DAY) == days


@pytest.mark.parametrize(("bits", "b", "number"), [(255, 0, 0), (128, 1, 1), (127, 1, 0), (255, 6, 63)])
def test_a_bucket_is_the_first_bits(bits: int, b: int, number: int) -> None:
    assert bucket_number(bits, b) == number
