"""Hold the workstation open while somebody works, and lock it when nobody has for a while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from time import monotonic

from keys.errors import KeystoreError
from reviewer.workstation import Workstation

__all__ = ["Holder"]

IDLE = 300.0  # seconds

Opener = Callable[[str], AbstractContextManager[Workstation]]


class Holder:
    """The one open workstation; all calls come from one thread, as the store asks."""

    def __init__(self, opener: Opener, idle: float = IDLE, now: Callable[[], float] = monotonic) -> None:
        self._opener = opener
        self._idle = idle
        self._now = now
        self._stack = ExitStack()
        self._station: Workstation | None = None
        self._until = 0.0
        self._on_lock: list[Callable[[], object]] = []

    def on_lock(self, forget: Callable[[], object]) -> None:
        """Have ``forget`` called whenever the desk locks: what was opened is not to outlive it."""
        self._on_lock.append(forget)

    def unlock(self, passphrase: str) -> None:
        """Enter; raises as ``workstation.enter``."""
        self.lock()
        self._station = self._stack.enter_context(self._opener(passphrase))
        self._until = self._now() + self._idle

    def lock(self) -> None:
        """Leave: the store is closed, and the keys are overwritten."""
        self._station = None
        for forget in self._on_lock:
            forget()
        self._stack.close()

    def tick(self) -> None:
        """Lock, if nobody did anything for too long."""
        if self._station is not None and self._now() >= self._until:
            self.lock()

    @property
    def open(self) -> bool:
        """Whether the workstation is open."""
        self.tick()
        return self._station is not None

    def station(self) -> Workstation:
        """Return the workstation; somebody is at work with it.

        Raises:
            KeystoreError: ``locked``.
        """
        self.tick()
        if self._station is None:
            raise KeystoreError("locked", "The desk is locked. Type your passphrase to go on.")
        self._until = self._now() + self._idle
        return self._station
