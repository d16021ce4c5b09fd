"""Boards, manifests and answers that the client refuses, with the sentence that says what to do."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from keys import codename
from keys.calendar import today
from submit import client
from tests.client.person import Person
from tests.submit.world import World, serving


@pytest.fixture
def alone(built: None, tmp_path: Path) -> World:
    """A deployment of its own, to bend."""
    return World.create(tmp_path / "alone")


def read(world: World, folder: Path, *options: str) -> str:
    """Look for answers at a server for these files, and return all that was said."""
    with serving(world.server) as (address, _):
        done = Person(world, address, folder).run("replies", *options, lines=[codename.generate().words()])
    assert "Traceback" not in done.output
    return f"{done.exit_code} {done.output}"


def test_a_late_board_is_shown_and_said_to_be_late(alone: World, tmp_path: Path) -> None:
    """Its contents still count; what is newer waits elsewhere."""
    alone.publish(issued=today() - timedelta(days=9))
    said = read(alone, tmp_path)
    assert said.startswith("0 ")
    assert "older than it should be" in said


def test_an_old_board_is_refused(alone: World, tmp_path: Path) -> None:
    """Who says which board they saw last is not shown an older one."""
    alone.publish(serial=4)
    assert read(alone, tmp_path, "--seen", "4").startswith("0 ")
    assert "older board (4) than you have seen (5)" in read(alone, tmp_path, "--seen", "5")


def test_forged_parts_are_refused(alone: World, tmp_path: Path) -> None:
    """A list or bucket that is not the signed one, and a header that the desk did not sign."""
    alone.publish(serial=1)
    for name in ("bucket-0", "list", "header"):
        [file] = (path for path in (alone.server / "board" / "1").rglob("*") if path.name.endswith(name[-6:]))
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        said = read(alone, tmp_path)
        assert said.startswith("1 "), name
        assert "not the one that was signed" in said or "signature does not hold" in said
        file.write_bytes(whole)
    assert read(alone, tmp_path).startswith("0 ")


def test_another_deployment_s_board_is_refused(alone: World, person: Person, tmp_path: Path) -> None:
    """A board of another desk is not shown as this one's."""
    person.world.publish(serial=900)
    shutil.copytree(person.world.server / "board", alone.server / "board", symlinks=True, dirs_exist_ok=True)
    said = read(alone, tmp_path)
    assert said.startswith("1 ")
    assert "signed by the expected key" in said or "another deployment" in said


def test_another_root_is_refused(person: Person) -> None:
    """Nothing is asked but the manifest when it is not of the pinned root."""
    done = person.run("replies", "--fingerprint", "00" * 32, lines=[codename.generate().words()])
    assert done.exit_code == 1
    assert "not of the deployment whose fingerprint you hold" in done.output


def test_a_clock_that_is_days_off(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the dates differ nothing is sealed for a wrong week: the sentence names the clock."""
    text = person.folder / "text.txt"
    text.write_text("x", "utf-8")
    later = today() + timedelta(days=400)
    monkeypatch.setattr("submit.cli.reporter.today", lambda: later)
    monkeypatch.setattr("submit.client.price.time.time", lambda: later.toordinal() * 86400.0)
    done = person.run("send", "--text-file", str(text), "--no-practice")
    assert done.exit_code == 1
    assert "Set the clock right" in done.output


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ('colour = "red"', "colour is no question"),
        ('role = "king"', "role has a value"),
        ("links = [1]", "links must be a list of addresses"),
        ('links = "https://x.example"', "links must be a list"),
        ('place = { street = "x" }', "place must be a table"),
        ('seen = { day = "yesterday" }', "seen has a value"),
        ('identity = { kind = "contact" }', "identity.contact is missing"),
        ('identity = { kind = "declared", contact = "x" }', "identity.name is missing"),
        ('identity = { kind = "king" }', "identity is"),
        ("text = 5", "text must be text"),
        ("told = [[1]]", "told has a value"),
        ("danger", "neither TOML nor"),
    ],
)
def test_answers_that_do_not_fit(person: Person, tmp_path: Path, answers: str, said: str) -> None:
    """The key is named, and what it takes; nothing is sent, nor is any connection made."""
    file = tmp_path / "answers.toml"
    file.write_text(answers, "utf-8")
    done = person.run("send", "--answers", str(file), address="http://127.0.0.1:9")
    assert done.exit_code == 1
    assert said in done.output


def test_declared_identities_are_sealed_again(person: Person, tmp_path: Path) -> None:
    """What only a custodian may read is not in the report as the desk opens it."""
    file = tmp_path / "answers.json"
    file.write_text('{"text": "x", "identity": {"kind": "declared", "name": "Salma B."}}', "utf-8")
    done = person.run("send", "--answers", str(file), "--no-practice")
    assert done.exit_code == 0, done.output
    found = [each.report.identity for each in person.world.opened().values()]
    assert "declared" in {identity["kind"] for identity in found}
    assert "Salma" not in str(found)


def test_the_public_face(person: Person) -> None:
    """As a library: open, look, without a terminal."""
    with client.Site(person.address) as site:
        deployment = client.open_deployment(site, person.world.manifest.root.fingerprint, today())
    assert deployment.manifest == person.world.manifest
    assert set(deployment.lanes) == set(person.world.manifest.lanes)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (b"x" * 4001, [], "at most 4000 characters; this has 4001"),
        (b" \n ", [], "There is no text"),
        (b"\xff\xfe", [], "not UTF-8"),
        (b"x", ["--lane", "nobody"], "no team named nobody"),
        (b"x", ["--file", "empty.bin"], "empty.bin is empty"),
        (b"x", ["--file", "one.bin"] * 21, "At most 20 files"),
    ],
    ids=["too long", "none", "no text", "no lane", "empty file", "too many files"],
)
def test_nothing_is_left_of_what_cannot_be_sent(
    person: Person, monkeypatch: pytest.MonkeyPatch, text: bytes, options: list[str], said: str
) -> None:
    """A sentence, nothing sent, and no half file where the sealed one should have been."""
    monkeypatch.chdir(person.folder)
    for name, content in (("empty.bin", b""), ("one.bin", b"1"), ("text.txt", text)):
        (person.folder / name).write_bytes(content)
    before = len(person.world.opened())
    done = person.run("send", "--text-file", "text.txt", "--no-practice", "--state", "s.amana", *options)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not (person.folder / "s.amana").exists()
    assert len(person.world.opened()) == before
