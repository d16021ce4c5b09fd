"""Import against the bare primitives that opening takes, in the same run; and the memory it takes.

*Primitives* of one small envelope are: the X25519 box of two and a half slots, for one of four is ours; one
ML-KEM-768; ChaCha20-Poly1305 over its bytes; SHA-256 over them twice; one Ed25519 signature. Of a large one
only the bytes count. An envelope is also a file that must be on the disk before its row is, which no import
can leave out; a second ratio takes that in.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl.signing import SigningKey

from keys import manifest
from keys.calendar import today
from keys.private.demonstration import Site, create_demonstration
from keys.private.hybrid import HybridPrivate
from keys.sizes import CHUNK
from reviewer import inbound
from submit.headers import CSP
from tests.bench.deployment import HERE
from tests.bench.figures import Figure, at_least, at_most, seconds, shown
from tests.bench.own import peak, resident
from tests.reviewer.world import World, mailbox
from tests.seeds.reports import seeded
from tests.seeds.sealing import sealed

SMALL, LARGE = 10_000, 1_000_000_000


def measure() -> Iterator[Figure]:
    with _world() as world:
        yield from _many(world)
    with _world() as world:
        yield from _one(world)


@contextmanager
def _world() -> Iterator[World]:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        place = Path(folder)
        (place / "stick").mkdir()
        create_demonstration(place / "offline", place / "server", Site(csp=CSP), today())
        yield World(
            offline=place / "offline",
            server=place / "server",
            stick=place / "stick",
            manifest=manifest.parse((place / "offline" / "manifest").read_bytes()),
            passphrase=(place / "offline" / "passphrase").read_text(),
            day=today(),
        )


def _many(world: World) -> Iterator[Figure]:
    seeds = list(seeded(1, SMALL, day=world.day, files=False))
    envelopes = list(sealed(world, seeds))
    size = len(envelopes[0])
    half = SMALL // 2
    world.export(*envelopes[:half])
    world.export(*envelopes[half:])
    del envelopes
    with world.enter() as station:
        before = resident()
        took = seconds(lambda: inbound.import_bundles(station, world.stick, world.day))
        grown = peak() - before
        count = station.store.row("SELECT count(*) AS n FROM messages") or {}
    if count["n"] != SMALL:
        raise AssertionError(f"{count['n']} of {SMALL} opened")
    raw = _primitives(size)
    yield shown("import of 10,000 envelopes of 16 KiB", SMALL / took, "envelopes/s")
    yield shown("primitives of such envelopes", 1 / raw, "envelopes/s")
    kept = _kept(size, world.offline)
    yield shown("files of that size written durably", 1 / kept, "files/s")
    yield at_least("import of 10,000 against the primitives", raw * SMALL / took, "", 0.6)
    yield at_least("the same against primitives and files", (raw + kept) * SMALL / took, "", 0.6)
    yield at_most("memory of that import over before", grown, "MiB", 64)


def _one(world: World) -> Iterator[Figure]:
    envelope = _large(world)
    size = len(envelope)
    world.export(envelope)
    del envelope
    with world.enter() as station:
        before = resident()
        took = seconds(lambda: inbound.import_bundles(station, world.stick, world.day))
        grown = peak() - before
    raw = seconds(partial(_stream, size))
    yield shown("import of an envelope of 1 GB", size / took / 2**20, "MiB/s")
    yield at_least("import of 1 GB against the primitives", raw / took, "", 0.6)
    yield at_most("memory of that import", grown, "MiB", 64)


def _large(world: World) -> bytes:
    return world.write(mailbox(), "large", files={"film.mp4": bytes(LARGE)})


def _primitives(size: int, rounds: int = 400) -> float:
    """Return seconds for the bare primitives of one small envelope."""
    private = HybridPrivate.generate()
    public = private.public()
    box, (_, ciphertext) = public.box_seal(bytes(32)), public.encapsulate()
    cipher, signer = ChaCha20Poly1305(bytes(32)), SigningKey.generate()
    body, signed = cipher.encrypt(bytes(12), bytes(size), b""), signer.sign(b"x" * 64)

    def two() -> None:
        for _ in range(5):
            private.box_open(box)
        for _ in range(2):
            private.decapsulate(ciphertext)
            cipher.decrypt(bytes(12), body, b"")
            hashlib.sha256(body).digest()
            hashlib.sha256(body).digest()
            signer.verify_key.verify(signed)

    return seconds(lambda: [two() for _ in range(rounds)]) / rounds / 2


def _kept(size: int, folder: Path, rounds: int = 400) -> float:
    """Return seconds for one envelope's file: made, written, on the disk, and named."""
    data = bytes(size)

    def keep() -> None:
        for number in range(rounds):
            path = folder / f"bench-{number}"
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            path.rename(path.with_suffix(".kept"))

    took = seconds(keep) / rounds
    for path in folder.glob("bench-*"):
        path.unlink()
    return took


def _stream(size: int) -> None:
    cipher = ChaCha20Poly1305(bytes(32))
    chunk = cipher.encrypt(bytes(12), bytes(CHUNK), b"")
    whole, attachment = hashlib.sha256(), hashlib.sha256()
    for _ in range(size // CHUNK):
        attachment.update(cipher.decrypt(bytes(12), chunk, b""))
        whole.update(chunk)
