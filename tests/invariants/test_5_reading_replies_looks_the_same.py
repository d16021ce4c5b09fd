"""Invariant 5: with no reply, many replies or a wrong codename: the same requests, and the same bytes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from keys.calendar import today
from keys.codename import generate
from keys.report import Report
from submit.build import find_node
from tests.invariants.reporter import Reporter
from tests.submit.world import World, serving

READER = Path(__file__).with_name("replies.mjs")


def read(address: str, *codenames: str) -> list[dict[str, Any]]:
    """Ask for replies as a browser does; return what went over the wire and what was found, for each."""
    command = [*find_node().node, str(READER), address, *codenames]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def thread(reporter: Reporter) -> Report:
    """What the desk knows of a reporter's mailbox."""
    box = reporter.mailbox
    return Report(
        kind="report", path="device", lang="fr", sent=today(), text="x", message=bytes(16),
        read_key=box.read_key, bucket=box.bucket, author=box.author,
    )  # fmt: skip


def test_no_reply_many_replies_and_a_wrong_codename_look_the_same(world: World) -> None:
    """Three people read one board: one has seven answers, one has none, one has mistaken the codename."""
    answered, waiting = Reporter(world), Reporter(world)
    answers = [f"Réponse {number}" for number in range(7)]
    world.publish(thread(answered), answers, opened=5)
    with serving(world.server) as (address, _):
        told = read(address, *(who.words() for who in (answered.codename, waiting.codename, generate())))
    assert [each["replies"] for each in told] == [answers, [], []]
    assert [each["opened"] for each in told] == [5, 0, 0]
    first, *others = (each["wire"] for each in told)
    assert all(other == first for other in others)
    assert [path for _, path, *_ in first] == ["/board/header", "/board/1/list", "/board/1/bucket/0"]


def test_the_board_s_bytes_do_not_depend_on_what_it_says(world: World) -> None:
    """Snapshots with nothing, and with all that fits, have files of the same sizes."""
    reporter = Reporter(world)
    sizes = []
    for serial, replies in enumerate(([], ["x"], ["x"] * 8), 1):
        world.publish(thread(reporter), replies, opened=len(replies), serial=serial)
        with serving(world.server) as (address, _):
            (told,) = read(address, reporter.codename.digits())
        assert len(told["replies"]) == len(replies)
        sizes.append([size for *_, size in told["wire"]])
    assert sizes[0] == sizes[1] == sizes[2]
