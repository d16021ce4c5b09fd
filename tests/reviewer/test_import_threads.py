"""What one author wrote joins one case; copies, and others who claim the mailbox, are set aside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keys import primitives
from keys.mailbox import Mailbox
from keys.report import write
from reviewer import cases
from reviewer.workstation import Workstation
from tests.reviewer.world import World, identifier, mailbox, statuses


def test_a_follow_up_joins_its_thread(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box, "one"))
    world.take(station, world.follow(box, "two"))
    case = cases.show(station.store, "1")
    assert [message.text for message in case.messages] == ["one", "two"]


def test_follow_ups_that_come_first_wait_and_join(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.follow(box, "two"))
    world.take(station, world.follow(box, "three"))
    assert statuses(station) == {("waiting", ""): 2}
    assert cases.summaries(station.store) == []
    world.take(station, world.write(box, "one"))
    assert statuses(station) == {("opened", ""): 3}
    assert [m.text for m in cases.show(station.store, "1").messages] == ["one", "two", "three"]


def test_a_second_report_of_the_same_author_joins_and_raises_danger(
    world: World, station: Workstation
) -> None:
    box = mailbox()
    world.take(station, world.write(box, "one", danger="no"))
    assert cases.summaries(station.store)[0].danger == "no"
    world.take(station, world.write(box, "two", danger="yes"))
    (case,) = cases.summaries(station.store)
    assert (case.messages, case.danger) == (2, "yes")


def test_a_copy_sealed_again_by_somebody_else_is_set_aside(world: World) -> None:
    box = mailbox()
    envelope = world.write(box, "one")
    report = world.inner(envelope)
    copy = world.by_hand(write(report, world.manifest.deployment, box.author_seed))
    assert identifier(copy) != identifier(envelope)
    with world.enter() as station:
        world.take(station, envelope)
        assert world.take(station, copy).outcome == {("set-aside", "copy"): 1}
        assert cases.summaries(station.store)[0].messages == 1
        assert (world.offline / "envelopes" / identifier(copy)).exists()


def test_a_copy_of_a_waiting_follow_up_is_set_aside(world: World) -> None:
    box = mailbox()
    envelope = world.follow(box)
    copy = world.by_hand(write(world.inner(envelope), world.manifest.deployment, box.author_seed))
    with world.enter() as station:
        world.take(station, envelope, copy, world.write(box))
        assert statuses(station) == {("opened", ""): 2, ("set-aside", "copy"): 1}


@pytest.mark.parametrize("changed", [{"bucket": 7}, {"read_key": bytes(32)}])
def test_another_mailbox_for_the_same_author_is_set_aside(
    world: World, station: Workstation, changed: dict[str, object]
) -> None:
    box = mailbox()
    other = replace(box, **changed)  # type: ignore[arg-type]
    world.take(station, world.follow(other, "before"))
    world.take(station, world.write(box), world.follow(other, "after"))
    assert statuses(station) == {("opened", ""): 1, ("set-aside", "mailbox"): 2}
    assert cases.summaries(station.store)[0].messages == 1


def test_a_read_key_belongs_to_one_author(world: World, station: Workstation) -> None:
    """Two cases with one read key would seal two texts with one cell key."""
    box = mailbox()
    thief = Mailbox(box.read_key, box.bucket, primitives.random_bytes(32))
    world.take(station, world.write(box))
    assert world.take(station, world.write(thief)).outcome == {("set-aside", "mailbox"): 1}
    assert world.take(station, world.follow(thief)).outcome == {("waiting", ""): 1}
    assert len(cases.summaries(station.store)) == 1


def test_nobody_else_can_write_in_a_reporters_name(world: World, station: Workstation) -> None:
    """Whoever opened an envelope knows read key and author key, and still makes another author's message."""
    box = mailbox()
    world.take(station, world.write(box, "mine"))
    forger = Mailbox(box.read_key, box.bucket, primitives.random_bytes(32))
    world.take(station, world.follow(forger, "not mine"))
    assert [message.text for message in cases.show(station.store, "1").messages] == ["mine"]
