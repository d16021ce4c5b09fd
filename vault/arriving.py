"""Take an envelope whose length shows only at its end: one that is sealed here while its report comes in.

The same promise, checks and places as vault/accept.py. What fits a text-only message waits in memory, and
goes to the database as all of them do; the first byte more opens a file of ciphertext. Neither the length nor
the id is known before the end, so the limits are held as the bytes come.
"""

from __future__ import annotations

import hashlib
from datetime import date
from types import TracebackType

from keys.sizes import ENVELOPE_LENGTHS
from vault.accept import SMALL, check_start
from vault.errors import MalformedError, TooLargeError
from vault.store import Store
from vault.store.faults import named_faults
from vault.store.files import Incoming
from vault.store.intake import Arrival

__all__ = ["Arriving"]

# Room on the disk is looked for this far ahead, once the envelope is larger than a text-only one.
STEP = 16 << 20


class Arriving:
    """A sink for one envelope that comes on ``day`` (UTC); use it in ``with``, and end with ``keep``."""

    def __init__(self, store: Store, day: date) -> None:
        self._store = store
        self._day = day
        self._limit = store.manifest.limits.envelope
        self._digest = hashlib.sha256()
        self._size = 0
        self._held = bytearray()
        self._file: Incoming | None = None
        self._checked = False
        self._room = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            TooLargeError: ``large``.
            MalformedError: ``magic`` or ``version``.
            EpochError: ``epoch``.
            FullError: ``full``.
            StoreError: ``disk``.
        """
        self._size += len(data)
        if self._size > self._limit:
            raise TooLargeError(self._limit)
        self._look_for_room()
        self._digest.update(data)
        if self._file is None:
            self._held += data
            self._checked = self._checked or check_start(bytes(self._held), self._day)
            if len(self._held) <= SMALL:
                return
            self._file, data = self._store.incoming(), bytes(self._held)
            self._held.clear()
        with named_faults(self._store.server):
            self._file.write(data)

    def keep(self) -> bytes:
        """Make all that came durable, and return the envelope's id, 32 bytes.

        Raises:
            MalformedError: ``size`` or ``magic``, it is no envelope.
            FullError: ``full``.
            StoreError: ``interrupted``, ``busy``, ``damaged`` or ``disk``.
        """
        if self._size not in ENVELOPE_LENGTHS:
            raise MalformedError("size", "This is not an envelope: no envelope has this length.")
        identifier = self._digest.digest()
        if self._file is None:
            self._store.keep(Arrival(identifier, self._day, self._size, sealed=bytes(self._held)))
        else:
            with named_faults(self._store.server):
                self._file.finish(self._day)
            self._store.keep(Arrival(identifier, self._day, self._size, file=self._file))
        return identifier

    def __enter__(self) -> Arriving:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _look_for_room(self) -> None:
        while self._size > self._room:
            ahead = STEP if self._room else SMALL
            self._store.check_room(ahead)
            self._room += ahead
