"""Hold that what one implementation signs and writes, the other takes: manifests, boards, bundles, logs."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import canonical as our_canonical
from keys import manifest as our_manifest
from keys import merkle, trust
from keys import minisign as our_minisign
from keys import proposal as our_proposal
from keys.cells import Reply as OurReply
from reviewer.conversation import board as our_board
from tests.second import board as boards
from tests.second import bundle, canonical, cells, edwards, log, mailbox, manifest, minisign, proposal, signed
from tests.second.cells import Reply
from tests.second.primitives import sha256
from tests.second.snapshot import Told, build
from tests.vectors.generate.manifests import DESK_SEED, MANIFEST, ROOTS, VAULT_SEED
from vault.formats import acks as our_acks
from vault.formats import board as our_header
from vault.formats.chain import START
from vault.formats.segment import read_bundles
from vault.formats.write import write_bundle

DEPLOYMENT = MANIFEST.deployment
DESK, VAULT = edwards.public_of(DESK_SEED), edwards.public_of(VAULT_SEED)
BODY = our_canonical.loads(our_manifest.body(MANIFEST), 1 << 20)
CHARACTERS = st.characters(exclude_categories=["Cs"])


@settings(max_examples=30, deadline=None)
@given(name=st.text(CHARACTERS, min_size=1, max_size=200), b=st.integers(0, 6), k=st.integers(1, 4096))
def test_a_manifest(name: str, b: int, k: int) -> None:
    said = BODY | {"names": {"en": name}, "board": BODY["board"] | {"b": b, "k": k}}
    file = signed.pack("manifest", DEPLOYMENT, canonical.write(said), ROOTS)
    read = our_manifest.parse(file)
    assert our_manifest.sign(read, ROOTS).pack() == file
    assert (read.names["en"], read.board.b, read.root.fingerprint) == (
        name,
        b,
        manifest.fingerprint(said["root"]),
    )
    assert manifest.parse(file).hash == read.hash


def test_manifests_that_follow_and_hand_over() -> None:
    first = BODY | {"serial": 1, "previous": "00" * 32, "log": {"root": sha256().hex(), "size": 0}}
    files = [signed.pack("manifest", DEPLOYMENT, canonical.write(first), ROOTS)]
    heirs = [bytes([n]) * 32 for n in (1, 2)]
    keys = sorted(edwards.public_of(seed).hex() for seed in heirs)
    for serial, root in ((2, {"k": 2, "keys": keys, "since": 2, "former": BODY["root"]}), (3, None)):
        read = [manifest.parse(file) for file in files]
        leaves = [log.leaf(each.body) for each in read]
        said = first | {
            "serial": serial,
            "previous": read[-1].hash.hex(),
            "log": {"root": log.head(leaves)[0].hex(), "size": len(leaves)},
            "root": root or {"k": 2, "keys": keys, "since": 2},
        }
        seeds = ROOTS + heirs if root else heirs
        files.append(signed.pack("manifest", DEPLOYMENT, canonical.write(said), seeds))
        made = manifest.parse(files[-1])
        manifest.check_follows(made, read[-1], leaves)
        before = our_manifest.parse(files[-2])
        our_manifest.check_follows(our_manifest.parse(files[-1]), before, merkle.head(leaves))
    pinned = manifest.fingerprint(first["root"])
    manifest.check_root(manifest.parse(files[2]), pinned, lambda serial: files[serial - 1])
    trust.check_root(our_manifest.parse(files[2]), pinned, lambda serial: files[serial - 1])


def test_a_manifest_signed_apart() -> None:
    body = proposal.read(our_proposal.pack(MANIFEST))
    assert proposal.pack(canonical.read(body, 1 << 20)) == our_proposal.pack(MANIFEST)
    parts = [our_proposal.sign(MANIFEST, ROOTS[0]), proposal.sign(body, DEPLOYMENT, ROOTS[1])]
    assert our_proposal.sign(MANIFEST, ROOTS[1]) == parts[1]
    assert our_manifest.parse(proposal.assemble(body, parts)).hash == sha256(body)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 16, 21])
def test_proofs_of_a_log(size: int) -> None:
    leaves = [log.leaf(bytes([n])) for n in range(size)]
    root, _ = log.head(leaves)
    assert merkle.head(leaves).root == root
    for at in range(size):
        assert merkle.inclusion(leaves, at) == log.inclusion(leaves, at)
        log.check_inclusion(leaves[at], at, merkle.inclusion(leaves, at), (root, size))
        before = at + 1
        assert merkle.consistency(leaves, before) == log.consistency(leaves, before)
        log.check_consistency(log.head(leaves[:before]), (root, size), merkle.consistency(leaves, before))


REPLIES = st.lists(st.text(CHARACTERS, min_size=1, max_size=3000), max_size=3)


@settings(max_examples=12, deadline=None)
@given(
    texts=st.lists(REPLIES, max_size=3),
    opened=st.lists(st.integers(20_000, 21_000), max_size=5),
    b=st.integers(0, 2),
    serial=st.integers(1, 2**31),
)
def test_a_board_is_the_same_bytes(texts: list[list[str]], opened: list[int], b: int, serial: int) -> None:
    boxes = [mailbox.Mailbox(sha256(bytes([n])), 90 * n, bytes([n]) * 32) for n in range(len(texts))]
    told = [
        Told(box, opened, [Reply(r, len(own), 20_700 + r, text) for r, text in enumerate(own, start=1)])
        for box, own in zip(boxes, texts, strict=True)
    ]
    said = BODY | {"board": {"b": b, "cadence": "weekly", "k": 40, "list": 8}}
    known = our_manifest.parse(signed.pack("manifest", DEPLOYMENT, canonical.write(said), ROOTS))
    frame = {
        "b": b, "k": 40, "deployment": DEPLOYMENT.hex(), "serial": serial, "issued": "2026-11-24",
        "due": "2026-12-02", "manifest": known.hash.hex(), "previous": "00" * 32,
        "log": {"root": "11" * 32, "size": 5},
    }  # fmt: skip
    header, entries, buckets = build(told, frame, 8, b"secret".ljust(32), DESK_SEED)
    stand = our_board.Stand(
        serial=serial, previous=bytes(32), issued=date(2026, 11, 24), log=merkle.Head(5, b"\x11" * 32)
    )
    views = [
        our_board.MailboxView(
            author=each.box.author, read_key=each.box.read_key, bucket=each.box.bucket, opened=tuple(opened),
            replies=tuple(OurReply(**asdict(reply)) for reply in each.replies),
        )
        for each in told
    ]  # fmt: skip
    made = our_board.build(views, known, stand, secret=b"secret".ljust(32), seed=DESK_SEED)
    assert (made.header, made.list, list(made.buckets)) == (header, entries, buckets)
    read = boards.parse(made.header, DEPLOYMENT, DESK)
    boards.check_list(read, made.list)
    our_header.parse(header, deployment=DEPLOYMENT, desk=DESK).check_list(entries)
    for each in told:
        key = cells.snapshot_key(each.box.read_key, bytes.fromhex(read["salt"]), DEPLOYMENT)
        number = each.box.bucket >> 8 - b
        place = cells.Place(DEPLOYMENT, serial, number)
        boards.check_bucket(read, number, made.buckets[number])
        assert cells.read_cells(key, made.buckets[number], place) == each.replies
        assert cells.read_acks(key, made.list) == opened


SIZES = st.lists(st.integers(1, 300), max_size=6)


@settings(max_examples=20, deadline=None)
@given(sizes=SIZES, limit=st.integers(50, 400))
def test_the_other_takes_a_bundle_of_ours(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], limit: int
) -> None:
    folder = tmp_path_factory.mktemp("stick")
    contents = {sha256(bytes([n])).hex(): bytes([n]) * size for n, size in enumerate(sizes)}
    items = [(name, len(data), lambda data=data: io.BytesIO(data)) for name, data in contents.items()]
    last = write_bundle(
        folder,
        items,
        kind="in",
        deployment=DEPLOYMENT,
        serial=1,
        previous=bytes(32),
        seed=VAULT_SEED,
        limit=limit,
    )
    files = [path.read_bytes() for path in folder.iterdir()]
    taken = list(bundle.read_stick(files, "in", DEPLOYMENT, VAULT))
    joined = dict.fromkeys(contents, b"")
    for segment in taken:
        for piece, content in zip(segment.said["pieces"], segment.contents(), strict=True):
            assert piece["offset"] == len(joined[piece["name"]])
            joined[piece["name"]] += content
    assert (joined, taken[-1].hash) == (contents, last)


def test_ours_takes_a_bundle_of_the_other(tmp_path: Path) -> None:
    previous = bytes(32)
    for segment, (offset, data) in enumerate([(0, b"one"), (3, b"two and")], start=1):
        piece = {
            "name": "board/list",
            "offset": offset,
            "size": len(data),
            "total": 10,
            "sha256": sha256(data).hex(),
        }
        index: dict[str, Any] = {
            "v": 1, "deployment": DEPLOYMENT.hex(), "kind": "out", "serial": 1, "segment": segment,
            "segments": 2, "previous": previous.hex(), "pieces": [piece],
        }  # fmt: skip
        (tmp_path / f"{segment}").write_bytes(bundle.pack(index, [data], DESK_SEED))
        previous = sha256(canonical.write(index))
    taken = read_bundles(tmp_path, kind="out", deployment=DEPLOYMENT, public=DESK, chain=START)
    assert b"".join(data for each in taken for _, read in each.read_all() for data in read) == b"onetwo and"


def test_an_acknowledgement() -> None:
    said = {
        "v": 1, "bundle": "aa" * 32, "deployment": DEPLOYMENT.hex(), "ids": ["00" * 32, "01" * 32],
        "serial": 7, "vault": VAULT.hex(),
    }  # fmt: skip
    file = signed.pack("ack", DEPLOYMENT, canonical.write(said), [DESK_SEED])
    read = our_acks.parse(file, deployment=DEPLOYMENT, desk=DESK, vault=VAULT)
    assert our_acks.make(read, DESK_SEED) == file
    assert bundle.acknowledgement(our_acks.make(read, DESK_SEED), DEPLOYMENT, DESK, VAULT) == said


def test_a_minisign_signature() -> None:
    data, seed = b"kit" * 1000, ROOTS[0]
    public = edwards.public_of(seed)
    made = minisign.sign(data, "kit 1", seed)
    assert our_minisign.verify(io.BytesIO(data), our_minisign.parse(made), public) == "kit 1"
    theirs = our_minisign.sign(io.BytesIO(data), "kit 2", seed).write().encode()
    assert minisign.verify(data, theirs, public) == "kit 2"
    assert minisign.public_key(public) == our_minisign.public_key(public)
    assert minisign.read_public_key(our_minisign.public_key(public)) == public
