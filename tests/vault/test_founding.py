"""A vault begins with its own key, and takes the ceremony's folder only under the fingerprint read aloud."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys import history, manifest, primitives
from keys.errors import KeysError
from tests.conftest import Deployment
from vault import founding
from vault.cli import main
from vault.errors import VaultError
from vault.store import open_store

SEED = b"\x09" * 32
ROOT = manifest.RootKeys(k=1, keys=(primitives.signing_public(SEED),))


@pytest.fixture
def server(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def ceremony(deployment: Deployment, tmp_path: Path) -> Callable[[bytes], Path]:
    """What a ceremony wrote that was given a vault's public key."""

    def made(vault: bytes) -> Path:
        folder = tmp_path / "stick"
        folder.mkdir()
        shutil.copytree(deployment.server / "keys", folder / "keys")
        signed = manifest.sign(replace(deployment.manifest, root=ROOT, vault=vault), [SEED]).pack()
        (folder / "manifest").write_bytes(signed)
        history.write(folder / history.FOLDER, history.collect([signed]))
        return folder

    return made


def test_a_key_is_made_once(server: Path) -> None:
    first = founding.make_key(server)
    assert founding.make_key(server) == first
    assert (server / founding.SEED).stat().st_mode & 0o077 == 0


def test_a_damaged_key_is_named(server: Path) -> None:
    (server / founding.SEED).write_bytes(b"short")
    with pytest.raises(VaultError, match="damaged") as caught:
        founding.make_key(server)
    assert caught.value.kind == "seed"


def test_a_deployment_is_set_up_from_the_terminal(server: Path, ceremony: Callable[[bytes], Path]) -> None:
    """Run the two commands that the operator types, and have a vault that takes envelopes."""
    run = CliRunner()
    printed = run.invoke(main, ["--server", str(server), "key"]).output.strip()
    stick = ceremony(bytes.fromhex(printed))
    order = ["--server", str(server), "init", "--from", str(stick), "--fingerprint", ROOT.fingerprint.hex()]
    for _ in range(2):
        said = run.invoke(main, order)
        assert said.exit_code == 0, said.output
    assert "is ready" in said.output
    with open_store(server) as store:
        assert store.manifest.vault.hex() == printed
    assert {each.name for each in (server / "keys").iterdir()} == {
        each.name for each in (stick / "keys").iterdir()
    }


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("fingerprint", "fingerprint"), ("stranger", "seed"), ("no key", "seed"), ("taken", "exists"),
     ("keys", "key-file"), ("empty", "empty")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_taken(
    server: Path, ceremony: Callable[[bytes], Path], deployment: Deployment, fault: str, kind: str
) -> None:
    stick = ceremony(bytes(32) if fault == "stranger" else founding.make_key(server))
    pinned = ROOT.fingerprint
    match fault:
        case "fingerprint":
            pinned = bytes(32)
        case "no key":
            (server / founding.SEED).unlink()
        case "taken":
            shutil.copy(deployment.server / "manifest", server / "manifest")
        case "keys":
            next((stick / "keys").iterdir()).unlink()
        case "empty":
            (stick / "manifest").unlink()
            shutil.rmtree(stick / history.FOLDER)
    if fault == "stranger":
        founding.make_key(server)
    before = {path.name for path in server.iterdir()}
    with pytest.raises((KeysError, VaultError)) as caught:
        founding.found(server, stick, pinned)
    assert caught.value.kind == kind
    assert {path.name for path in server.iterdir()} - before <= {"keys"}


@pytest.mark.parametrize("typed", ["zz", "00", ""])
def test_a_fingerprint_that_is_none_is_refused(server: Path, typed: str) -> None:
    said = CliRunner().invoke(
        main, ["--server", str(server), "init", "--from", str(server), "--fingerprint", typed]
    )
    assert said.exit_code == 2
    assert "64 characters" in said.output


def test_a_folder_alone_is_not_believed(server: Path) -> None:
    said = CliRunner().invoke(main, ["--server", str(server), "init", "--from", str(server)])
    assert said.exit_code == 2
    assert "together" in said.output
