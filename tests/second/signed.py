"""Signatures under a label and the files that carry them (§3)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tests.second import edwards
from tests.second.errors import need
from tests.second.primitives import sha256
from tests.second.wire import Reader, u

__all__ = ["KINDS", "Signed", "by_one", "pack", "parse", "sign", "verify"]

KINDS = {
    "manifest": (b"AMANAM\0\1", 1 << 20),
    "board": (b"AMANAB\0\1", 1 << 16),
    "ack": (b"AMANAA\0\1", 1 << 24),
    "bundle-in": (b"AMANAI\0\1", 1 << 24),
    "bundle-out": (b"AMANAO\0\1", 1 << 24),
}


@dataclass(frozen=True)
class Signed:
    """A file's body, its signatures by key, and how many bytes the file has."""

    body: bytes
    signatures: list[tuple[bytes, bytes]]
    length: int

    @property
    def hash(self) -> bytes:
        """Return the hash of the file, which is its body's."""
        return sha256(self.body)


def _message(label: str, deployment: bytes, body: bytes) -> bytes:
    tag = b"amana/v1/" + label.encode()
    return u(1, len(tag)) + tag + deployment + sha256(body)


def sign(seed: bytes, label: str, deployment: bytes, body: bytes) -> bytes:
    """Sign a body under a label, named without `amana/v1/`."""
    return edwards.sign(seed, _message(label, deployment, body))


def verify(public: bytes, label: str, deployment: bytes, body: bytes, signature: bytes) -> None:
    """Check what `sign` made: `signature`."""
    edwards.verify(public, _message(label, deployment, body), signature)


def parse(data: bytes, kind: str, *, more: bool = False) -> Signed:
    """Read a signed file; with `more` other bytes may follow it (§9)."""
    magic, most = KINDS[kind]
    reader = Reader(data)
    reader.magic(magic)
    length = reader.number(4)
    need(length <= most, "bounds")
    body = reader.take(length)
    count = reader.number(1)
    need(1 <= count <= 16, "bounds")
    signatures = [(reader.take(32), reader.take(64)) for _ in range(count)]
    keys = [key for key, _ in signatures]
    need(all(a < b for a, b in itertools.pairwise(keys)), "order")
    if not more:
        reader.end()
    return Signed(body, signatures, 13 + length + 96 * count)


def by_one(parsed: Signed, public: bytes, label: str, deployment: bytes) -> None:
    """Hold that one key signed, and no other: `signature`."""
    need([key for key, _ in parsed.signatures] == [public], "signature")
    verify(public, label, deployment, parsed.body, parsed.signatures[0][1])


def pack(kind: str, deployment: bytes, body: bytes, seeds: list[bytes]) -> bytes:
    """Write a file signed by these seeds."""
    signatures = sorted(edwards.public_of(seed) + sign(seed, kind, deployment, body) for seed in seeds)
    return KINDS[kind][0] + u(4, len(body)) + body + u(1, len(seeds)) + b"".join(signatures)
