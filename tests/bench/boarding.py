"""A board of 100,000 cells, against the primitives that its cells take, in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from keys import cells, primitives
from keys.calendar import day_number
from keys.cells import BLOCK, Place, Reply
from keys.manifest import BoardPolicy
from keys.merkle import Head
from reviewer.conversation.board import MailboxView, Stand, build
from tests.bench.figures import Figure, at_least, seconds, shown
from tests.vectors.generate.manifests import DESK_SEED, MANIFEST

B, K = 6, 1563
CELLS = 2**B * K


def measure() -> Iterator[Figure]:
    manifest = replace(MANIFEST, board=BoardPolicy(b=B, cadence="daily", k=K, list=8), hash=bytes(32))
    stand = Stand(serial=7, previous=bytes(32), issued=MANIFEST.issued, log=Head(1, bytes(32)))
    secret = primitives.random_bytes(32)
    boxes = [_mailbox(number, day_number(MANIFEST.issued)) for number in range(CELLS // 2)]
    took = seconds(lambda: build(boxes, manifest, stand, secret=secret, seed=DESK_SEED))
    raw = statistics.median(seconds(_cells) for _ in range(3)) / 2000
    yield shown("cells of a board made", CELLS / took, "cells/s")
    yield shown("one cell by itself: key, tag, sealing", 1 / raw, "cells/s")
    yield at_least("a board of 100,000 cells against its cells", raw * CELLS / took, "", 0.6)


def _mailbox(number: int, day: int) -> MailboxView:
    reply = Reply(number=1, total=1, day=day, text=f"answer {number}")
    keys = [primitives.sha256(f"{part} {number}".encode()) for part in ("author", "read")]
    return MailboxView(
        author=keys[0], read_key=keys[1], bucket=number * 4 % 256, opened=(day,), replies=(reply,)
    )


def _cells() -> None:
    """Seal two thousand cells, each of a mailbox of its own, with the key that the mailbox has."""
    place, block = Place(bytes(16), 7, 0), bytes(BLOCK)
    make = partial(cells.snapshot_key, bytes(32), bytes(32), bytes(16))
    for number in range(2000):
        cells.seal_cell(make(), number, block, place)
