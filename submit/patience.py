"""Connections that must keep moving: a thread waits for nobody who sends or reads at less than a crawl.

A request has a short while to begin with and more for every byte it brings; how long the bytes of a large
file take in all does not matter. The same for everybody, and nothing of it is kept.
"""

from __future__ import annotations

import socket
import time

from submit.errors import SlowError

__all__ = ["PatientSocket"]

# A request's head and first bytes must come within this; it is generous to two hops of a bad line.
BEGIN_SECONDS = 20.0
# Bytes a second, on average over the request, of the worst line that is still waited for.
LEAST_RATE = 1024


class PatientSocket:
    """A socket whose waits are counted against what it brings."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.begin()

    def begin(self) -> None:
        """Begin a request: what came before no longer counts."""
        self._waited = 0.0
        self._received = 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive as a socket does.

        Raises:
            SlowError: ``slow``.
        """
        allowed = BEGIN_SECONDS + self._received / LEAST_RATE - self._waited
        if allowed <= 0:
            raise SlowError
        begun = time.monotonic()
        self._inner.settimeout(allowed)
        try:
            data = self._inner.recv(size, flags)
        except TimeoutError as error:
            raise SlowError from error
        finally:
            self._waited += time.monotonic() - begun
        self._received += len(data)
        return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """Send as a socket does, to whoever takes it at no less than the least rate."""
        self._inner.settimeout(BEGIN_SECONDS + len(data) / LEAST_RATE)
        self._inner.sendall(data, flags)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)
