"""One process's hold on the vault's database.

A process has one connection, used by one thread at a time, and never shares it across a fork. Whoever does
more than one statement, or touches names in ``envelopes/``, holds the vault's file lock: a row and its file
appear and go together. For all else SQLite's own lock is enough; it is waited for half a minute.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from vault.errors import StoreError
from vault.store.faults import named_faults

__all__ = ["Database", "create", "transaction"]

NAME = "vault.db"
LOCK = "vault.lock"
VERSION = 1
SCHEMA = f"""
PRAGMA page_size = 8192;
CREATE TABLE envelopes (
    id BLOB PRIMARY KEY, day INTEGER NOT NULL, size INTEGER NOT NULL, sealed BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE acknowledged (id BLOB PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bundles (
    serial INTEGER PRIMARY KEY, hash BLOB NOT NULL, open INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE carried (
    serial INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (serial, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE taken (
    kind TEXT PRIMARY KEY, serial INTEGER NOT NULL, segments INTEGER NOT NULL, hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""
# VACUUM works in memory here, so that no copy of the database goes to a shared temporary folder.
SETTLE_LIMIT = 64 << 20
_PRAGMAS = ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY", "trusted_schema = OFF")
_WAIT_SECONDS = 30.0


class Database:
    """The database of the vault in ``server``, opened on first use."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._mutex = threading.Lock()
        self._opened: tuple[sqlite_utils.Database, int] | None = None

    @contextmanager
    def connected(self) -> Iterator[sqlite_utils.Database]:
        """Give this thread the connection, to read or for one statement that is a transaction by itself.

        Raises:
            StoreError: ``missing``, ``version``, ``busy``, ``damaged`` or ``disk``.
        """
        with self._mutex, named_faults(self._server):
            yield self._open()[0]

    @contextmanager
    def locked(self) -> Iterator[sqlite_utils.Database]:
        """Give this thread the connection and keep every other writer, of all processes, waiting.

        Raises:
            FullError: ``full``.
            StoreError: as ``connected``.
        """
        with self._mutex, named_faults(self._server):
            database, lock = self._open()
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield database
            finally:
                fcntl.flock(lock, fcntl.LOCK_UN)

    @contextmanager
    def writing(self) -> Iterator[sqlite_utils.Database]:
        """Do one durable transaction."""
        with self.locked() as database, transaction(database):
            yield database

    def settle(self) -> None:
        """Rewrite the database in the order of its keys and empty its log, so that neither tells a story."""
        with self.locked() as database:
            if (self._server / NAME).stat().st_size <= SETTLE_LIMIT:
                database.vacuum()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        with self._mutex:
            if self._opened is not None:
                database, lock = self._opened
                self._opened = None
                database.close()
                os.close(lock)

    def _open(self) -> tuple[sqlite_utils.Database, int]:
        if self._opened is None:
            path = self._server / NAME
            if not path.exists():
                raise StoreError("missing", "There is no vault here yet. Run `amana-vault init`.")
            database = _connect(path)
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                raise StoreError("version", "The vault's database is of another version of Amana.")
            self._opened = (
                database,
                os.open(self._server / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600),
            )
        return self._opened


@contextmanager
def transaction(database: sqlite_utils.Database) -> Iterator[None]:
    """Commit what is done within, or nothing of it.

    IMMEDIATE: one that begins by reading could not go on to write if another process wrote meanwhile.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise


def create(server: Path) -> None:
    """Make the database if there is none.

    Raises:
        FullError: ``full``.
        StoreError: ``disk``.
    """
    path = server / NAME
    if path.exists():
        return
    temporary = server / f".{NAME}.partial"
    with named_faults(server):
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database = _connect(temporary)
        database.executescript(SCHEMA)
        database.enable_wal()
        database.close()
        temporary.replace(path)


def _connect(path: Path) -> sqlite_utils.Database:
    # Threads take turns, see above; plugins of other packages have no business here. Without an isolation
    # level a lone statement is a transaction of one step, where Python would wrap it in two more.
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None)
    database = sqlite_utils.Database(connection, execute_plugins=False)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    return database
