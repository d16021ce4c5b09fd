"""Seal seeds as reporters' devices would, to be carried to a desk and opened there."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator

from keys import keyfile
from keys.calendar import epoch_of
from keys.envelope import seal
from keys.mailbox import Mailbox
from tests.reviewer.world import World
from tests.seeds.reports import Seeded

__all__ = ["carry", "mailbox_of", "sealed"]

_A_BUNDLE = 500


def mailbox_of(thread: int) -> Mailbox:
    """Return the mailbox of a thread, without the wait that a codename takes."""
    halves = [hashlib.sha256(f"{part} {thread}".encode()).digest() for part in ("read", "author")]
    return Mailbox(halves[0], thread % 256, halves[1])


def sealed(world: World, seeds: Iterable[Seeded]) -> Iterator[bytes]:
    """Yield an envelope for each seed, sealed to the desk's key of today's week."""
    quarter, key = world.manifest.identity
    recipient = keyfile.parse((world.server / "keys" / key).read_bytes(), key)
    lane = world.lane("desk")
    for seed in seeds:
        out = io.BytesIO()
        seal(
            out,
            seed.draft,
            deployment=world.manifest.deployment,
            epoch=epoch_of(world.day),
            lanes=[lane],
            mailbox=mailbox_of(seed.thread),
            files=[(name, "image/png", io.BytesIO(data)) for name, data in seed.files.items()],
            identity_key=(quarter, recipient),
        )
        yield out.getvalue()


def carry(world: World, seeds: Iterable[Seeded]) -> None:
    """Bring seeds to the desk in bundles, in their order."""
    waiting: list[bytes] = []
    with world.enter() as station:
        for envelope in sealed(world, seeds):
            waiting.append(envelope)
            if len(waiting) == _A_BUNDLE:
                world.take(station, *waiting)
                waiting = []
        if waiting:
            world.take(station, *waiting)
