"""Who asked for the answers to be deleted is answered only by a reviewer who says so a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import calendar
from reviewer import cases, cli
from reviewer.conversation import replies
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.world import Carried, World, mailbox

TEXT = "an answer that nobody else may read"


def run(world: World, *arguments: str | Path) -> Result:
    options = ["--offline", world.offline, "--passphrase-file", world.offline / "passphrase"]
    return CliRunner().invoke(cli.main, [str(part) for part in (*options, *arguments)])


def test_the_wish_holds_back_a_reply_until_it_is_meant(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box), world.write(box, "", kind="erase"))
    with pytest.raises(RequestError) as caught:
        replies.write(station, "1", TEXT, world.day)
    assert caught.value.kind == "reply-erased"
    assert str(world.day) in str(caught.value)
    assert TEXT not in str(caught.value)
    assert cases.show(station.store, "1").replies == ()
    assert replies.write(station, "1", TEXT, world.day, anyway=True).number == 1


def test_a_later_message_does_not_take_the_wish_back(world: World, station: Workstation) -> None:
    """Who found the codename may have written it."""
    box = mailbox()
    world.take(station, world.write(box), world.write(box, "", kind="erase"))
    world.take(station, world.follow(box))
    with pytest.raises(RequestError, match="delete"):
        replies.write(station, "1", TEXT, world.day)


def test_other_cases_are_answered_as_ever(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box))
    world.take(station, world.write(mailbox()))
    world.take(station, world.write(box, "", kind="erase"))
    assert replies.write(station, "2", TEXT, world.day).label == "EB-000002"


def test_the_command_says_why_and_how_to_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "today", lambda: world.day)
    box = mailbox()
    world.export(world.write(box), world.write(box, "", kind="erase"))
    run(world, "import", world.stick)
    refused = run(world, "reply", "1", "--text", TEXT)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "to have the answers deleted" in refused.stderr
    assert "--anyway" in refused.stderr
    assert "is kept (1 of 8 cells)" in run(world, "reply", "1", "--text", TEXT, "--anyway").stdout
    run(world, "publish", world.stick)
    (reply,) = Carried.read(world.stick, world.manifest).replies(box)
    assert reply.text == TEXT
