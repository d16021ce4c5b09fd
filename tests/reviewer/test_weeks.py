"""Weeks at the workstation: what dies is told, what is late is counted, and a far date is asked about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner, Result

from keys import calendar
from keys.private import epochs, keylog, keystore
from reviewer.cli import main
from tests.reviewer.world import World, mailbox


def run(world: World, day: date, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setattr(calendar, "today", lambda: day)
    options = ["--offline", str(world.offline), "--passphrase-file", str(world.offline / "passphrase")]
    return CliRunner().invoke(main, [*options, *arguments])


def test_a_stick_brought_late_is_read_and_then_its_week_dies(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes back from a holiday reads what was exported in time; what comes after that act is late."""
    world.export(world.write(mailbox()))
    later = world.day + timedelta(days=25)
    first = run(world, later, monkeypatch, "import", str(world.stick))
    assert first.stdout == "1 opened\n"
    assert "Destroyed for good: the keys of week 202648." in first.stderr
    world.export(world.write(mailbox()), world.write(mailbox()))
    second = run(world, later, monkeypatch, "import", str(world.stick))
    assert "2 too late: the keys of its week were destroyed, it stays sealed" in second.stdout
    assert "Destroyed" not in second.stderr
    aside = run(world, later, monkeypatch, "list", "--aside").stdout
    assert aside.count("too late") == 2
    assert len(list((world.offline / "envelopes").iterdir())) == 3


def test_the_log_names_who_destroyed_what(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = world.day + timedelta(days=32)
    assert run(world, later, monkeypatch, "list").exit_code == 0
    path = world.offline / "keystore"
    with keystore.unlock(path, world.passphrase) as session:
        line = keylog.read(epochs.paths(path)[1], session)[-1]
    assert (line.act, line.person, line.day) == ("destroyed", "reviewer", later)
    assert line.detail.endswith("202648, 202649")


def test_the_end_of_the_keys_is_told_in_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    last = world.day + timedelta(weeks=12)
    for day, told in (
        (last - timedelta(weeks=4), ""),
        (last - timedelta(weeks=1), "Keys for new reports end in 12 days."),
        (last + timedelta(weeks=1), "There are no keys for new reports any more"),
    ):
        result = run(world, day, monkeypatch, "--date-is-right", "list")
        assert result.exit_code == 0
        assert told in result.stderr
        assert ("amana-keys extend" in result.stderr) == bool(told)


def test_a_far_date_destroys_nothing_unless_somebody_says_it_is_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = world.day + timedelta(days=400)
    before = (world.offline / "keystore.ratchet").read_bytes()
    refused = run(world, far, monkeypatch, "list")
    assert refused.exit_code == 1
    assert "hint: " in refused.stderr
    assert (world.offline / "keystore.ratchet").read_bytes() == before
    assert "Destroyed" in run(world, far, monkeypatch, "--date-is-right", "list").stderr
