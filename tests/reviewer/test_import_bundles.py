"""Bundles in order, in pieces, twice, missing or false: none costs another, and a stopped import goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reviewer import cases, inbound
from reviewer.workstation import Workstation
from tests.reviewer.world import World, identifier, mailbox, statuses


def test_the_same_stick_twice_does_nothing(world: World, station: Workstation) -> None:
    world.take(station, world.write(mailbox()), world.write(mailbox()))
    before = statuses(station)
    again = inbound.import_bundles(station, world.stick, world.day)
    assert again.stopped is not None
    assert again.stopped.kind == "replay"
    assert again.outcome == {}
    assert statuses(station) == before


def test_missing_bundles_are_told_and_nothing_is_refused(world: World, station: Workstation) -> None:
    world.export(world.write(mailbox()))
    shutil.rmtree(world.stick)
    world.stick.mkdir()
    imported = world.take(station, world.write(mailbox()))
    assert (imported.missing, imported.outcome) == (1, {("opened", ""): 1})


def test_a_fork_is_named_and_stops(world: World, station: Workstation) -> None:
    world.take(station, world.write(mailbox()))
    world.previous = bytes(32)
    imported = world.take(station, world.write(mailbox()))
    assert imported.stopped is not None
    assert imported.stopped.kind == "fork"
    assert len(cases.summaries(station.store)) == 1


def test_another_vaults_bundle_is_refused(world: World, station: Workstation) -> None:
    (world.server / "vault.seed").write_bytes(bytes(32))
    imported = world.take(station, world.write(mailbox()))
    assert imported.stopped is not None
    assert imported.stopped.kind == "signature"
    assert statuses(station) == {}


def test_an_envelope_spread_over_segments_is_put_together(world: World, station: Workstation) -> None:
    envelopes = [world.write(mailbox(), str(n)) for n in range(3)]
    world.export(*envelopes, limit=30_000)
    imported = inbound.import_bundles(station, world.stick, world.day)
    assert imported.segments > 1
    assert imported.outcome == {("opened", ""): 3}
    assert not any((world.offline / "incoming").iterdir())


def test_segments_may_come_on_two_sticks(world: World, station: Workstation, tmp_path: Path) -> None:
    envelopes = [world.write(mailbox(), str(n)) for n in range(3)]
    world.export(*envelopes, limit=30_000)
    files = sorted(world.stick.iterdir())
    second = tmp_path / "second"
    second.mkdir()
    for file in files[1:]:
        file.rename(second / file.name)
    first = inbound.import_bundles(station, world.stick, world.day)
    assert first.stopped is not None
    assert first.stopped.kind == "truncated"
    assert inbound.import_bundles(station, second, world.day).stopped is None
    assert len(cases.summaries(station.store)) == 3


def test_an_import_stopped_between_moving_an_item_and_recording_its_segment_goes_on(
    world: World, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelopes = [world.write(mailbox(), str(n)) for n in range(3)]
    world.export(*envelopes, limit=30_000)
    recorded = inbound._record
    calls = iter([recorded])

    def stop(*arguments: object) -> int:
        return next(calls)(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(inbound, "_record", stop)
        with pytest.raises(StopIteration):
            inbound.import_bundles(station, world.stick, world.day)
    imported = inbound.import_bundles(station, world.stick, world.day)
    assert imported.stopped is None
    assert len(cases.summaries(station.store)) == 3
    assert all((world.offline / "envelopes" / identifier(data)).read_bytes() == data for data in envelopes)


def test_a_batch_that_fails_leaves_no_rows_and_is_taken_again(
    world: World, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.export(world.write(mailbox()))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(station.envelopes.__class__, "sync", full)
        with pytest.raises(OSError, match="No space"):
            inbound.import_bundles(station, world.stick, world.day)
    assert statuses(station) == {}
    assert inbound.import_bundles(station, world.stick, world.day).outcome == {("opened", ""): 1}


def test_many_batches_are_one_import(
    world: World, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "BATCH", 2)
    box = mailbox()
    world.take(station, *(world.follow(box, str(n)) for n in range(4)), world.write(box, "first"))
    texts = [message.text for message in cases.show(station.store, "EB-000001").messages]
    assert texts == ["first", "0", "1", "2", "3"]
