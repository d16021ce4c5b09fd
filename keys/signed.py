"""Signatures and signed files (docs/formats.md §3).

A signature covers a label, the deployment and a hash of the bytes as received, so nothing signed as one
thing, or for one deployment, reads as another.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from keys import primitives, tags
from keys.errors import FormatError, UntrustedError
from keys.wire import Reader, u8, u32

__all__ = [
    "BODY_LIMITS",
    "MAX_SIGNATURES",
    "SignedFile",
    "make",
    "parse",
    "parse_prefix",
    "sign",
    "signed_by",
    "verify",
]

MAX_SIGNATURES = 16
# Largest body of each kind, in bytes; checked before a byte of the body is looked at.
BODY_LIMITS = {
    tags.MAGIC_MANIFEST: 1 << 20,
    tags.MAGIC_BOARD: 64 << 10,
    tags.MAGIC_ACK: 16 << 20,
    tags.MAGIC_BUNDLE_IN: 16 << 20,
    tags.MAGIC_BUNDLE_OUT: 16 << 20,
}


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A magic, a body, and (public key, signature) pairs ascending by key. Parsing proves none of them."""

    magic: bytes
    body: bytes
    signatures: tuple[tuple[bytes, bytes], ...]

    def pack(self) -> bytes:
        """Return the file's bytes."""
        pairs = b"".join(key + signature for key, signature in self.signatures)
        return self.magic + u32(len(self.body)) + self.body + u8(len(self.signatures)) + pairs

    @property
    def hash(self) -> bytes:
        """SHA-256 of the body, 32 bytes; what chains of signed files refer to."""
        return primitives.sha256(self.body)


def sign(tag: bytes, deployment: bytes, body: bytes, seed: bytes) -> bytes:
    """Return the 64-byte signature of ``body`` as ``tag`` for ``deployment``."""
    return primitives.sign(seed, _message(tag, deployment, body))


def verify(tag: bytes, deployment: bytes, body: bytes, public: bytes, signature: bytes) -> None:
    """Check one signature.

    Raises:
        UntrustedError: ``signature``, it does not hold.
    """
    primitives.verify(public, _message(tag, deployment, body), signature)


def make(magic: bytes, tag: bytes, deployment: bytes, body: bytes, seeds: Sequence[bytes]) -> SignedFile:
    """Sign ``body`` with every seed and return the file."""
    pairs = sorted((primitives.signing_public(seed), sign(tag, deployment, body, seed)) for seed in seeds)
    return SignedFile(magic, body, tuple(pairs))


def parse(untrusted: bytes, magic: bytes) -> SignedFile:
    """Read a whole signed file.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``bounds``, ``order``.
    """
    file, consumed = parse_prefix(untrusted, magic)
    if consumed != len(untrusted):
        raise FormatError("trailing", "There are bytes after the end.")
    return file


def parse_prefix(untrusted: bytes, magic: bytes) -> tuple[SignedFile, int]:
    """Read a signed file at the start of ``untrusted``; return it and the bytes it took.

    Raises:
        FormatError: ``magic``, ``truncated``, ``bounds``, ``order``.
    """
    reader = Reader(untrusted)
    reader.magic(magic)
    length = reader.u32()
    if length > BODY_LIMITS[magic]:
        raise FormatError("bounds", "This file's body is larger than its kind allows.")
    body = reader.take(length)
    count = reader.u8()
    if not 1 <= count <= MAX_SIGNATURES:
        raise FormatError("bounds", "A signed file has 1 to 16 signatures.")
    pairs = tuple((reader.take(32), reader.take(64)) for _ in range(count))
    if any(left[0] >= right[0] for left, right in itertools.pairwise(pairs)):
        raise FormatError("order", "The signatures are not in ascending order of key, or one is repeated.")
    return SignedFile(magic, body, pairs), reader.position


def signed_by(file: SignedFile, tag: bytes, deployment: bytes, public: bytes) -> None:
    """Check that ``public``, and nobody else, signed ``file``.

    Raises:
        UntrustedError: ``signature``.
    """
    if len(file.signatures) != 1 or not primitives.equal(file.signatures[0][0], public):
        raise UntrustedError("signature", "This file is not signed by the expected key.")
    verify(tag, deployment, file.body, public, file.signatures[0][1])


def _message(tag: bytes, deployment: bytes, body: bytes) -> bytes:
    return u8(len(tag)) + tag + deployment + primitives.sha256(body)
