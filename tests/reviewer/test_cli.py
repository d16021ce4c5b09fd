"""The command line: what a reviewer types, and one line with exit code 1 for whatever goes wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import calendar
from keys.calendar import day_number
from reviewer import cli
from tests.reviewer.world import Carried, World, identifier, mailbox


@pytest.fixture(autouse=True)
def today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's own day, whatever the calendar says."""
    monkeypatch.setattr(calendar, "today", lambda: world.day)


def run(world: World, *arguments: str | Path, given: str | None = None, keystore: str = "keystore") -> Result:
    options = ["--offline", world.offline, "--keystore", keystore]
    options += ["--passphrase-file", world.offline / "passphrase"]
    return CliRunner().invoke(cli.main, [str(part) for part in (*options, *arguments)], input=given)


def told(result: Result) -> str:
    """The error's lines; nothing is on stdout and no traceback anywhere."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("amana-reviewer: ")
    assert "Traceback" not in result.output
    return result.stderr


def test_a_board_that_is_due_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reporters are told that a board is late, so the desk is told too; before the first nothing is due."""
    assert run(world, "list").stderr == ""
    run(world, "publish", world.stick)
    for days, expected in ((2, ""), (3, f"A board was due by {world.day + timedelta(days=2)}: ")):
        monkeypatch.setattr(calendar, "today", lambda days=days: world.day + timedelta(days=days))
        result = run(world, "list")
        assert result.exit_code == 0
        assert result.stderr.startswith(expected)
        assert bool(result.stderr) == bool(expected)


def test_the_whole_journey(world: World, tmp_path: Path) -> None:
    box = mailbox()
    world.export(world.write(box, "نص البلاغ", category="terrorism", danger="yes", files={"صورة": b"abc"}))
    assert run(world, "import", world.stick).stdout == "1 opened\n"
    listed = run(world, "list").stdout
    assert "EB-000001" in listed
    assert "NOW" in listed
    shown = run(world, "show", "EB-000001").stdout
    assert "نص البلاغ" in shown
    assert "Attachment 1: صورة" in shown
    assert "1 of 8 cells" in run(world, "reply", "1", "--text", "شكرا").stdout
    assert "(1 new)" in run(world, "list").stdout
    published = run(world, "publish", world.stick)
    assert "Board 1 is on the stick" in published.stdout
    assert "Replies on it: 1. Bundles acknowledged: 1." in published.stdout
    assert "boards so far: 1" in run(world, "show", "1").stdout
    exported = run(world, "export-attachment", "1", "1", tmp_path / "out")
    assert exported.stdout.startswith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  ")
    assert (tmp_path / "out").read_bytes() == b"abc"
    carried = Carried.read(world.stick, world.manifest)
    assert carried.replies(box)[0].text == "شكرا"
    assert carried.opened(box) == [day_number(world.day)]


def test_an_empty_desk_says_what_to_do(world: World) -> None:
    assert "import STICK" in run(world, "list").stdout
    assert "Nothing is set aside" in run(world, "list", "--aside").stdout
    assert "There is no bundle" in told(run(world, "import", world.stick))


def test_a_replay_is_told_and_is_no_failure(world: World) -> None:
    world.export(world.write(mailbox()))
    run(world, "import", world.stick)
    again = run(world, "import", world.stick)
    assert again.exit_code == 0
    assert "taken already" in again.stdout


def test_what_is_set_aside_is_listed_by_name(world: World) -> None:
    theirs = world.write(mailbox(), lanes=["oversight"])
    bad = world.write(mailbox())[:-1] + b"!"
    world.export(theirs, bad, world.write(mailbox()), names=[identifier(theirs), identifier(bad), "ab" * 32])
    imported = run(world, "import", world.stick).stdout
    assert "1 for another lane, kept sealed" in imported
    assert "1 quarantined (chunk)" in imported
    assert "The server altered this bundle" in imported
    listed = run(world, "list", "--aside").stdout
    assert identifier(bad)[:16] in listed
    assert "chunk" in listed


def test_a_message_set_aside_can_be_read(world: World) -> None:
    follow = world.write(mailbox(), "too early", kind="follow-up", files={"a": b"x"})
    theirs = world.write(mailbox(), lanes=["oversight"])
    world.export(follow, theirs)
    run(world, "import", world.stick)
    assert "waiting for its report" in run(world, "list", "--aside").stdout
    shown = run(world, "show", identifier(follow)[:16]).stdout
    assert "too early" in shown
    assert "Attachment 1: a" in shown
    assert "No message to show" in told(run(world, "show", identifier(theirs)[:16]))


def test_missing_bundles_are_told(world: World) -> None:
    world.export(world.write(mailbox()))
    next(world.stick.iterdir()).unlink()
    world.export(world.write(mailbox()))
    assert "Earlier bundles that never came: 1." in run(world, "import", world.stick).stdout


def test_what_was_taken_before_an_error_is_told_first(world: World) -> None:
    world.export(world.write(mailbox()))
    run(world, "import", world.stick)
    world.export(world.write(mailbox()))
    world.previous = bytes(32)
    world.export(world.write(mailbox()))
    result = run(world, "import", world.stick)
    assert result.stdout == "1 opened\n"
    assert "two histories" in told(result)
    assert "hint: Do not import anything more" in result.stderr


def test_the_oversight_lane_works_by_itself(world: World) -> None:
    world.export(world.write(mailbox(), "about the desk", lanes=["oversight"]))
    run(world, "import", world.stick)
    assert "1 opened" in run(world, "import", world.stick, keystore="oversight.keystore").stdout
    assert "about the desk" in run(world, "show", "1", keystore="oversight.keystore").stdout
    assert "Only the desk" in told(run(world, "publish", world.stick, keystore="oversight.keystore"))
    loose = run(world, "import", "--loose", world.offline / "envelopes", keystore="oversight.keystore")
    assert loose.stdout == "1 held already\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "9"), "no such case"),
        (("reply", "1", "--text", " "), "is empty"),
        (("reply", "1", "--text", "x" * 40_000), "7584 characters too long"),
        (("export-attachment", "1", "7", "out"), "has 1 attachments"),
        (("reveal", "1", "--reason", "why"), "No identity was declared"),
        (("reveal", "1", "--reason", ""), "Say why"),
    ],
)
def test_each_refusal_is_one_line(world: World, arguments: tuple[str, ...], sentence: str) -> None:
    world.export(world.write(mailbox(), files={"a": b"x"}))
    run(world, "import", world.stick)
    result = run(world, *arguments)
    assert sentence in told(result)
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_a_declared_identity_is_revealed_and_cleaned(world: World) -> None:
    declared = {"kind": "declared", "name": "\u202eأمل", "number": "AB1", "contact": ""}
    world.export(world.write(mailbox(), identity=declared))
    run(world, "import", world.stick)
    assert "أمل" not in run(world, "show", "1").stdout
    assert (
        run(world, "reveal", "1", "--reason", "why").stdout == "Name: <U+202E>أمل\nNumber: AB1\nContact: \n"
    )


def test_a_reply_comes_from_a_file_or_from_standard_input(world: World, tmp_path: Path) -> None:
    box = mailbox()
    world.export(world.write(box))
    run(world, "import", world.stick)
    written = tmp_path / "reply.txt"
    written.write_text("from a file\n")
    assert run(world, "reply", "1", "--file", written).exit_code == 0
    assert run(world, "reply", "1", given="from standard input\n").exit_code == 0
    run(world, "publish", world.stick)
    carried = Carried.read(world.stick, world.manifest)
    assert [reply.text for reply in carried.replies(box)] == ["from a file", "from standard input"]
    written.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in told(run(world, "reply", "1", "--file", written))


def test_a_reply_that_waits_for_room_is_told(world: World) -> None:
    world.export(*(world.write(mailbox()) for _ in range(9)))
    run(world, "import", world.stick)
    for number in range(1, 10):
        run(world, "reply", str(number), given="x" * 30_000)
    assert "go first on the next board: 1" in run(world, "publish", world.stick).stdout


def test_the_passphrase_is_asked_for_and_a_wrong_one_is_named(world: World) -> None:
    options = ["--offline", str(world.offline), "list"]
    asked = CliRunner().invoke(cli.main, options, input=world.passphrase + "\n")
    assert asked.exit_code == 0
    assert world.passphrase not in asked.output
    wrong = CliRunner().invoke(cli.main, options, input="wrong\n")
    assert wrong.exit_code == 1
    assert "opens no slot" in wrong.stderr
    assert "hint: Check the keyboard" in wrong.stderr


def test_a_passphrase_file_that_is_none(world: World) -> None:
    (world.offline / "passphrase").write_bytes(b"\xff")
    assert "not one line of text" in told(run(world, "list"))
    (world.offline / "passphrase").write_bytes(b"x" * 5000)
    assert "not one line of text" in told(run(world, "list"))


def test_a_keystore_is_a_name_in_the_folder(world: World) -> None:
    assert run(world, "list", keystore="../keystore").exit_code == 2
    assert "nowhere.keystore" in told(run(world, "list", keystore="nowhere.keystore"))


def test_a_damaged_store_is_one_line(world: World) -> None:
    run(world, "list")
    (world.offline / "store.db").write_bytes(b"")
    assert "The store is damaged" in told(run(world, "list"))
