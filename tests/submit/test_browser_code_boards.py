"""Boards that Python makes: the browser code finds in them what is each mailbox's, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from keys import cells, primitives
from keys.calendar import day_number
from keys.cells import Place, Reply
from keys.mailbox import Mailbox
from keys.merkle import Head
from tests.conftest import DAY
from tests.submit.bridge import Bridge
from vault.formats.board import BoardHeader, make

DESK = bytes([7]) * 32
B, K, SERIAL = 2, 12, 9


def _board(
    folder: Path, deployment: bytes, salt: bytes, boxes: Sequence[tuple[Mailbox, list[Reply], int]]
) -> None:
    """Write a snapshot with each mailbox's replies and so many of its messages opened."""
    buckets: list[list[bytes]] = [[] for _ in range(2**B)]
    entries = []
    for box, replies, opened in boxes:
        snapshot = cells.snapshot_key(box.read_key, salt, deployment)
        place = Place(deployment, SERIAL, box.bucket >> 8 - B)
        blocks = [block for reply in replies for block in cells.split(reply)]
        buckets[place.bucket] += [
            cells.seal_cell(snapshot, at, block, place) for at, block in enumerate(blocks)
        ]
        entries += [cells.ack_entry(snapshot, at, day_number(DAY) + at) for at in range(opened)]
    entries += [primitives.random_bytes(10) for _ in range(256 - len(entries))]
    for bucket in buckets:
        bucket += [primitives.random_bytes(cells.CELL) for _ in range(K - len(bucket))]
    files = {"list": b"".join(sorted(entries))} | {
        f"bucket-{n}": b"".join(sorted(b)) for n, b in enumerate(buckets)
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    header = BoardHeader(
        b=B,
        buckets=tuple(primitives.sha256(files[f"bucket-{number}"]) for number in range(2**B)),
        deployment=deployment,
        due=DAY,
        issued=DAY,
        k=K,
        list_entries=256,
        list_sha256=primitives.sha256(files["list"]),
        log=Head(1, bytes(32)),
        manifest=bytes(32),
        previous=bytes(32),
        salt=salt,
        serial=SERIAL,
    )
    (folder / "header").write_bytes(make(header, DESK))


def _replies(chance: random.Random, total: int) -> list[Reply]:
    texts = ["".join(chance.choices("aé ض😀\n", k=chance.choice([1, 40, 4000]))) for _ in range(total)]
    return [
        Reply(number=number, total=total, day=chance.randrange(18262, 80000), text=text)
        for number, text in enumerate(texts, 1)
    ]


def test_each_mailbox_finds_its_own_on_a_board(bridge: Bridge, tmp_path: Path) -> None:
    chance, deployment = random.Random(5), bytes(range(16))
    boxes = []
    for at, total in enumerate((0, 1, 1, 2, 2, 0)):
        box = Mailbox(chance.randbytes(32), (at * 64 + chance.randrange(64)) % 256, chance.randbytes(32))
        boxes.append((box, _replies(chance, total), chance.choice([0, 1, 5, 64])))
    _board(tmp_path, deployment, chance.randbytes(32), boxes)
    asked = {
        "do": "board",
        "deployment": deployment.hex(),
        "desk": primitives.signing_public(DESK).hex(),
        "header": str(tmp_path / "header"),
        "list": str(tmp_path / "list"),
        "bucket": str(tmp_path / "bucket-"),
    }
    results = bridge.run(
        [{**asked, "read_key": box.read_key.hex(), "bucket_byte": box.bucket} for box, _, _ in boxes]
    )
    for (_, replies, opened), found in zip(boxes, results, strict=True):
        assert found["opened"] == [day_number(DAY) + at for at in range(opened)]
        assert [Reply(**reply) for reply in found["replies"]] == replies
    (stranger,) = bridge.run([{**asked, "read_key": "00" * 32, "bucket_byte": 0}])
    assert stranger == {"replies": [], "opened": []}
    (tmp_path / "list").write_bytes(bytes(2560))
    (damaged,) = bridge.run([{**asked, "read_key": "00" * 32, "bucket_byte": 0}])
    assert damaged["kind"] == "board-hash"
