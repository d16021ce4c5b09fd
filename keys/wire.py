"""Strict reading of big-endian binary layouts (docs/formats.md §1)."""

from __future__ import annotations

import base64
import binascii
import struct

from keys.errors import FormatError

__all__ = ["Reader", "from_base64url", "from_hex", "to_base64url", "u8", "u16", "u32", "u64"]


_VERSION = 2  # bytes at the end of a magic


class Reader:
    """Read fields off a byte string; any shortfall or leftover is a named error."""

    def __init__(self, untrusted: bytes) -> None:
        self._bytes = untrusted
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes.

        Raises:
            FormatError: ``truncated``, fewer are left.
        """
        end = self._at + count
        if end > len(self._bytes):
            raise FormatError("truncated", "The data ends too early.")
        taken = self._bytes[self._at : end]
        self._at = end
        return taken

    def magic(self, expected: bytes) -> None:
        """Consume the eight bytes of ``expected``: what kind of file, and which version of it.

        Raises:
            FormatError: ``magic``, another kind of file; ``version``, this kind, of a version not known here.
        """
        found = self.take(len(expected))
        if found[:-_VERSION] != expected[:-_VERSION]:
            raise FormatError("magic", "This is not the expected kind of file.")
        if found != expected:
            raise FormatError(
                "version",
                f"This is of version {int.from_bytes(found[-_VERSION:], 'big')}, which is not known here. "
                "Install the newest Amana, then try again.",
            )

    def u8(self) -> int:
        """Return the next byte as a number."""
        return self.take(1)[0]

    def u16(self) -> int:
        """Return the next two bytes as a number."""
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        """Return the next four bytes as a number."""
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        """Return the next eight bytes as a number."""
        return int.from_bytes(self.take(8), "big")

    def end(self) -> None:
        """Raise ``trailing`` unless every byte has been read."""
        if self._at != len(self._bytes):
            raise FormatError("trailing", "There are bytes after the end.")

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._bytes) - self._at

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._at


def u8(value: int) -> bytes:
    """Return ``value`` as one byte."""
    return struct.pack(">B", value)


def u16(value: int) -> bytes:
    """Return ``value`` as two bytes."""
    return struct.pack(">H", value)


def u32(value: int) -> bytes:
    """Return ``value`` as four bytes."""
    return struct.pack(">I", value)


def u64(value: int) -> bytes:
    """Return ``value`` as eight bytes."""
    return struct.pack(">Q", value)


def from_hex(untrusted: object, size: int, kind: str = "bounds") -> bytes:
    """Decode exactly ``size`` bytes of lower-case hex, or raise FormatError of ``kind``."""
    text = untrusted if isinstance(untrusted, str) else ""
    if len(text) != 2 * size or any(c not in "0123456789abcdef" for c in text):
        raise FormatError(kind, f"Expected {size} bytes in lower-case hex.")
    return bytes.fromhex(text)


def to_base64url(data: bytes) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(untrusted: object, size: int, kind: str = "bounds") -> bytes:
    """Decode exactly ``size`` bytes of unpadded base64url; malleable spellings are refused."""
    text = untrusted if isinstance(untrusted, str) and untrusted.isascii() else ""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != size or to_base64url(data) != text:
        raise FormatError(kind, f"Expected {size} bytes in base64url.")
    return data
