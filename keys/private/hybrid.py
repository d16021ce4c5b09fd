"""Private half of a hybrid recipient, and opening what was wrapped for it (docs/formats.md §5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

import nacl.exceptions
import nacl.public
from cryptography.hazmat.primitives.asymmetric import mlkem

from keys import primitives
from keys.errors import NotForMeError, UntrustedError
from keys.primitives import ZERO_NONCE, HybridPublic
from keys.wrap import BOX, CIPHERTEXT, OVERHEAD, transcript_key

__all__ = ["HybridPrivate", "Pair", "pair", "unwrap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridPrivate:
    """X25519 secret (32 bytes) and ML-KEM-768 seed (64 bytes, FIPS 203). Its repr shows neither."""

    x25519: bytes = field(repr=False)
    mlkem: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> HybridPrivate:
        """Draw a fresh pair."""
        return cls(x25519=primitives.random_bytes(32), mlkem=primitives.random_bytes(64))

    @classmethod
    def from_seed(cls, seed: bytes) -> HybridPrivate:
        """Take a pair from 96 secret bytes: X25519 secret (32), ML-KEM-768 seed (64)."""
        return cls(x25519=seed[:32], mlkem=seed[32:])

    def public(self) -> HybridPublic:
        """Return the public half."""
        return HybridPublic(
            x25519=bytes(nacl.public.PrivateKey(self.x25519).public_key),
            mlkem=mlkem.MLKEM768PrivateKey.from_seed_bytes(self.mlkem).public_key().public_bytes_raw(),
        )

    def box_open(self, box: bytes) -> bytes | None:
        """Open a sealed box, or return None if it was made for another key."""
        try:
            return nacl.public.SealedBox(nacl.public.PrivateKey(self.x25519)).decrypt(box)
        except nacl.exceptions.CryptoError:
            return None

    def decapsulate(self, ciphertext: bytes) -> bytes:
        """Return the shared secret; a foreign ciphertext gives an unrelated one (implicit rejection)."""
        return mlkem.MLKEM768PrivateKey.from_seed_bytes(self.mlkem).decapsulate(ciphertext)


Pair = tuple[HybridPublic, HybridPrivate]


def pair(private: HybridPrivate) -> Pair:
    """Return both halves, computed once; the public half is part of every transcript."""
    return private.public(), private


def unwrap(
    tag: bytes, deployment: bytes, context: int, recipient: Pair, wrapped: bytes, ad: bytes = b""
) -> bytes:
    """Open what ``keys.wrap.wrap`` made.

    Raises:
        NotForMeError: it was made for another key, deployment or context, or altered.
    """
    public, private = recipient
    if len(wrapped) < OVERHEAD:
        raise NotForMeError
    box, ciphertext = wrapped[:BOX], wrapped[BOX : BOX + CIPHERTEXT]
    k1 = private.box_open(box)
    if k1 is None or len(k1) != primitives.KEY:
        raise NotForMeError
    k2 = private.decapsulate(ciphertext)
    key = transcript_key(tag, deployment, context, public, box, ciphertext, k1, k2)
    try:
        return primitives.aead_open(key, ZERO_NONCE, wrapped[BOX + CIPHERTEXT :], ad, kind="not-for-me")
    except UntrustedError as error:
        raise NotForMeError from error
