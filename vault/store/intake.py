"""Group commit: whoever comes first commits for all who wait.

A commit costs a sync of the disk, whatever is in it. Each thread puts its envelope in a queue and asks for
its turn; the one that gets it takes everything queued into one transaction. When the others get their turn,
their envelope is already durable. There is no thread of its own, so there is none to lose in a fork.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlite_utils

from keys.calendar import day_number
from vault.errors import StoreError, VaultError
from vault.store.database import Database
from vault.store.files import ENVELOPES, Incoming, envelope_path, sync_folder

__all__ = ["Arrival", "Intake"]

MAX_BATCH = 64
_INSERT = "INSERT OR IGNORE INTO envelopes (id, day, size, sealed) VALUES"


@dataclass(slots=True)
class Arrival:
    """A checked envelope that waits for its commit: its bytes, or the finished file that has them."""

    id: bytes
    day: date
    size: int
    sealed: bytes | None = field(default=None, repr=False)
    file: Incoming | None = None
    settled: bool = False
    # Until the commit has returned, the answer is no.
    error: VaultError | None = field(
        default_factory=lambda: StoreError("interrupted", "The envelope was not kept. Send it again.")
    )


class Intake:
    """The queue of one process."""

    def __init__(self, server: Path, database: Database) -> None:
        self._server = server
        self._database = database
        self._waiting: deque[Arrival] = deque()
        self._turn = threading.Lock()

    def keep(self, arrival: Arrival) -> None:
        """Return once the envelope is durable; one that is here already stays as it is.

        Raises:
            FullError: ``full``.
            StoreError: ``interrupted``, or as ``Database.locked``.
        """
        self._waiting.append(arrival)
        with self._turn:
            while self._waiting and not arrival.settled:
                self._commit([self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))])
        if arrival.error is not None:
            raise arrival.error

    def _commit(self, batch: list[Arrival]) -> None:
        try:
            with self._database.locked() as database:
                if any(arrival.file for arrival in batch):
                    self._insert_with_files(database, batch)
                else:
                    _insert_rows(database, batch)
            for arrival in batch:
                arrival.error = None
        except VaultError as error:
            for arrival in batch:
                arrival.error = error
        finally:
            for arrival in batch:
                arrival.settled = True

    def _insert_with_files(self, database: sqlite_utils.Database, batch: list[Arrival]) -> None:
        placed: list[Path] = []
        small = [arrival for arrival in batch if arrival.file is None]
        try:
            with database.atomic():
                _insert_rows(database, small)
                for arrival in batch:
                    if arrival.file is not None:
                        self._insert_file(database, arrival, arrival.file, placed)
                if placed:
                    # Names first, then the rows that speak of them.
                    sync_folder(self._server / ENVELOPES)
        except BaseException:
            for path in placed:
                path.unlink(missing_ok=True)
            raise

    def _insert_file(
        self, database: sqlite_utils.Database, arrival: Arrival, file: Incoming, placed: list[Path]
    ) -> None:
        is_new = _insert_rows(database, [arrival]) == 1
        if is_new:
            placed.append(file.place(arrival.id))
        elif not envelope_path(self._server, arrival.id).exists():
            # Lost to a failing disk, and put back by this second copy of it.
            file.place(arrival.id)
            sync_folder(self._server / ENVELOPES)


def _insert_rows(database: sqlite_utils.Database, arrivals: list[Arrival]) -> int:
    """Insert what is new in one statement: it gives up the interpreter's lock once, not once a row."""
    if not arrivals:
        return 0
    values = ", ".join(["(?, ?, ?, ?)"] * len(arrivals))
    row = [
        value
        for arrival in arrivals
        for value in (arrival.id, day_number(arrival.day), arrival.size, arrival.sealed)
    ]
    return database.execute(f"{_INSERT} {values}", row).rowcount
