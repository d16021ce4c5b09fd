"""Envelope body: STREAM of 64 KiB chunks (docs/formats.md §5.3; Hoang, Reyhanitabar, Rogaway, Vizár 2015)."""

from __future__ import annotations

from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keys.envelope.header import EnvelopeKeys
from keys.sizes import CHUNK

__all__ = ["Sink", "StreamWriter", "nonce"]


class Sink(Protocol):
    """Takes bytes in order."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


def nonce(counter: int, *, last: bool) -> bytes:
    """Return the chunk's nonce: 11-byte counter, then 1 for the last chunk only."""
    return counter.to_bytes(11, "big") + bytes([last])


class StreamWriter:
    """Seal bytes as they come, in constant memory; ``close`` writes the last chunk."""

    def __init__(self, out: Sink, keys: EnvelopeKeys) -> None:
        self._out = out
        self._aead = ChaCha20Poly1305(keys.body)
        self._ad = keys.digest
        self._pending = bytearray()
        self._counter = 0

    def write(self, data: bytes | memoryview) -> None:
        """Take plaintext; every chunk known not to be the last is sealed and written at once."""
        view = memoryview(data)
        at = 0
        while len(self._pending) + len(view) - at > CHUNK:
            if self._pending:
                room = CHUNK - len(self._pending)
                self._pending += view[at : at + room]
                at += room
                self._seal(self._pending, last=False)
                self._pending.clear()
            else:
                self._seal(view[at : at + CHUNK], last=False)
                at += CHUNK
        self._pending += view[at:]

    def close(self) -> None:
        """Write the last chunk."""
        self._seal(self._pending, last=True)
        self._pending.clear()

    def _seal(self, chunk: bytearray | memoryview, *, last: bool) -> None:
        self._out.write(self._aead.encrypt(nonce(self._counter, last=last), bytes(chunk), self._ad))
        self._counter += 1
