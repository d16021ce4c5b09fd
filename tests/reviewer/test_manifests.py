"""Manifests at the desk: each new one is kept with those before, and no other history is ever taken."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from keys import history, manifest, primitives
from keys.errors import UntrustedError
from keys.history import History
from keys.manifest import RootKeys
from reviewer import inbound
from reviewer.conversation import publish
from tests.keys.lineage import HEIR_ROOT, HEIRS, grow
from tests.reviewer.world import Carried, World, mailbox

SEED = b"\x09" * 32


@pytest.fixture
def known(world: World) -> History:
    """The world's manifest under a root key that is known, seen by the desk once."""
    root = RootKeys(k=1, keys=(primitives.signing_public(SEED),))
    first = history.collect([manifest.sign(replace(world.manifest, root=root), [SEED]).pack()])
    shutil.rmtree(world.offline / history.FOLDER)
    bring(world, first)
    with world.enter():
        pass
    return first


def bring(world: World, known: History) -> None:
    """Copy the newest manifest into the desk's folder, as `amana-keys assemble` leaves it."""
    (world.offline / "manifest").write_bytes(known.files[-1])


def refused(world: World) -> str:
    with pytest.raises(UntrustedError) as caught, world.enter():
        pass
    return caught.value.kind


def test_all_manifests_go_out_and_the_board_names_their_list(world: World, known: History) -> None:
    for _ in range(2):
        known = grow(known, [SEED])
        bring(world, known)
        with world.enter() as station:
            assert station.history == known
    with world.enter() as station:
        publish.publish(station, world.stick, world.day)
    carried = Carried.read(world.stick, known.latest)
    sent = {name: data for name, data in carried.items.items() if name.startswith("manifests/")}
    assert sent == {f"manifests/{serial}": file for serial, file in enumerate(known.files, 1)}
    assert carried.header.log == known.head
    assert carried.header.manifest == known.latest.hash


def test_a_manifest_that_skips_one_is_refused_until_the_other_is_there(world: World, known: History) -> None:
    second = grow(known, [SEED])
    third = grow(second, [SEED])
    bring(world, third)
    assert refused(world) == "serial"
    history.write(world.offline / history.FOLDER, second)
    with world.enter() as station:
        assert station.manifest.serial == 3


def test_a_second_manifest_of_one_number_is_a_fork(world: World, known: History) -> None:
    bring(world, grow(known, [SEED]))
    with world.enter():
        pass
    bring(world, grow(known, [SEED], csp="default-src *"))
    assert refused(world) == "fork"


def test_a_root_that_hands_over_is_followed_and_no_other(world: World, known: History) -> None:
    strange = replace(known.latest, root=HEIR_ROOT)
    shutil.copytree(world.offline / history.FOLDER, world.offline / "kept")
    shutil.rmtree(world.offline / history.FOLDER)
    bring(world, history.collect([manifest.sign(strange, HEIRS).pack()]))
    assert refused(world) == "fingerprint"
    (world.offline / "kept").rename(world.offline / history.FOLDER)
    bring(world, grow(known, [SEED, *HEIRS], root=HEIR_ROOT))
    with world.enter() as station:
        assert station.manifest.root.fingerprint == HEIR_ROOT.fingerprint


def test_another_vault_begins_a_chain_of_its_own(world: World, known: History) -> None:
    """The server was lost, or its key stolen: bundles of the new key count from one, alone are taken."""
    with world.enter() as station:
        assert world.take(station, world.write(mailbox())).stopped is None
    late = world.write(mailbox())
    world.export(late)
    seed = primitives.random_bytes(32)
    bring(world, grow(known, [SEED], vault=primitives.signing_public(seed)))
    with world.enter() as station:
        stopped = inbound.import_bundles(station, world.stick, world.day).stopped
        assert stopped is not None
        assert stopped.kind == "signature"
        for bundle in world.stick.iterdir():
            bundle.unlink()
        (world.server / "vault.seed").write_bytes(seed)
        world.serial, world.previous = 0, bytes(32)
        assert world.take(station, late, world.write(mailbox())).outcome["opened", ""] == 2
        publish.publish(station, world.stick, world.day)
        assert publish.rebuild(station).same
        acks = [name for name in Carried.read(world.stick, station.manifest).items if name.startswith("ack/")]
        assert acks == ["ack/1"]
