"""A release is made again from the store, byte for byte, though the store has gone on since."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.conversation import publish, replies
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.test_erase import erase
from tests.reviewer.world import World, mailbox


def busy(world: World, station: Workstation) -> None:
    """Cases, answers, a wish, and three boards."""
    boxes = [mailbox(bucket=number) for number in range(3)]
    world.take(station, *(world.write(box) for box in boxes))
    for number in range(3):
        replies.write(station, str(number + 1), f"answer {number}", world.day)
    publish.publish(station, world.stick, world.day)
    world.take(station, world.follow(boxes[0]), erase(world, boxes[1]))
    replies.write(station, "1", "x" * 9000, world.day)
    publish.publish(station, world.stick, world.day)
    publish.publish(station, world.stick, world.day)


def test_it_is_the_same_at_once(world: World, station: Workstation) -> None:
    busy(world, station)
    made = publish.rebuild(station)
    assert made.same
    assert made.serial == 3


def test_it_is_the_same_when_the_store_has_gone_on(world: World, station: Workstation) -> None:
    """What came later is passed over: messages, cases, answers, and wishes to delete them."""
    busy(world, station)
    late = mailbox(bucket=1)
    world.take(station, world.write(late), world.write(mailbox()))
    replies.write(station, "1", "later", world.day)
    replies.write(station, "4", "later", world.day)
    world.take(station, erase(world, late), world.follow(late))
    assert publish.rebuild(station).same


def test_it_is_the_same_on_another_workstation(world: World, tmp_path: Path) -> None:
    with world.enter() as station:
        busy(world, station)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(world.offline, elsewhere)
    with replace(world, offline=elsewhere).enter() as second:
        assert publish.rebuild(second).same


def test_another_text_is_another_bundle(world: World, station: Workstation) -> None:
    """Somebody who changes the store after publishing, or published something that is not in it."""
    busy(world, station)
    station.store.run("UPDATE replies SET day = day + 1")
    assert not publish.rebuild(station).same


def test_nothing_published_is_said(station: Workstation) -> None:
    with pytest.raises(RequestError) as caught:
        publish.rebuild(station)
    assert caught.value.kind == "unpublished"


def test_it_leaves_nothing_behind(world: World, station: Workstation) -> None:
    busy(world, station)
    before = sorted(world.offline.iterdir())
    publish.rebuild(station)
    assert sorted(world.offline.iterdir()) == before
