"""Connections that must keep moving: no thread waits for anybody who sends or reads at less than a crawl.

The head of a request is gathered without a thread; then its body has a short while to begin with, and more
for every byte it brings: how long a large file takes in all does not matter. It is the same for everybody.
"""

from __future__ import annotations

import socket
import time

from submit.errors import SlowError

__all__ = ["PatientSocket"]

# A head must be whole, and a body begin, within this; it is generous to a bad line through Tor.
BEGIN_SECONDS = 20.0
# Bytes a second, on average over the request, of the worst line that is still waited for.
LEAST_RATE = 1024
# More of a head is not gathered: whoever parses it says what is too large.
LARGEST_HEAD = 65536
# What comes after an answer is thrown away; it is not waited for.
AFTERWARDS_SECONDS = 0.01
_STEP = 8192


class PatientSocket:
    """A socket whose waits are counted against what it brings."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self._ahead = b""
        self._head_since: float | None = None
        self._is_closing = False
        self.begin()

    def has_head(self) -> bool:
        """Take what has come, without waiting; return whether there is something to parse.

        Raises:
            SlowError: ``slow``, the head has been coming for too long.
        """
        self._inner.settimeout(0)
        try:
            while b"\r\n\r\n" not in self._ahead and len(self._ahead) < LARGEST_HEAD:
                data = self._inner.recv(_STEP)
                if not data:
                    return True  # it ended; the parser sees that too
                self._ahead += data
        except BlockingIOError:
            now = time.monotonic()
            if self._ahead and self._head_since is None:
                self._head_since = now
            if self._head_since is not None and now - self._head_since > BEGIN_SECONDS:
                raise SlowError from None
            return False
        return True

    def begin(self) -> None:
        """Begin a request: what came before no longer counts."""
        self._waited = 0.0
        self._received = 0
        self._head_since = None

    def hurry(self) -> None:
        """The request is answered: what is left of its body is waited for no more."""
        self._waited = BEGIN_SECONDS + self._received / LEAST_RATE - AFTERWARDS_SECONDS

    def shutdown(self, how: int) -> None:
        """Close one direction: nobody waits for the other side any more, so that nobody can make us."""
        self._is_closing = True
        self._inner.shutdown(how)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive as a socket does.

        Raises:
            SlowError: ``slow``.
        """
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        if self._is_closing:
            self._inner.settimeout(AFTERWARDS_SECONDS)
            return self._inner.recv(size, flags)
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
