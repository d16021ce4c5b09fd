"""The outbound bundle: a function of the store, taken by a vault, read by reporters."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from keys import keyfile, manifest, primitives
from keys.calendar import day_number
from reviewer import cases, inbound
from reviewer.conversation import publish, replies
from reviewer.errors import WorkstationError
from reviewer.workstation import Workstation
from tests.reviewer.world import Carried, World, identifier, mailbox
from vault.formats import START, acks, read_bundles


def hashes(folder: Path) -> dict[str, bytes]:
    return {
        path.name: primitives.sha256(path.read_bytes()) for path in folder.iterdir() if path.name[:3] == "out"
    }


def test_reporters_read_their_answers_and_marks(world: World, station: Workstation) -> None:
    silent, answered, stranger = mailbox(), mailbox(), mailbox()
    world.take(station, world.write(silent))
    world.take(station, world.write(answered), world.follow(answered))
    replies.write(station, "2", "شكرا", world.day)
    replies.write(station, "2", "و شكرا", world.day)
    made = publish.publish(station, world.stick, world.day)
    assert (made.serial, made.acknowledged, made.replies, made.waiting) == (1, 2, 2, 0)
    carried = Carried.read(world.stick, world.manifest)
    assert [(r.number, r.total, r.text) for r in carried.replies(answered)] == [
        (1, 2, "شكرا"),
        (2, 2, "و شكرا"),
    ]
    assert carried.replies(silent) == []
    today = day_number(world.day)
    assert (carried.opened(silent), carried.opened(answered)) == ([today], [today, today])
    assert (carried.replies(stranger), carried.opened(stranger)) == ([], [])


def test_the_bundle_holds_everything_a_vault_needs(world: World, station: Workstation) -> None:
    mine, theirs = world.write(mailbox()), world.write(mailbox(), lanes=["oversight"])
    world.take(station, mine, theirs, b"x" * 20)
    made = publish.publish(station, world.stick, world.day)
    carried = Carried.read(world.stick, world.manifest)
    acknowledged = acks.parse(
        carried.items["ack/1"],
        deployment=world.manifest.deployment,
        desk=world.manifest.desk,
        vault=world.manifest.vault,
    )
    assert acknowledged.bundle == world.previous
    assert [item.hex() for item in acknowledged.ids] == sorted(map(identifier, (mine, theirs, b"x" * 20)))
    assert manifest.parse(carried.items["manifests/1"]) == world.manifest
    assert carried.header.manifest == world.manifest.hash
    assert made.bundle == next(
        segment.index.hash
        for segment in read_bundles(
            world.stick,
            kind="out",
            deployment=world.manifest.deployment,
            public=world.manifest.desk,
            chain=START,
        )
    )
    keys = {name.removeprefix("keys/") for name in carried.items if name.startswith("keys/")}
    every = {key for epochs in world.manifest.lanes.values() for key in epochs.values()}
    assert keys == {*every, world.manifest.identity[1]}
    for key in keys:
        keyfile.parse(carried.items[f"keys/{key}"], key)


def test_key_files_that_no_manifest_lists_stay_here(world: World, station: Workstation) -> None:
    listed = world.manifest.intake_key("oversight", world.day)
    (world.offline / "keys" / ("00" * 32)).write_bytes(b"not listed, never read")
    publish.publish(station, world.stick, world.day)
    carried = Carried.read(world.stick, world.manifest)
    assert keyfile.parse(carried.items[f"keys/{listed}"], listed)
    assert "keys/" + "00" * 32 not in carried.items


def test_publishing_twice_makes_the_next_serial_and_nothing_persists(
    world: World, station: Workstation
) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    replies.write(station, "1", "text", world.day)
    boards = []
    for serial in (1, 2):
        made = publish.publish(station, world.stick, world.day)
        assert (made.serial, made.acknowledged) == (serial, 2 - serial)
        boards.append(Carried.read(world.stick, world.manifest))
    first, second = boards
    assert [carried.replies(box)[0].text for carried in boards] == ["text", "text"]
    second.header.check_follows(first.header)
    assert second.header.previous == first.header.hash
    for name in ("board/bucket/0", "board/list"):
        cells = [
            {carried.items[name][at : at + 8] for at in range(0, len(carried.items[name]), 2)}
            for carried in boards
        ]
        assert not cells[0] & cells[1]
    assert cases.show(station.store, "1").replies[0].shown == 2


def test_the_bundle_is_a_function_of_the_store(world: World, tmp_path: Path) -> None:
    with world.enter() as station:
        boxes = [mailbox(n) for n in range(20)]
        world.take(station, *map(world.write, boxes))
        world.take(station, *map(world.follow, boxes))
        for number in range(1, 9):
            replies.write(station, str(number), "ع" * 500 * number, world.day)
        publish.publish(station, world.stick, world.day)
        replies.write(station, "3", "again", world.day)
    shutil.copytree(world.offline, tmp_path / "copy")
    with world.enter() as station:
        made = publish.publish(station, world.stick, world.day)
    expected = hashes(world.stick)["out-000002-1.amana"]
    world.offline = tmp_path / "copy"
    (tmp_path / "again").mkdir()
    with world.enter() as station:
        assert publish.publish(station, tmp_path / "again", world.day) == made
    assert hashes(tmp_path / "again") == {"out-000002-1.amana": expected}


def test_replies_beyond_the_board_wait_and_then_take_turns(world: World, station: Workstation) -> None:
    assert world.manifest.board.k == 64
    boxes = [mailbox() for _ in range(10)]
    world.take(station, *map(world.write, boxes))
    order = [case.number for case in reversed(cases.summaries(station.store))]
    for number in order:
        replies.write(station, str(number), "x" * 30_000, world.day)
    seen = []
    for waiting in (2, 0, 0):
        made = publish.publish(station, world.stick, world.day)
        assert (made.replies, made.waiting) == (8, waiting)
        carried = Carried.read(world.stick, world.manifest)
        seen.append({box.read_key for box in boxes if carried.replies(box)})
    assert all(len(readers) == 8 for readers in seen)
    assert len(seen[0] | seen[1]) == 10
    first = {case.number for case in cases.summaries(station.store)} - set(order[:8])
    assert first == set(order[8:])


def test_a_bundle_that_never_left_costs_nothing(
    world: World, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded first, named last: after a power cut between the two, the next one goes on across the gap."""
    envelope, box = world.write(mailbox()), mailbox()
    world.take(station, envelope, world.write(box))

    def cut(*_: object) -> None:
        raise OSError(5, "power cut")

    with monkeypatch.context() as patched:
        patched.setattr("vault.formats.write.PreparedBundle.publish", cut)
        with pytest.raises(OSError, match="power cut"):
            publish.publish(station, world.stick, world.day)
    assert hashes(world.stick) == {}
    assert publish.publish(station, world.stick, world.day).serial == 2
    # The vault, which has no acknowledgement, carries the same again.
    world.take(station, envelope, world.write(box))
    assert publish.publish(station, world.stick, world.day).acknowledged == 1
    assert "ack/2" in Carried.read(world.stick, world.manifest).items


def test_a_store_put_back_from_a_copy_goes_on_after_what_the_vault_took(world: World, tmp_path: Path) -> None:
    with world.enter() as station:
        publish.publish(station, world.stick, world.day)
    old = (world.offline / "store.db").read_bytes()
    with world.enter() as station:
        for _ in range(3):
            publish.publish(station, world.stick, world.day)
    (world.offline / "store.db").write_bytes(old)
    vault = {"kind": "out", "deployment": world.manifest.deployment, "public": world.manifest.desk}
    *_, taken = read_bundles(world.stick, chain=START, **vault)  # type: ignore[arg-type]
    before = Carried.read(world.stick, world.manifest).header
    (tmp_path / "next").mkdir()
    with world.enter() as station:
        assert publish.publish(station, tmp_path / "next", world.day, after=4).serial == 6
    (following,) = read_bundles(tmp_path / "next", chain=taken.chain, **vault)  # type: ignore[arg-type]
    assert following.missing == 1
    Carried.read(tmp_path / "next", world.manifest).header.check_follows(before)


def test_acknowledgements_wait_for_a_whole_bundle(world: World, station: Workstation) -> None:
    world.export(*(world.write(mailbox()) for _ in range(3)), limit=30_000)
    last = max(world.stick.iterdir())
    kept = last.read_bytes()
    last.unlink()
    inbound.import_bundles(station, world.stick, world.day)
    assert publish.publish(station, world.stick, world.day).acknowledged == 0
    last.write_bytes(kept)
    inbound.import_bundles(station, world.stick, world.day)
    assert publish.publish(station, world.stick, world.day).acknowledged == 1


def test_a_bundle_of_nothing_kept_has_no_acknowledgement(world: World, station: Workstation) -> None:
    world.export(world.write(mailbox()), names=["cd" * 32])
    inbound.import_bundles(station, world.stick, world.day)
    assert publish.publish(station, world.stick, world.day).acknowledged == 0


def test_only_the_desk_publishes(world: World) -> None:
    with world.enter("oversight.keystore") as station, pytest.raises(WorkstationError) as caught:
        publish.publish(station, world.stick, world.day)
    assert caught.value.kind == "desk-key"


def test_a_clock_put_back_is_named(world: World, station: Workstation) -> None:
    publish.publish(station, world.stick, world.day)
    with pytest.raises(WorkstationError) as caught:
        publish.publish(station, world.stick, world.day - timedelta(days=1))
    assert caught.value.kind == "clock"
    assert publish.publish(station, world.stick, world.day + timedelta(days=1)).serial == 2


def test_a_stick_that_cannot_be_written_publishes_nothing(
    world: World, station: Workstation, tmp_path: Path
) -> None:
    world.take(station, world.write(mailbox()))
    with pytest.raises(OSError, match="nowhere"):
        publish.publish(station, tmp_path / "nowhere", world.day)
    made = publish.publish(station, world.stick, world.day)
    assert (made.serial, made.acknowledged) == (1, 1)
