"""Hybrid recipients (§4) and what is wrapped for them (§5.1): ML-KEM-768 as kyber-py writes it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from kyber_py.ml_kem import ML_KEM_768

from tests.second.errors import FormatError, need
from tests.second.primitives import NO_NONCE, hkdf, open_aead, seal_aead, sha256
from tests.second.sealedbox import LENGTH, open_box, seal_box, x25519_public
from tests.second.wire import Reader, u

__all__ = ["Pair", "Public", "new_pair", "pack_key_file", "read_key_file", "unwrap", "wrap"]

MAGIC = b"AMANAK\0\1"
CIPHERTEXT = 1088


@dataclass(frozen=True)
class Public:
    """A recipient's two public keys."""

    x25519: bytes
    mlkem: bytes


@dataclass(frozen=True)
class Pair:
    """A recipient's secrets: an X25519 key and the seed d ‖ z of FIPS 203."""

    x25519: bytes
    mlkem: bytes

    @property
    def public(self) -> Public:
        """Find the public keys."""
        return Public(x25519_public(self.x25519), ML_KEM_768.key_derive(self.mlkem)[0])


def new_pair() -> Pair:
    """Draw a pair."""
    return Pair(os.urandom(32), os.urandom(64))


def read_key_file(data: bytes, asked: str | None = None) -> Public:
    """Read a public key file; `key-file` if it is not the one asked for."""
    reader = Reader(data)
    reader.magic(MAGIC)
    public = Public(reader.take(32), reader.take(1184))
    reader.end()
    need(asked in (None, sha256(data).hex()), "key-file")
    return public


def pack_key_file(public: Public) -> bytes:
    """Write a public key file."""
    return MAGIC + public.x25519 + public.mlkem


def _key(tag: str, deployment: bytes, context: int, to: Public, sent: bytes, k2k1: bytes) -> bytes:
    label = b"amana/v1/" + tag.encode()
    transcript = sha256(label, deployment, u(4, context), to.x25519, to.mlkem, sent)
    return hkdf(k2k1, transcript, label)


def wrap(
    tag: str,
    deployment: bytes,
    context: int,
    to: Public,
    secret: bytes,
    ad: bytes = b"",
    drawn: tuple[bytes, bytes, bytes] | None = None,
) -> bytes:
    """Wrap a secret; `drawn` gives k1, the box's ephemeral secret and the coins m of FIPS 203.

    Raises:
        FormatError: `key-file`, if a public key is none.
    """
    k1, ephemeral, coins = drawn or (os.urandom(32), os.urandom(32), os.urandom(32))
    box = seal_box(k1, to.x25519, ephemeral)
    try:
        k2, ciphertext = ML_KEM_768._encaps_internal(to.mlkem, coins)
    except ValueError:
        raise FormatError("key-file") from None
    key = _key(tag, deployment, context, to, box + ciphertext, k2 + k1)
    return box + ciphertext + seal_aead(key, NO_NONCE, secret, ad)


def unwrap(tag: str, deployment: bytes, context: int, pair: Pair, wrapped: bytes, ad: bytes = b"") -> bytes:
    """Open what was wrapped for a pair; whatever does not open is `not-for-me`."""
    sent, sealed = wrapped[: LENGTH + CIPHERTEXT], wrapped[LENGTH + CIPHERTEXT :]
    need(len(sent) == LENGTH + CIPHERTEXT, "not-for-me")
    k1 = open_box(sent[:LENGTH], pair.x25519)
    public, secret = ML_KEM_768.key_derive(pair.mlkem)
    k2: bytes = ML_KEM_768.decaps(secret, sent[LENGTH:])
    to = Public(x25519_public(pair.x25519), public)
    key = _key(tag, deployment, context, to, sent, k2 + k1)
    return open_aead(key, NO_NONCE, sealed, ad, "not-for-me")
