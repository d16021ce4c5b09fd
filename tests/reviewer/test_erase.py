"""A reporter asks for the answers to be deleted: boards stop carrying them, and nothing else changes."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from keys.calendar import day_number
from keys.mailbox import Mailbox
from keys.report import write
from reviewer import cases, inbound, views
from reviewer.conversation import publish, replies
from reviewer.workstation import Workstation
from tests.reviewer.test_crash import import_and_kill
from tests.reviewer.world import Carried, World, mailbox
from vault.formats import START, acks, read_bundles


def erase(world: World, box: Mailbox, **fields: str) -> bytes:
    """Seal the wish as a reporter's device does."""
    return world.write(box, "", kind="erase", **fields)


def texts(world: World, station: Workstation, box: Mailbox) -> list[str]:
    """Publish, and return what the reporter then reads."""
    publish.publish(station, world.stick, world.day)
    return [reply.text for reply in Carried.read(world.stick, world.manifest).replies(box)]


def test_answers_are_gone_from_the_next_board(world: World, station: Workstation) -> None:
    box, other = mailbox(), mailbox()
    world.take(station, world.write(box), world.write(other))
    for case in "12":
        replies.write(station, case, f"answer {case}", world.day)
        replies.write(station, case, "x" * 9000, world.day)
    assert texts(world, station, box) == ["answer 1", "x" * 9000]
    assert world.take(station, erase(world, box)).outcome == {("opened", ""): 1}
    replies.write(station, "2", "more", world.day)
    assert texts(world, station, box) == []
    carried = Carried.read(world.stick, world.manifest)
    assert [reply.text for reply in carried.replies(other)] == ["answer 2", "x" * 9000, "more"]


def test_the_wish_is_acknowledged_like_any_other_message(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    world.take(station, erase(world, box))
    publish.publish(station, world.stick, world.day)
    carried = Carried.read(world.stick, world.manifest)
    assert carried.opened(box) == [day_number(world.day)] * 2
    signed = acks.parse(
        carried.items["ack/2"],
        deployment=world.manifest.deployment,
        desk=world.manifest.desk,
        vault=world.manifest.vault,
    )
    assert len(signed.ids) == 1


def test_what_is_written_later_appears_and_keeps_its_number(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    replies.write(station, "1", "before", world.day)
    world.take(station, erase(world, box))
    assert replies.write(station, "1", "after", world.day, anyway=True).number == 2
    publish.publish(station, world.stick, world.day)
    (reply,) = Carried.read(world.stick, world.manifest).replies(box)
    assert (reply.number, reply.total, reply.text) == (2, 2, "after")


def test_a_withdrawn_answer_does_not_wait(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    replies.write(station, "1", "never published", world.day)
    assert cases.summaries(station.store)[0].unpublished == 1
    world.take(station, erase(world, box))
    assert cases.summaries(station.store)[0].unpublished == 0
    assert publish.publish(station, world.stick, world.day).waiting == 0


def test_a_withdrawn_answer_takes_no_other_s_room(world: World, station: Workstation) -> None:
    """Eight cells a mailbox: once erased, eight new ones fit at once."""
    box = mailbox()
    world.take(station, world.write(box))
    for number in range(8):
        replies.write(station, "1", f"old {number}", world.day)
    world.take(station, erase(world, box))
    for number in range(8):
        replies.write(station, "1", f"new {number}", world.day, anyway=True)
    assert texts(world, station, box) == [f"new {number}" for number in range(8)]


def test_the_wish_acts_once(world: World) -> None:
    """Nobody can send it again to delete later answers: not the vault, nor whoever has opened it."""
    box = mailbox()
    wish = erase(world, box)
    resealed = world.by_hand(write(world.inner(wish), world.manifest.deployment, box.author_seed))
    with world.enter() as station:
        world.take(station, world.write(box), wish)
        replies.write(station, "1", "after", world.day, anyway=True)
        assert world.take(station, wish).outcome == {("held", ""): 1}
        assert world.take(station, resealed).outcome == {("set-aside", "copy"): 1}
        assert texts(world, station, box) == ["after"]


def test_only_the_author_of_a_thread_can_ask(world: World, station: Workstation) -> None:
    """Another author who knows the read key, as a reviewer does, gets nothing deleted."""
    box = mailbox()
    world.take(station, world.write(box))
    replies.write(station, "1", "answer", world.day)
    stranger = Mailbox(box.read_key, box.bucket, bytes(32))
    assert world.take(station, erase(world, stranger)).outcome == {("waiting", ""): 1}
    elsewhere = Mailbox(bytes(32), box.bucket, box.author_seed)
    assert world.take(station, erase(world, elsewhere)).outcome == {("set-aside", "mailbox"): 1}
    assert texts(world, station, box) == ["answer"]


def test_a_wish_that_comes_before_its_report_waits(world: World, station: Workstation) -> None:
    box = mailbox()
    assert world.take(station, erase(world, box)).outcome == {("waiting", ""): 1}
    world.take(station, world.write(box))
    assert [message.kind for message in cases.show(station.store, "1").messages] == ["report", "erase"]
    replies.write(station, "1", "answer", world.day, anyway=True)
    assert texts(world, station, box) == ["answer"]


def test_the_board_is_the_same_wherever_it_is_built(world: World, tmp_path: Path) -> None:
    box = mailbox()
    with world.enter() as station:
        world.take(station, world.write(box))
        replies.write(station, "1", "before", world.day)
        publish.publish(station, world.stick, world.day)
        world.take(station, erase(world, box))
        replies.write(station, "1", "after", world.day, anyway=True)
    shutil.copytree(world.offline, tmp_path / "second")
    bundles = []
    for offline in (world.offline, tmp_path / "second"):
        out = tmp_path / f"stick of {offline.name}"
        out.mkdir()
        world.offline = offline
        with world.enter() as station:
            bundles.append(publish.publish(station, out, world.day + timedelta(days=1)).bundle)
    assert bundles[0] == bundles[1]


def test_an_old_store_learns_of_the_wish_from_the_originals(world: World, tmp_path: Path) -> None:
    """The vault never sends again what was acknowledged; the folder of originals still holds it."""
    box, store = mailbox(), world.offline / "store.db"
    with world.enter() as station:
        world.take(station, world.write(box))
        replies.write(station, "1", "answer", world.day)
    shutil.copy(store, tmp_path / "old")
    with world.enter() as station:
        world.take(station, erase(world, box))
    for file in world.offline.glob("store.db*"):
        file.unlink()
    shutil.copy(tmp_path / "old", store)
    shutil.copytree(world.offline / "envelopes", tmp_path / "copy")
    with world.enter() as station:
        assert inbound.import_loose(station, tmp_path / "copy", world.day).outcome == {
            ("held", ""): 1,
            ("opened", ""): 1,
        }
        assert texts(world, station, box) == []


def test_the_case_says_that_it_was_asked(
    world: World, station: Workstation, capsys: pytest.CaptureFixture[str]
) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    replies.write(station, "1", "before", world.day)
    world.take(station, erase(world, box))
    replies.write(station, "1", "after", world.day, anyway=True)
    case = cases.show(station.store, "1")
    assert [(sent.text, sent.withdrawn) for sent in case.replies] == [("before", True), ("after", False)]
    views.console().print(views.case_view(case))
    printed = capsys.readouterr().out
    assert f"The reporter asked on {world.day} to delete the answers." in printed
    assert "reply 1 · " in printed
    assert printed.count("withdrawn at the reporter's wish") == 1


def test_killed_imports_withdraw_everything_in_the_end(world: World) -> None:
    boxes = [mailbox() for _ in range(12)]
    with world.enter() as station:
        world.take(station, *(world.write(box) for box in boxes))
        for case in cases.summaries(station.store):
            replies.write(station, str(case.number), "answer", world.day)
    world.export(*(erase(world, box) for box in boxes))
    for after in (0.0, 0.01, 0.02, 0.04):
        import_and_kill(world, after)
    with world.enter() as station:
        inbound.import_bundles(station, world.stick, world.day)
        assert [case.messages for case in cases.summaries(station.store)] == [2] * len(boxes)
        publish.publish(station, world.stick, world.day)
    *_, segment = read_bundles(
        world.stick, kind="out", deployment=world.manifest.deployment, public=world.manifest.desk, chain=START
    )
    assert segment.index.serial == 1
    carried = Carried.read(world.stick, world.manifest)
    assert [carried.replies(box) for box in boxes] == [[]] * len(boxes)
    assert all(len(carried.opened(box)) == 2 for box in boxes)
