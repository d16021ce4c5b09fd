"""A desk that runs as people start it, and the cases on it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from reviewer import attachments
from reviewer.conversation import replies
from tests.reviewer.world import World, mailbox
from tests.seeds.pictures import png

__all__ = ["fill", "running"]


def fill(world: World) -> None:
    """Three cases: one in danger and answered, one of fraud, one with a contact; one envelope aside."""
    box = mailbox()
    with world.enter() as station:
        hostile = {"\u202efdp.exe": b"x" * 1000, "صورة.jpg": b"abc", "capture.png": png(random.Random(1))}
        first = world.write(
            box,
            "يطلب مني المال وإلا نشر صوري.",
            category="others_rights",
            topic="blackmail",
            danger="yes",
            files=hostile,
            answers={"demanded": "المال", "paid": "no"},
        )
        world.take(
            station, first, world.write(mailbox(), "Une fausse location.", category="other", topic="fraud")
        )
        world.take(station, world.follow(box, "أضيف أنه هددني اليوم."), b"x" * 16384)
        contact = {"kind": "contact", "contact": "06 00 00 00 00"}
        world.take(station, world.write(mailbox(), "<b>weapons</b>", category="violent", identity=contact))
        replies.write(station, "1", "لا تدفع أي مبلغ.", world.day)
        attachments.export(station, "1", 2, world.offline / "exported")


@contextmanager
def running(world: World, *options: str) -> Iterator[str]:
    """Start the command; yield the address that it prints."""
    command = [sys.executable, "-c", "from reviewer.cli import main; main()", "--offline", str(world.offline)]
    command += ["--passphrase-file", str(world.offline / "passphrase"), "--date-is-right"]
    with subprocess.Popen([*command, "desk", *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline(), process.stdout.readline()]
            assert said[1].startswith("http://127.0.0.1:"), said
            yield said[1].strip()
        finally:
            process.terminate()
