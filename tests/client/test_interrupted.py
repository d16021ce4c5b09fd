"""However a sending is interrupted, the same bytes go on where they were, and nothing is sealed twice."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from keys.primitives import random_bytes
from tests.browser.sent import attachment
from tests.client.person import Person, codename_in
from tests.client.recorder import recording
from vault.store import open_store

LARGE = 24 << 20


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "film.mp4"
    file.write_bytes(random_bytes(LARGE))
    return file


def begun(person: Person, large: Path, state: Path) -> subprocess.Popen[str]:
    """Start to send in a process of its own."""
    text = person.folder / "text.txt"
    text.write_text("A long film.", "utf-8")
    options = ["--text-file", str(text), "--file", str(large), "--no-practice", "--state", str(state)]
    return subprocess.Popen(
        [sys.executable, "-m", "submit", "send", person.address, *person.pinned, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_and_gone_on(person: Person, large: Path, tmp_path: Path) -> None:
    """kill -9 in the middle: the state file is the envelope and nothing else, and only the rest is sent."""
    state = tmp_path / "state.amana"
    with begun(person, large, state) as sending:
        assert sending.stdout is not None
        assert sending.stderr is not None
        next(line for line in sending.stderr if "30 %" in line)
        sending.kill()
        name = codename_in(sending.stdout.read())
    sealed = state.read_bytes()
    assert sealed.startswith(b"AMANAE")
    assert b"A long film." not in sealed
    with recording(urlsplit(person.address).port or 0) as record:
        done = person.run("send", "--sealed", str(state), address=record.address)
        assert done.exit_code == 0, done.output
    assert len(record.came) < 0.8 * len(sealed)
    assert state.read_bytes() == sealed
    assert attachment(person.world, name) == ("file-1.mp4", large.read_bytes())
    with open_store(person.world.server) as store:
        assert hashlib.sha256(sealed).digest() in {waiting.id for waiting in store.ledger.waiting()}


def test_a_line_that_breaks_again_and_again(person: Person, large: Path) -> None:
    """Every connection is cut after some megabytes: the sending goes on by itself, and says so."""
    with recording(urlsplit(person.address).port or 0, most=7 << 20) as record:
        text = person.folder / "text.txt"
        text.write_text("x", "utf-8")
        options = ["--text-file", str(text), "--file", str(large), "--no-practice"]
        done = person.run("send", *options, address=record.address)
    assert done.exit_code == 0, done.output
    assert "Waiting for the network" in done.output
    assert attachment(person.world, codename_in(done.output))[1] == large.read_bytes()


def test_written_to_a_file_and_carried(person: Person, tmp_path: Path) -> None:
    """--out sends nothing; what it wrote goes on its way later, twice without harm."""
    text, out = tmp_path / "text.txt", tmp_path / "report.amana"
    text.write_text("Carried.", "utf-8")
    before = len(person.world.opened())
    done = person.run("send", "--text-file", str(text), "--no-practice", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "Nothing was sent" in done.output
    assert len(person.world.opened()) == before
    again = person.run("send", "--text-file", str(text), "--no-practice", "--out", str(out))
    assert (again.exit_code, "exists" in again.output) == (1, True)
    for _ in range(2):
        assert person.run("send", "--sealed", str(out)).exit_code == 0
    assert len(person.world.opened()) == before + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no sealed file"),
        (b"%PDF-1.7" + bytes(5000), "not"),
        (b"AMANAE\x00\x01" + (202001).to_bytes(4, "big") + bytes(21_000), "another week"),
    ],
    ids=["empty", "another kind", "of another week"],
)
def test_what_is_no_sealed_file(person: Person, tmp_path: Path, content: bytes, said: str) -> None:
    """A wrong file is named before anything is sent."""
    file = tmp_path / "x.amana"
    file.write_bytes(content)
    done = person.run("send", "--sealed", str(file))
    assert done.exit_code == 1
    assert said in done.output, done.output
