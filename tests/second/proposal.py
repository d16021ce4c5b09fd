"""Manifests signed apart (§7.3)."""

from __future__ import annotations

from typing import Any

from tests.second import canonical, edwards, signed
from tests.second.errors import need
from tests.second.primitives import sha256
from tests.second.wire import Reader, u

__all__ = ["assemble", "pack", "read", "sign"]

PROPOSAL = b"AMANAP\0\1"
SIGNATURE = b"AMANAG\0\1"


def pack(said: dict[str, Any]) -> bytes:
    """Write a proposal."""
    body = canonical.write(said)
    return PROPOSAL + u(4, len(body)) + body


def read(data: bytes) -> bytes:
    """Read a proposal's body."""
    reader = Reader(data)
    reader.magic(PROPOSAL)
    body = reader.take(reader.number(4))
    reader.end()
    return body


def sign(body: bytes, deployment: bytes, seed: bytes) -> bytes:
    """Write one signer's file."""
    public, made = edwards.public_of(seed), signed.sign(seed, "manifest", deployment, body)
    return SIGNATURE + sha256(body) + public + made


def assemble(body: bytes, files: list[bytes]) -> bytes:
    """Join a body and signature files: `proposal` for one of another body."""
    pairs: list[bytes] = []
    for file in files:
        reader = Reader(file)
        reader.magic(SIGNATURE)
        need(reader.take(32) == sha256(body), "proposal")
        pairs.append(reader.take(96))
        reader.end()
    return signed.KINDS["manifest"][0] + u(4, len(body)) + body + u(1, len(pairs)) + b"".join(sorted(pairs))
