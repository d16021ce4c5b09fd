"""A vault serves the list of manifests from its first day, and takes new ones from their signers too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys import history, keyfile, manifest, primitives
from keys.errors import KeysError, UntrustedError
from keys.primitives import HybridPublic
from tests.conftest import Deployment
from tests.keys.lineage import grow
from vault.cli import main
from vault.errors import VaultError
from vault.renewal import take_folder
from vault.store import Store, create_store, open_store

SEED = b"\x09" * 32


def test_a_first_manifest_is_the_whole_list(deployment: Deployment) -> None:
    folder = deployment.server / history.FOLDER
    shutil.rmtree(folder)
    create_store(deployment.server).close()
    assert (folder / history.LOG).read_bytes() == deployment.manifest.leaf
    assert (folder / "1").read_bytes() == (deployment.server / "manifest").read_bytes()


def test_a_later_one_needs_those_before(deployment: Deployment) -> None:
    root = manifest.RootKeys(k=1, keys=(primitives.signing_public(SEED),))
    first = history.collect([manifest.sign(replace(deployment.manifest, root=root), [SEED]).pack()])
    known = grow(first, [SEED])
    shutil.rmtree(deployment.server / history.FOLDER)
    (deployment.server / "manifest").write_bytes(known.files[-1])
    with pytest.raises(UntrustedError, match="Bring every manifest") as caught:
        create_store(deployment.server)
    assert caught.value.kind == "serial"
    history.write(deployment.server / history.FOLDER, first)
    create_store(deployment.server).close()
    assert history.collect(history.stored(deployment.server / history.FOLDER)) == known


@pytest.fixture
def signed(deployment: Deployment) -> history.History:
    """The vault's first manifest, under a root key that is known."""
    root = manifest.RootKeys(k=1, keys=(primitives.signing_public(SEED),))
    first = history.collect([manifest.sign(replace(deployment.manifest, root=root), [SEED]).pack()])
    shutil.rmtree(deployment.server / history.FOLDER)
    (deployment.server / "manifest").write_bytes(first.files[-1])
    return first


@pytest.fixture
def vault(deployment: Deployment, signed: history.History) -> Iterator[Store]:
    create_store(deployment.server).close()
    with open_store(deployment.server) as store:
        yield store


def carried(folder: Path, known: history.History, *keys: bytes) -> Path:
    """What the signers put on a stick."""
    (folder / "keys").mkdir(parents=True)
    (folder / "manifest").write_bytes(known.files[-1])
    history.write(folder / history.FOLDER, known)
    for key in keys:
        (folder / "keys" / primitives.sha256(key).hex()).write_bytes(key)
    return folder


def test_a_new_desk_key_comes_straight_from_the_signers(
    vault: Store, signed: history.History, tmp_path: Path
) -> None:
    """The vault would refuse bundles of a desk that it does not know; the root's word is above a desk's."""
    key = keyfile.pack(HybridPublic.throw_away())
    lanes = {**signed.latest.lanes, "desk": {202701: primitives.sha256(key).hex()}}
    known = grow(signed, [SEED], desk=primitives.signing_public(b"\x08" * 32), lanes=lanes)
    folder = carried(tmp_path / "stick", known, key)
    done = CliRunner().invoke(main, ["--server", str(vault.server), "renew", str(folder)])
    assert (done.exit_code, done.output) == (0, f"Manifest 2 of {known.latest.issued} is in force.\n")
    assert vault.manifest == known.latest
    assert (vault.server / "keys" / primitives.sha256(key).hex()).read_bytes() == key
    assert take_folder(vault, folder) == known.latest


def test_what_the_root_did_not_sign_is_not_taken(
    vault: Store, signed: history.History, tmp_path: Path
) -> None:
    def kind(folder: Path) -> str:
        with pytest.raises((KeysError, VaultError)) as caught:
            take_folder(vault, folder)
        return caught.value.kind

    (tmp_path / "empty").mkdir()
    assert kind(tmp_path / "empty") == "empty"
    lanes = {"desk": {202701: "00" * 32}}
    assert kind(carried(tmp_path / "keyless", grow(signed, [SEED], lanes=lanes))) == "key-file"
    junk = carried(tmp_path / "junk", grow(signed, [SEED]))
    (junk / "keys" / ("00" * 32)).write_bytes(keyfile.pack(HybridPublic.throw_away()))
    assert kind(junk) == "key-file"
    forged = carried(tmp_path / "forged", grow(signed, [SEED]))
    (forged / "manifest").write_bytes((forged / "manifest").read_bytes()[:-1] + b"\0")
    assert kind(forged) == "threshold"
    assert vault.manifest == signed.latest
    with vault.exclusive(), pytest.raises(VaultError) as caught:
        take_folder(vault, carried(tmp_path / "good", grow(signed, [SEED])))
    assert caught.value.kind == "busy"
