"""A new vault serves the list of manifests from its first day, or says what is missing."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from keys import history, manifest, primitives
from keys.errors import UntrustedError
from tests.conftest import Deployment
from tests.keys.lineage import grow
from vault.store import create_store

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
