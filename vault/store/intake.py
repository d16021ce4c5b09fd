"""Group commit: whoever comes first commits for all who wait.

A commit costs a sync of the disk, whatever is in it. Each thread puts its envelope in a queue; the first
takes everything queued into one transaction, hands the turn to the first who came meanwhile, and wakes those
whose envelopes are durable now. There is no thread of its own, so there is none to lose in a fork.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import sqlite_utils

from keys.calendar import day_number
from keys.durable import sync_folder
from vault.errors import StoreError, VaultError
from vault.store.database import Database, transaction
from vault.store.files import ENVELOPES, envelope_path

__all__ = ["Arrival", "Intake", "Placeable"]

MAX_BATCH = 64
_INSERT = "INSERT OR IGNORE INTO envelopes (id, day, size, sealed) VALUES"


class Placeable(Protocol):
    """A finished, durable file that has no name among the envelopes yet."""

    def place(self, identifier: bytes, /) -> Path:
        """Give it its name there; the caller syncs the folder, and holds the vault's lock."""


@dataclass(slots=True)
class Arrival:
    """A checked envelope that waits for its commit: its bytes, or the finished file that has them."""

    id: bytes
    day: date
    size: int
    sealed: bytes | None = field(default=None, repr=False)
    file: Placeable | None = None
    woken: threading.Event = field(default_factory=threading.Event, repr=False)
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
        self._guard = threading.Lock()
        self._waiting: deque[Arrival] = deque()
        self._busy = False

    def keep(self, arrival: Arrival) -> None:
        """Return once the envelope is durable; one that is here already stays as it is.

        Raises:
            FullError: ``full``.
            StoreError: ``interrupted``, or as ``Database.locked``.
        """
        with self._guard:
            self._waiting.append(arrival)
            must_wait, self._busy = self._busy, True
        if must_wait:
            arrival.woken.wait()
        if not arrival.settled:
            self._commit_next()
        if arrival.error is not None:
            raise arrival.error

    def _commit_next(self) -> None:
        """Commit what waits, and hand the next turn on before waking anybody: no commit waits for them."""
        with self._guard:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]
        try:
            self._commit(batch)
        finally:
            with self._guard:
                self._busy = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            for arrival in batch:
                arrival.settled = True
            if following is not None:
                following.woken.set()
            for arrival in batch:
                arrival.woken.set()

    def _commit(self, batch: list[Arrival]) -> None:
        try:
            if any(arrival.file for arrival in batch):
                with self._database.locked() as database:
                    self._insert_with_files(database, batch)
            else:
                # One statement is a transaction, and it waits, works and lets go without the interpreter: a
                # lock held across its turns would hold up every other process.
                with self._database.connected() as database:
                    _insert_rows(database, batch)
        except VaultError as error:
            for arrival in batch:
                arrival.error = error
        else:
            for arrival in batch:
                arrival.error = None

    def _insert_with_files(self, database: sqlite_utils.Database, batch: list[Arrival]) -> None:
        placed: list[Path] = []
        small = [arrival for arrival in batch if arrival.file is None]
        try:
            with transaction(database):
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
        self, database: sqlite_utils.Database, arrival: Arrival, file: Placeable, placed: list[Path]
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
