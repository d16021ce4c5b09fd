"""The sealed box of libsodium: X25519, HSalsa20, XSalsa20-Poly1305, from Bernstein's papers.

"Extending the Salsa20 nonce" (2008) gives HSalsa20; "Cryptography in NaCl" (2009) how a box uses it.
"""

from __future__ import annotations

import os
from struct import pack, unpack

from Crypto.Cipher import Salsa20
from Crypto.Protocol.DH import import_x25519_private_key, import_x25519_public_key, key_agreement

from tests.second.errors import FormatError, need
from tests.second.primitives import blake2b

__all__ = ["LENGTH", "open_box", "seal_box", "x25519", "x25519_public"]

LENGTH = 80
SIGMA = unpack("<4I", b"expand 32-byte k")
QUARTERS = (
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
)  # fmt: skip


def x25519(secret: bytes, public: bytes) -> bytes:
    """Agree on a point (RFC 7748); `key-file` if the public key is of small order."""
    try:
        return bytes(
            key_agreement(
                static_priv=import_x25519_private_key(secret),
                static_pub=import_x25519_public_key(public),
                kdf=lambda shared: shared,
            )
        )
    except ValueError:
        raise FormatError("key-file") from None


def x25519_public(secret: bytes) -> bytes:
    """Find the public key of a secret."""
    return bytes(import_x25519_private_key(secret).public_key().export_key(format="raw"))


def _hsalsa20(key: bytes, nonce: bytes) -> bytes:
    k, n = unpack("<8I", key), unpack("<4I", nonce)
    x = [SIGMA[0], *k[:4], SIGMA[1], *n, SIGMA[2], *k[4:], SIGMA[3]]
    for _ in range(10):
        for quarter in QUARTERS:
            for step, bits in enumerate((7, 9, 13, 18), start=1):
                a, b, c = quarter[step % 4], quarter[step - 1], quarter[step - 2]
                word = x[b] + x[c] & 0xFFFFFFFF
                x[a] ^= (word << bits | word >> 32 - bits) & 0xFFFFFFFF
    return pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def _poly1305(key: bytes, message: bytes) -> bytes:
    """Authenticate once (RFC 8439 §2.5)."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) & (1 << 128) - 1).to_bytes(16, "little")


def _stream(shared: bytes, ephemeral_public: bytes, public: bytes) -> tuple[bytes, bytes]:
    """Return the key of the authenticator and the 32 bytes that hide the message."""
    nonce = blake2b(24, ephemeral_public, public)
    key = _hsalsa20(_hsalsa20(shared, bytes(16)), nonce[:16])
    stream = Salsa20.new(key=key, nonce=nonce[16:]).encrypt(bytes(64))
    return stream[:32], stream[32:]


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def seal_box(message: bytes, public: bytes, ephemeral: bytes | None = None) -> bytes:
    """Seal 32 bytes for a recipient (`crypto_box_seal`)."""
    ephemeral = ephemeral or os.urandom(32)
    own = x25519_public(ephemeral)
    once, hidden = _stream(x25519(ephemeral, public), own, public)
    sealed = _xor(message, hidden)
    return own + _poly1305(once, sealed) + sealed


def open_box(box: bytes, secret: bytes) -> bytes:
    """Open a box of 32 bytes; what does not open is `not-for-me`."""
    need(len(box) == LENGTH, "not-for-me")
    try:
        shared = x25519(secret, box[:32])
    except FormatError:
        raise FormatError("not-for-me") from None
    once, hidden = _stream(shared, box[:32], x25519_public(secret))
    need(_poly1305(once, box[48:]) == box[32:48], "not-for-me")
    return _xor(box[48:], hidden)
