"""Do something once nothing has happened for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["Quiet"]


class Quiet:
    """Call ``action`` in a thread of its own ``seconds`` after the last ``stir``."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._seconds = seconds
        self._action = action
        self._last = 0.0
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def stir(self) -> None:
        """Say that something happened."""
        with self._guard:
            self._last = time.monotonic()
            if self._thread is None and not self._stopped.is_set():
                # A daemon: stopping a server never waits for it, and what it does may be cut off anywhere.
                self._thread = threading.Thread(target=self._wait, name="amana-quiet", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Wait for a running action, and start none any more."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            thread.join()

    def _wait(self) -> None:
        while not self._stopped.wait(max(0.0, self._last + self._seconds - time.monotonic())):
            heard = self._last
            if heard + self._seconds > time.monotonic():
                continue
            self._action()
            with self._guard:
                if self._last == heard:
                    self._thread = None
                    return
