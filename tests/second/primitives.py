"""Name the primitives of §1 as pycryptodome has them; Argon2id (RFC 9106) is OpenSSL's, which ours is not."""

from __future__ import annotations

from Crypto.Cipher import ChaCha20_Poly1305
from Crypto.Hash import HMAC, SHA256, BLAKE2b
from Crypto.Protocol.KDF import HKDF
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.second.errors import FormatError

__all__ = ["NO_NONCE", "argon2id", "blake2b", "hkdf", "hmac", "open_aead", "seal_aead", "sha256"]

NO_NONCE = bytes(12)


def sha256(*parts: bytes) -> bytes:
    """Hash the parts joined: H of §1."""
    return SHA256.new(b"".join(parts)).digest()


def hmac(key: bytes, message: bytes) -> bytes:
    """Compute HMAC-SHA-256 (RFC 2104)."""
    return HMAC.new(key, message, SHA256).digest()


def hkdf(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    """Derive 32 bytes by HKDF-SHA-256 (RFC 5869); no salt is `b""`."""
    return bytes(HKDF(ikm, 32, salt, SHA256, context=info))


def blake2b(size: int, *parts: bytes) -> bytes:
    """Hash the parts joined by BLAKE2b (RFC 7693) to `size` bytes."""
    return BLAKE2b.new(digest_bytes=size, data=b"".join(parts)).digest()


def seal_aead(key: bytes, nonce: bytes, plaintext: bytes, ad: bytes) -> bytes:
    """Encrypt by ChaCha20-Poly1305 (RFC 8439), the tag at the end."""
    cipher = ChaCha20_Poly1305.new(key=key, nonce=nonce)
    cipher.update(ad)
    return b"".join(cipher.encrypt_and_digest(plaintext))


def open_aead(key: bytes, nonce: bytes, sealed: bytes, ad: bytes, kind: str) -> bytes:
    """Decrypt what `seal_aead` made.

    Raises:
        FormatError: the kind given, if it is too short or does not authenticate.
    """
    if len(sealed) < 16:
        raise FormatError(kind)
    cipher = ChaCha20_Poly1305.new(key=key, nonce=nonce)
    cipher.update(ad)
    try:
        return cipher.decrypt_and_verify(sealed[:-16], sealed[-16:])
    except ValueError:
        raise FormatError(kind) from None


def argon2id(secret: bytes, salt: bytes, passes: int, kib: int, lanes: int) -> bytes:
    """Stretch a secret to 32 bytes."""
    made = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=kib)
    return made.derive(secret)
