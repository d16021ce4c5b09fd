"""What the desk sends back: boards and manifests are taken whole and in order, or change nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from keys import history, keyfile, manifest, merkle, primitives
from keys.primitives import HybridPublic
from tests.vault.carrying import refused, take
from tests.vault.world import ZEROS, Desk
from vault import board, outbound
from vault.store import Store

Put = Callable[..., str]


def test_a_board_is_swapped_in_and_the_last_one_kept(store: Store, desk: Desk) -> None:
    assert board.current(store.server) is None
    assert board.header(store.server) is None
    header = None
    for serial in (1, 2, 3):
        header = desk.publish_board(serial, ZEROS if header is None else header.hash)
        desk.send()
        assert [taken.board for taken in take(store, desk)] == [serial]
    snapshot = board.current(store.server)
    assert snapshot is not None
    assert header is not None
    assert snapshot.serial == 3
    assert board.header(store.server) == header
    assert header.check_list(snapshot.list.read_bytes()) == bytes(20)
    assert header.check_bucket(1, snapshot.bucket(1).read_bytes())
    assert not snapshot.bucket(2).exists()
    before = board.find(store.server, 2)
    assert before is not None
    assert before.header.exists()
    assert board.find(store.server, 1) is None
    assert sorted(path.name for path in (store.server / "board").iterdir()) == ["2", "3", "current"]


def test_a_board_that_is_not_right_changes_nothing(store: Store, desk: Desk) -> None:
    header = desk.publish_board(5)
    desk.send()
    take(store, desk)

    def attempt(change: Callable[[], object]) -> str:
        serial, previous = desk.serial, desk.previous
        change()
        desk.send()
        kind = refused(store, desk)
        desk.serial, desk.previous = serial, previous
        return kind

    assert attempt(lambda: desk.publish_board(4)) == "board-rollback"
    assert attempt(lambda: desk.publish_board(6)) == "board-rollback"
    for change, kind in (
        ({"board/list": bytes(19)}, "board-hash"),
        ({"board/bucket/0": bytes(4096)}, "board-hash"),
        ({"board/header": b"AMANAB\0\1"}, "truncated"),
    ):
        assert attempt(lambda change=change: desk.publish_board(6, header.hash, **change)) == kind  # type: ignore[misc]

    def without(name: str) -> None:
        desk.publish_board(6, header.hash)
        del desk.items[name]

    assert attempt(lambda: without("board/bucket/1")) == "board"
    assert attempt(lambda: without("board/header")) == "bounds"
    other = replace(desk, seed=b"\x01" * 32, items=desk.items)
    assert attempt(lambda: other.publish_board(6, header.hash)) == "signature"
    assert board.header(store.server) == header


@pytest.fixture
def renewing(store: Store) -> tuple[manifest.Manifest, list[bytes]]:
    """The vault's manifest with root keys whose seeds are known."""
    seeds = [bytes([n]) * 32 for n in (1, 2)]
    keys = tuple(sorted(map(primitives.signing_public, seeds)))
    base = replace(store.manifest, root=manifest.RootKeys(k=2, keys=keys))
    packed = manifest.sign(base, seeds).pack()
    (store.server / "manifest").write_bytes(packed)
    shutil.rmtree(store.server / history.FOLDER)
    history.write(store.server / history.FOLDER, history.collect([packed]))
    return store.manifest, seeds


def after(held: manifest.Manifest, **changes: Any) -> manifest.Manifest:
    """The manifest that comes next."""
    return replace(held, serial=held.serial + 1, previous=held.hash, log=merkle.head([held.leaf]), **changes)


def test_a_new_manifest_and_its_keys_are_taken(
    store: Store, desk: Desk, renewing: tuple[manifest.Manifest, list[bytes]]
) -> None:
    held, seeds = renewing
    public = HybridPublic.throw_away()
    key = keyfile.key_id(public)
    following = after(held, lanes={**held.lanes, "desk": {**held.lanes["desk"], 202701: key}})
    packed = manifest.sign(following, seeds).pack()
    desk.items = {"manifests/2": packed}
    desk.send()
    assert refused(store, desk) == "key-file"
    desk.serial, desk.previous = 0, ZEROS
    desk.items = {"manifests/2": packed, f"keys/{key}": keyfile.pack(HybridPublic.throw_away())}
    desk.send()
    assert refused(store, desk) == "key-file"
    assert store.manifest == held
    desk.serial, desk.previous = 0, ZEROS
    desk.items = {"manifests/2": packed, f"keys/{key}": keyfile.pack(public)}
    desk.send()
    assert [taken.manifest for taken in take(store, desk)] == [2]
    assert store.manifest == following
    assert (store.server / "keys" / key).read_bytes() == keyfile.pack(public)
    leaves = (store.server / history.FOLDER / history.LOG).read_bytes()
    assert leaves == held.leaf + store.manifest.leaf
    desk.items = {"manifests/1": manifest.sign(held, seeds).pack(), f"keys/{key}": keyfile.pack(public)}
    desk.send()
    assert [taken.manifest for taken in take(store, desk)] == [None]


def test_a_manifest_that_does_not_follow_is_refused(
    store: Store, desk: Desk, renewing: tuple[manifest.Manifest, list[bytes]]
) -> None:
    held, seeds = renewing
    following = after(held)
    stranger = manifest.RootKeys(k=1, keys=(primitives.signing_public(b"\x09" * 32),))
    other_log = merkle.Head(1, ZEROS)
    cases = {
        "root": manifest.sign(replace(following, root=stranger), [b"\x09" * 32]),
        "threshold": manifest.sign(following, seeds[:1]),
        "deployment": manifest.sign(replace(following, deployment=bytes(16)), seeds),
        "previous": manifest.sign(replace(following, previous=ZEROS), seeds),
        "log": manifest.sign(replace(following, log=other_log), seeds),
        "fork": manifest.sign(replace(held, csp="default-src *"), seeds),
        "manifest": manifest.sign(replace(following, vault=ZEROS), seeds),
        "serial": manifest.sign(replace(following, serial=3, log=merkle.Head(2, ZEROS)), seeds),
    }
    for kind, file in cases.items():
        desk.items = {"manifests/2": file.pack()}
        desk.send()
        assert refused(store, desk) == kind
        desk.serial, desk.previous = 0, ZEROS
    for strange, kind in ((b"no manifest", "magic"), (b"AMANAM\0\2" + bytes(200), "version")):
        desk.items = {"manifests/2": strange}
        desk.send()
        assert refused(store, desk) == kind
        desk.serial, desk.previous = 0, ZEROS
    assert store.manifest == held


def test_manifests_that_were_missed_come_together(
    store: Store, desk: Desk, renewing: tuple[manifest.Manifest, list[bytes]]
) -> None:
    """Two manifests at once, and what a damaged folder lost: the desk sends all, and the log is whole."""
    held, seeds = renewing
    known = history.collect([manifest.sign(held, seeds).pack()])
    for _ in range(2):
        following = replace(after(known.latest), log=known.head)
        known = history.collect([*known.files, manifest.sign(following, seeds).pack()])
    shutil.rmtree(store.server / history.FOLDER)
    desk.items = {f"manifests/{serial}": file for serial, file in enumerate(known.files, 1)}
    desk.send()
    assert [taken.manifest for taken in take(store, desk)] == [3]
    folder = store.server / history.FOLDER
    assert history.collect(history.stored(folder)) == known
    assert (folder / history.LOG).read_bytes() == b"".join(known.leaves)


def test_a_root_hands_over_to_the_next(
    store: Store, desk: Desk, renewing: tuple[manifest.Manifest, list[bytes]]
) -> None:
    """New root keys are believed where enough of the old ones signed for them too."""
    held, seeds = renewing
    fresh = [bytes([n]) * 32 for n in (3, 4, 5)]
    keys = tuple(sorted(map(primitives.signing_public, fresh)))
    changed = after(held, root=manifest.RootKeys(k=2, keys=keys, since=2, former=held.root))
    for signers in (fresh, [*seeds[:1], *fresh], [*seeds, *fresh[:1]]):
        desk.items = {"manifests/2": manifest.sign(changed, signers).pack()}
        desk.send()
        assert refused(store, desk) == "threshold"
        desk.serial, desk.previous = 0, ZEROS
    desk.items = {"manifests/2": manifest.sign(changed, [*seeds, *fresh[:2]]).pack()}
    desk.send()
    assert [taken.manifest for taken in take(store, desk)] == [2]
    assert store.manifest.root.fingerprint == changed.root.fingerprint


def test_a_board_made_with_another_list_of_manifests_is_refused(store: Store, desk: Desk) -> None:
    for log in (merkle.Head(1, ZEROS), merkle.head([store.manifest.leaf, ZEROS])):
        desk.publish_board(1, log=log)
        desk.send()
        assert refused(store, desk) == "log"
        desk.serial, desk.previous = 0, ZEROS
    desk.publish_board(1)
    desk.send()
    assert [taken.board for taken in take(store, desk)] == [1]


def test_an_oversized_item_is_refused_unread(store: Store, desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbound, "MAX_SIGNED", 10)
    desk.publish_board(1)
    desk.send()
    assert refused(store, desk) == "bounds"


def test_bundles_of_the_desk_come_once_and_in_order(store: Store, desk: Desk) -> None:
    first = desk.publish_board(1)
    desk.send()
    take(store, desk)
    assert refused(store, desk) == "replay"
    second = desk.publish_board(2, first.hash)
    desk.send()
    desk.publish_board(3, second.hash)
    desk.send()
    assert [(taken.serial, taken.missing) for taken in take(store, desk)] == [(3, 1)]
    desk.publish_board(4, ZEROS)
    desk.send(seed=b"\x01" * 32)
    assert refused(store, desk) == "signature"


def test_a_bundle_in_many_segments_is_taken_whole(store: Store, desk: Desk) -> None:
    desk.publish_board(1)
    desk.send(limit=1000)
    assert len(list(desk.stick.iterdir())) > 8
    last = sorted(desk.stick.iterdir())[3]
    moved = last.read_bytes()
    last.unlink()
    assert refused(store, desk) == "truncated"
    assert board.current(store.server) is None
    last.write_bytes(moved)
    assert [taken.board for taken in take(store, desk)] == [1]
