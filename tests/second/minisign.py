"""Detached signatures in minisign's format (§3.1)."""

from __future__ import annotations

import base64
import re

from tests.second import edwards
from tests.second.errors import FormatError, need
from tests.second.primitives import blake2b, sha256

__all__ = ["public_key", "read_public_key", "sign", "verify"]

LARGEST = 8192
FILE = re.compile(
    r"untrusted comment: [^\n]*\n([A-Za-z0-9+/=]+)\ntrusted comment: ([^\n]*)\n([A-Za-z0-9+/=]+)\n?"
)


def _number(public: bytes) -> bytes:
    return sha256(public)[:8]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, start: bytes, size: int) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise FormatError("minisign") from None
    need(data.startswith(start) and len(data) == size and _text(data) == text, "minisign")
    return data


def public_key(public: bytes) -> str:
    """Write a public key."""
    return _text(b"Ed" + _number(public) + public)


def read_public_key(text: str) -> bytes:
    """Read a public key."""
    return _bytes(text, b"Ed", 42)[10:]


def sign(data: bytes, comment: str, seed: bytes) -> bytes:
    """Write a signature file."""
    made = edwards.sign(seed, blake2b(64, data))
    numbered = _text(b"ED" + _number(edwards.public_of(seed)) + made)
    over = _text(edwards.sign(seed, made + comment.encode()))
    return f"untrusted comment: by hand\n{numbered}\ntrusted comment: {comment}\n{over}\n".encode()


def verify(data: bytes, file: bytes, public: bytes) -> str:
    """Check a signature file and return its trusted comment: `minisign` or `signature`."""
    try:
        found = FILE.fullmatch(file.decode())
    except UnicodeDecodeError:
        raise FormatError("minisign") from None
    if found is None or len(file) > LARGEST:
        raise FormatError("minisign")
    made, over = _bytes(found[1], b"ED", 74)[10:], _bytes(found[3], b"", 64)
    edwards.verify(public, blake2b(64, data), made)
    edwards.verify(public, made + found[2].encode(), over)
    return found[2]
