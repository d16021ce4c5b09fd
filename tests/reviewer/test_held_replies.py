"""Answers that wait for a day, that are taken back, or that were given before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviewer import cases
from reviewer.conversation import publish, replies
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.world import Carried, World, mailbox


def texts(world: World, station: Workstation, days: int = 0) -> list[str]:
    """Publish, and return what the reporter reads."""
    publish.publish(station, world.stick, world.day + timedelta(days=days))
    assert publish.rebuild(station).same
    return [reply.text for reply in Carried.read(world.stick, world.manifest).replies(BOX)]


BOX = mailbox()


@pytest.fixture(autouse=True)
def case(world: World, station: Workstation) -> None:
    world.take(station, world.write(BOX))


def test_an_answer_waits_for_its_day_and_takes_its_number_then(world: World, station: Workstation) -> None:
    replies.write(station, "1", "later", world.day, not_before=world.day + timedelta(days=2))
    replies.write(station, "1", "now", world.day)
    assert texts(world, station, 0) == ["now"]
    assert texts(world, station, 1) == ["now"]
    assert texts(world, station, 2) == ["now", "later"]
    assert cases.show(station.store, "1").replies[0].not_before == world.day + timedelta(days=2)


def test_a_day_that_is_past_is_today(world: World, station: Workstation) -> None:
    replies.write(station, "1", "now", world.day, not_before=world.day - timedelta(days=9))
    assert texts(world, station) == ["now"]


def test_what_no_board_carried_can_be_taken_back(world: World, station: Workstation) -> None:
    replies.write(station, "1", "mistake", world.day)
    replies.write(station, "1", "right", world.day)
    replies.take_back(station, "1", 1)
    assert cases.show(station.store, "1").summary.unpublished == 1
    assert texts(world, station) == ["right"]
    for number, kind in ((1, "reply-none"), (2, "reply-out"), (3, "reply-none"), (0, "reply-none")):
        with pytest.raises(RequestError) as caught:
            replies.take_back(station, "1", number)
        assert caught.value.kind == kind
    assert texts(world, station, 1) == ["right"]


def test_nothing_is_sent_twice_unless_it_was_taken_back(world: World, station: Workstation) -> None:
    replies.write(station, "1", "same", world.day)
    with pytest.raises(RequestError) as caught:
        replies.write(station, "1", " same\r\n", world.day)
    assert caught.value.kind == "reply-same"
    replies.take_back(station, "1", 1)
    replies.write(station, "1", "same", world.day)
    assert texts(world, station) == ["same"]
    replies.write(station, "1", "same", world.day, anyway=True)
    assert texts(world, station, 1) == ["same", "same"]
