"""Envelopes that lie loose in a folder: only regular files of a name and size that fit are taken."""

from __future__ import annotations

from reviewer import cases, inbound
from reviewer.workstation import Workstation
from tests.reviewer.world import World, identifier, mailbox


def test_another_lane_takes_from_the_desk_what_it_missed(world: World) -> None:
    theirs = world.write(mailbox(), lanes=["oversight"])
    with world.enter() as station:
        world.take(station, theirs, world.write(mailbox()))
    with world.enter("oversight.keystore") as station:
        imported = inbound.import_loose(station, world.offline / "envelopes", world.day)
        assert imported.outcome == {("opened", ""): 1, ("other-lane", ""): 1}
        assert len(cases.summaries(station.store)) == 1


def test_a_folder_without_envelopes_says_so(world: World, station: Workstation) -> None:
    (world.stick / "notes.txt").write_text("nothing")
    stopped = inbound.import_loose(station, world.stick, world.day).stopped
    assert stopped is not None
    assert stopped.kind == "empty"


def test_a_file_larger_than_any_envelope_is_passed_over(world: World, station: Workstation) -> None:
    with (world.stick / ("ab" * 32)).open("wb") as file:
        file.truncate(2**32)
    stopped = inbound.import_loose(station, world.stick, world.day).stopped
    assert stopped is not None
    assert stopped.kind == "empty"


def test_links_in_a_loose_folder_are_not_followed(world: World, station: Workstation) -> None:
    envelope = world.write(mailbox())
    secret = world.offline / "elsewhere"
    secret.write_bytes(envelope)
    (world.stick / identifier(envelope)).symlink_to(secret)
    stopped = inbound.import_loose(station, world.stick, world.day).stopped
    assert stopped is not None
    assert stopped.kind == "empty"
