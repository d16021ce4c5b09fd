"""What a reviewer types to see what is alike, to put it together, and to bring a list of known files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from keys import calendar
from keys.draft import Link
from tests.reviewer.test_alike_texts import FRENCH
from tests.reviewer.test_cli import run, told
from tests.reviewer.world import World, identifier, mailbox

VIDEO = (Link(given="https://youtu.be/dQw4w9WgXcQ"),)


@pytest.fixture(autouse=True)
def today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "today", lambda: world.day)


def bring(world: World, *envelopes: bytes) -> None:
    """Import each in a bundle of its own, so that cases are numbered in this order."""
    for envelope in envelopes:
        world.export(envelope)
        assert run(world, "import", world.stick).exit_code == 0


def test_copies_are_shown_put_together_and_set_aside(world: World) -> None:
    texts = (FRENCH, FRENCH + " merci", "voir")
    bring(world, *(world.write(mailbox(), text, links=VIDEO, danger="no") for text in texts))
    bring(world, world.write(mailbox(), "autre", danger="no"))
    shown = run(world, "similar", "eb-1").stdout
    assert "3 threads have the same page: youtube:video:dQw4w9WgXcQ" in shown
    assert "EB-000002  the same page: youtube:video:dQw4w9WgXcQ; nearly the same text (96 / 100)" in shown
    assert run(world, "similar", "4").stdout == "No other case is like it.\n"
    proposed = run(world, "clusters").stdout
    assert "Proposed, 3 threads: EB-000001 EB-000002 EB-000003" in proposed
    assert "  2 have nearly the same text" in proposed
    together = "Together, 3 threads: EB-000001 EB-000002 EB-000003\n"
    assert run(world, "merge", "--proposed", "1").stdout == together
    assert run(world, "clusters").stdout == together
    assert "In a cluster with EB-000001" in run(world, "similar", "3").stdout
    aside = run(world, "set-aside", "1").stdout
    assert aside == "2 of 3 threads are set aside; the queue shows 1.\n"
    assert "3 threads, 2 set aside" in run(world, "clusters").stdout
    assert "0 of 3" in run(world, "set-aside", "1", "--undo").stdout
    assert run(world, "split", "3").stdout == "It stands alone again.\n"
    assert run(world, "merge", "2", "--undo").stdout == "2 cases are where they were before.\n"
    assert run(world, "apart", "2", "1").exit_code == 0
    assert "custody" not in run(world, "custody", "verify").stderr


def test_what_cannot_be_done_is_said(world: World) -> None:
    bring(world, world.write(mailbox(), "a"))
    assert "in no cluster" in told(run(world, "split", "1"))
    assert "two cases" in told(run(world, "merge", "1"))
    assert "no such case" in told(run(world, "similar", "7"))


def test_a_list_is_brought_and_shown_without_its_hashes(world: World, tmp_path: Path) -> None:
    bring(world, world.write(mailbox(), "a", files={"x": b"known"}))
    digest = hashlib.md5(b"known").hexdigest()
    file = tmp_path / "list.csv"
    file.write_text(f"md5,note\n{digest},a\n{digest},b\nzz,c\n", encoding="utf-8")
    assert run(world, "hash-list", "show").stdout == "There is no list here.\n"
    given = ("hash-list", "import", file, "--name", "Known", "--version", "7")
    taken = run(world, *given)
    assert taken.stdout.splitlines() == [
        "Taken: 1 md5. It knows 1 files here.",
        "Twice in the list, kept once: 1",
        "Line 4: this is no hash of its kind.",
    ]
    shown = run(world, "hash-list", "show").stdout
    assert shown.startswith(f"Known 7 · {world.day} · 1 md5 · knows 1 files here · ")
    assert digest not in shown + run(world, "custody", "show").stdout
    assert "A file of it is on the list Known 7: it is hidden." in run(world, "similar", "1").stdout
    assert "here already" in told(run(world, *given))
    assert run(world, "hash-list", "remove", "Known").exit_code == 0
    assert "no list of that name" in told(run(world, "hash-list", "remove", "Known"))


def test_what_an_import_brings_is_compared_at_once(world: World) -> None:
    world.export(world.write(mailbox(), "a", files={"x": b"known"}))
    done = run(world, "import", world.stick)
    assert (done.stdout, done.stderr) == ("1 opened\n", "Attachments looked into: 1, with pictures: 0\n")
    again = run(world, "compare")
    assert (again.stdout, again.stderr) == ("", "Everything was compared before.\n")


def test_an_original_that_is_missing_is_told(world: World) -> None:
    envelope = world.write(mailbox(), "a", files={"x": b"known"})
    bring(world, envelope)
    with world.enter() as station, station.store.transaction():
        station.store.run("DELETE FROM digests")
    path = world.offline / "envelopes" / identifier(envelope)
    path.rename(path.with_suffix(".away"))
    assert "missing or damaged: 1" in run(world, "compare", "--again").stderr
    path.with_suffix(".away").rename(path)
    assert "Compared: 0 messages, 1 attachments." in run(world, "compare", "--again").stderr
