"""People come and go at the terminal: what each opens changes, and the log says who did it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import primitives
from keys.cli.people import person, rotate_desk
from keys.errors import KeystoreError
from keys.private import keylog, keystore
from keys.private.hybrid import HybridPrivate
from keys.private.keystore import NewPerson, Strength
from keys.private.sections import Desk

OLD, NEW = "amina opens the door", "umbrella gravity lantern swoop ninety custard"
WEAK = "password"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "keystore"
    keystore.create(
        path,
        deployment=bytes(16),
        lane="desk",
        people=[
            NewPerson("Amina", OLD, ("reviewer", "supervisor")),
            NewPerson("Chama", "chama", ("custodian",)),
        ],
        contents={
            "desk": Desk(seed=primitives.random_bytes(32), board=primitives.random_bytes(32)),
            **{name: [primitives.random_bytes(32)] for name in ("intake", "log", "store")},
            "identity": {20264: HybridPrivate.generate()},
        },
        strength=Strength(),
    )
    return path


def run(store: Path, *words: str, typed: tuple[str, ...], by: str = "Amina") -> Result:
    order = [*words, "--keystore", str(store), "--as", by]
    return CliRunner().invoke(person, order, input="".join(f"{line}\n" for line in typed))


def log(store: Path) -> list[tuple[str, str, str]]:
    with keystore.unlock(store, OLD, "Amina") as session:
        lines = keylog.read(keystore.paths(store)[1], session)
    return [(line.person, line.act, line.detail) for line in lines]


def test_somebody_comes_and_goes(store: Path) -> None:
    said = run(store, "add", "Driss", "--role", "reviewer", typed=(OLD, WEAK, WEAK, NEW, NEW))
    assert said.exit_code == 0, said.output
    assert "too easy to guess" in said.output
    with keystore.unlock(store, NEW, "Driss") as session:
        assert session.keys("store")
        assert not session.holds("desk")
    said = run(store, "remove", "Driss", typed=(OLD, "y"))
    assert said.exit_code == 0, said.output
    with pytest.raises(KeystoreError) as caught:
        keystore.unlock(store, NEW, "Driss")
    assert caught.value.kind == "person"
    assert log(store) == [("Amina", "added", "Driss: reviewer"), ("Amina", "removed", "Driss")]


def test_a_passphrase_is_changed_by_whose_it_is(store: Path) -> None:
    said = run(store, "passphrase", typed=("chama", NEW, NEW), by="Chama")
    assert said.exit_code == 0, said.output
    with keystore.unlock(store, NEW, "Chama") as session:
        assert session.identity()
    assert log(store) == [("Chama", "passphrase", "Chama")]


def test_a_custodian_is_added_with_another(store: Path) -> None:
    """A supervisor holds no identity key, and so cannot grant it alone."""
    order = ("add", "Driss", "--role", "custodian")
    refused = run(store, *order, typed=(OLD, NEW, NEW))
    assert refused.exit_code == 1
    assert "custodian" in refused.output
    said = run(store, *order, "--with", "Chama", typed=(OLD, "chama", NEW, NEW))
    assert said.exit_code == 0, said.output
    with keystore.unlock(store, NEW, "Driss") as session:
        assert session.identity()


def test_who_is_no_supervisor_is_told_before_anything_is_chosen(store: Path) -> None:
    said = run(store, "add", "Driss", "--role", "reviewer", typed=("chama",), by="Chama")
    assert said.exit_code == 1
    assert "supervisor's passphrase" in said.output
    assert "strong passphrase" not in said.output


def test_a_no_changes_nothing(store: Path) -> None:
    before = store.read_bytes()
    assert run(store, "remove", "Chama", typed=(OLD, "n")).exit_code == 1
    assert store.read_bytes() == before


def test_the_desk_s_key_is_changed_for_the_next_manifest(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "change.json"
    order = ["--keystore", str(store), "--as", "Amina", "--out", str(out)]
    said = CliRunner().invoke(rotate_desk, order, input=f"{OLD}\ny\n")
    assert said.exit_code == 0, said.output
    with keystore.unlock(store, OLD, "Amina") as session:
        assert json.loads(out.read_text()) == {"desk": session.team.hex()}
        assert primitives.signing_public(session.desk().seed) == session.team
    assert log(store) == [("Amina", "rotated", "desk key")]


def test_the_desk_s_key_is_a_supervisor_s_to_change(store: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "change.json", store.read_bytes()
    order = ["--keystore", str(store), "--as", "Chama", "--out", str(out)]
    assert CliRunner().invoke(rotate_desk, order, input="chama\n").exit_code == 1
    assert not out.exists()
    assert store.read_bytes() == before
