"""Bodies of requests: so many at once, and never slower than a bad line, so that nobody can hold up the rest.

Each body that is being taken holds a thread. There are fewer slots than threads: whoever opens many
connections and sends slowly finds the slots full, and everybody else still gets pages and answers.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from werkzeug.exceptions import ClientDisconnected

from vault.errors import BusyError

__all__ = ["PIECE", "SLOTS", "Bodies", "discard", "pieces"]

PIECE = 256 * 1024
SLOTS = 48
# A browser that is still sending when it is refused would see a broken connection instead of the reason, so
# this much more is read and thrown away. Whoever sends more than that on purpose learns less.
PATIENCE = 64 * 1024 * 1024


class Bodies:
    """The slots of one process."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._free = threading.BoundedSemaphore(slots)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold a slot while a body is taken.

        Raises:
            BusyError: ``busy``, none is free.
        """
        if not self._free.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            self._free.release()


def pieces(body: IO[bytes]) -> Iterator[bytes]:
    """Yield a body as it comes, up to its end or to where the connection broke off.

    Raises:
        SlowError: ``slow``.
    """
    while piece := _read(body):
        yield piece


def discard(body: IO[bytes]) -> None:
    """Read what a refused sender still sends."""
    left = PATIENCE
    while left > 0 and (piece := _read(body)):
        left -= len(piece)


def _read(body: IO[bytes]) -> bytes:
    try:
        return body.read(PIECE)
    except ClientDisconnected:
        return b""
