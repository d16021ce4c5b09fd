"""Every cryptographic call of the formats, on one page.

Each function is a thin name over a library call: libsodium through PyNaCl (sealed boxes, Ed25519, BLAKE2b),
OpenSSL through cryptography (ML-KEM-768 of FIPS 203, ChaCha20-Poly1305 of RFC 8439, HKDF of RFC 5869), and
the Argon2 reference code through argon2-cffi (RFC 9106). Nothing is made here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import argon2.low_level
import nacl.exceptions
import nacl.public
import nacl.signing
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.errors import FormatError, UntrustedError

__all__ = [
    "KEY",
    "ZERO_NONCE",
    "HybridPublic",
    "aead_open",
    "aead_seal",
    "argon2id",
    "blake2b_128",
    "equal",
    "hkdf",
    "hmac_sha256",
    "random_bytes",
    "sha256",
    "sign",
    "signing_public",
    "verify",
]

# Used only with keys that seal one message in their whole life; each caller says why that is so.
ZERO_NONCE = bytes(12)
KEY = 32


def random_bytes(count: int) -> bytes:
    """Return ``count`` bytes of the operating system's randomness."""
    return secrets.token_bytes(count)


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of ``data``, 32 bytes."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, data, "sha256")


def blake2b_128(data: bytes) -> bytes:
    """Return BLAKE2b with 16 bytes of output (RFC 7693)."""
    return hashlib.blake2b(data, digest_size=16).digest()


def equal(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def hkdf(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256; an empty ``salt`` is RFC 5869's default."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=info).derive(ikm)


def argon2id(secret: bytes, salt: bytes, *, time: int, memory: int, lanes: int) -> bytes:
    """Return 32 bytes of Argon2id 0x13; ``memory`` in KiB."""
    return argon2.low_level.hash_secret_raw(
        secret, salt, time, memory, lanes, 32, argon2.low_level.Type.ID, 0x13
    )


def aead_seal(key: bytes, nonce: bytes, plaintext: bytes, ad: bytes) -> bytes:
    """Seal with ChaCha20-Poly1305; the 16-byte tag is at the end."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, ad)


def aead_open(key: bytes, nonce: bytes, sealed: bytes, ad: bytes, *, kind: str) -> bytes:
    """Open what ``aead_seal`` made, or raise UntrustedError of ``kind``."""
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, ad)
    except InvalidTag as error:
        raise UntrustedError(kind, "This part was damaged or altered.") from error


def signing_public(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a 32-byte seed."""
    return bytes(nacl.signing.SigningKey(seed).verify_key)


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature."""
    return nacl.signing.SigningKey(seed).sign(message).signature


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Check strictly, as libsodium does (docs/formats.md §3), or raise ``signature``."""
    try:
        nacl.signing.VerifyKey(public).verify(message, signature)
    except (nacl.exceptions.CryptoError, ValueError) as error:
        raise UntrustedError("signature", "The signature does not hold.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridPublic:
    """Public half of a hybrid recipient: X25519 (32 bytes) and ML-KEM-768 (1,184 bytes)."""

    x25519: bytes
    mlkem: bytes

    @classmethod
    def throw_away(cls) -> HybridPublic:
        """Make a key nobody can open with: its private half is dropped here."""
        return cls(
            x25519=bytes(nacl.public.PrivateKey.generate().public_key),
            mlkem=mlkem.MLKEM768PrivateKey.generate().public_key().public_bytes_raw(),
        )

    def box_seal(self, k1: bytes) -> bytes:
        """Seal a 32-byte key in libsodium's crypto_box_seal, 80 bytes.

        Raises:
            FormatError: ``key-file``, the key is a point of small order, with which anybody shares a secret.
        """
        try:
            return nacl.public.SealedBox(nacl.public.PublicKey(self.x25519)).encrypt(k1)
        except nacl.exceptions.CryptoError as error:
            raise FormatError("key-file", "This public key is not valid.") from error

    def encapsulate(self) -> tuple[bytes, bytes]:
        """Return ML-KEM-768's (shared secret, ciphertext), 32 and 1,088 bytes.

        Raises:
            FormatError: ``key-file``, the key's encoding is not valid (FIPS 203 §7.2 modulus check).
        """
        try:
            return mlkem.MLKEM768PublicKey.from_public_bytes(self.mlkem).encapsulate()
        except ValueError as error:
            raise FormatError("key-file", "This public key is not valid.") from error
