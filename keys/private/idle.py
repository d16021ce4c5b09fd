"""Lock a keystore that was left open: whoever waits for a person does not wait with the keys in hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from keys.errors import KeystoreError
from keys.private.session import Session

__all__ = ["LONGEST", "waiting"]

LONGEST = 300.0  # seconds


@contextmanager
def waiting(session: Session, seconds: float = LONGEST) -> Iterator[None]:
    """Wait for a person inside the block; after ``seconds`` the session is locked, though nobody comes back.

    Raises:
        KeystoreError: ``locked``, out of the block's end: it took too long, and the keys are gone.
    """
    locked = threading.Event()

    def lock() -> None:
        locked.set()
        session.lock()

    timer = threading.Timer(seconds, lock)
    # A program that ends meanwhile must not be kept alive; its memory goes with it.
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
    if locked.is_set():
        raise KeystoreError(
            "locked", "Nobody answered for so long that the keystore was locked. Begin this step again."
        )
