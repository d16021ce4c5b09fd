"""The store of one vault, for as many threads and processes as like."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from keys import history, manifest
from keys.calendar import today
from keys.errors import KeysError
from keys.manifest import Manifest
from vault.errors import FullError, StoreError, VaultError
from vault.store import database as databases
from vault.store import files, ledger
from vault.store.database import Database, transaction
from vault.store.faults import named_faults, room
from vault.store.files import Incoming, envelope_path
from vault.store.intake import Arrival, Intake
from vault.store.ledger import Ledger, Waiting
from vault.store.quiet import Quiet

__all__ = ["RESERVE", "Store", "create_store", "open_store"]

# Bytes of disk that envelopes never take, so that a full vault can still be exported and emptied.
RESERVE = 64 << 20
QUIET_SECONDS = 30.0
_TIMED = ("vault.db", "vault.db-wal", files.ENVELOPES, files.INCOMING, files.UPLOADS)


@dataclass(frozen=True, slots=True)
class _Process:
    """What must not cross a fork."""

    database: Database
    intake: Intake
    quiet: Quiet


@dataclass(slots=True)
class Store:
    """Envelopes, and what is known of bundles, in the folder ``server``."""

    server: Path
    reserve: int = RESERVE
    quiet_seconds: float = QUIET_SECONDS
    _processes: dict[int, _Process] = field(default_factory=dict, repr=False)
    _manifest: tuple[tuple[int, ...], Manifest] | None = field(default=None, repr=False)

    @property
    def manifest(self) -> Manifest:
        """The manifest in force, read again whenever its file changes.

        Raises:
            StoreError: ``manifest``, it is missing or does not hold.
        """
        path = self.server / "manifest"
        try:
            found = path.stat()
            version = (found.st_mtime_ns, found.st_size, found.st_ino)
            held = self._manifest
            if held is None or held[0] != version:
                held = self._manifest = (version, manifest.parse(path.read_bytes()))
        except (KeysError, OSError) as error:
            raise StoreError(
                "manifest", "The manifest is missing or damaged. Run `amana-keys init`, or copy it again."
            ) from error
        return held[1]

    @property
    def ledger(self) -> Ledger:
        """What is known of bundles."""
        return Ledger(self._here.database)

    def check_room(self, size: int) -> None:
        """Raise ``full`` unless ``size`` bytes fit beside the reserve."""
        if room(self.server) - size < self.reserve:
            raise FullError

    def incoming(self) -> Incoming:
        """Begin a large envelope's file.

        Raises:
            FullError: ``full``.
            StoreError: ``disk``.
        """
        with named_faults(self.server):
            return Incoming(self.server)

    def keep(self, arrival: Arrival) -> None:
        """Return once the envelope is durable.

        Raises:
            FullError: ``full``.
            StoreError: ``interrupted``, ``busy``, ``damaged`` or ``disk``.
        """
        here = self._here
        here.intake.keep(arrival)
        here.quiet.stir()

    def open(self, waiting: Waiting) -> BinaryIO:
        """Return an envelope's bytes as a stream.

        Raises:
            StoreError: ``damaged``, they are not here.
        """
        if waiting.is_file:
            with named_faults(self.server):
                return envelope_path(self.server, waiting.id).open("rb")
        with self._here.database.connected() as database:
            row = database.execute("SELECT sealed FROM envelopes WHERE id = ?", (waiting.id,)).fetchone()
        if row is None:
            raise StoreError("damaged", "An envelope has gone while it was being read.")
        return io.BytesIO(row[0])

    def is_whole(self, waiting: Waiting) -> bool:
        """Whether a large envelope's file is there, in its length."""
        path = envelope_path(self.server, waiting.id)
        return not waiting.is_file or (path.is_file() and path.stat().st_size == waiting.size)

    def purge(self, day: date) -> int:
        """Delete what was acknowledged more than seven days before ``day``; return how many envelopes."""
        with self._here.database.locked() as database:
            with transaction(database):
                ids = ledger.purge(database, day)
            for identifier in ids:
                envelope_path(self.server, identifier).unlink(missing_ok=True)
        return len(ids)

    def sweep(self) -> int:
        """Remove what processes left behind when they died; return how many files."""
        with self._here.database.locked() as database:

            def is_known(identifier: bytes) -> bool:
                found = database.execute("SELECT 1 FROM envelopes WHERE id = ?", (identifier,))
                return found.fetchone() is not None

            return files.sweep_incoming(self.server) + files.sweep_envelopes(self.server, is_known)

    def settle(self) -> None:
        """Leave no trace of the order in which envelopes came, as far as a program can (see the package)."""
        self._here.database.settle()
        for name in _TIMED:
            if (self.server / name).exists():
                files.set_day(self.server / name, today())

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold off a second export or import.

        Raises:
            StoreError: ``busy``.
        """
        with (self.server / "stick.lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(
                    "busy", "Another export or import is running. Wait for it to end."
                ) from error
            yield

    def close(self) -> None:
        """Close this process's connection."""
        here = self._processes.get(os.getpid())
        if here is not None:
            here.quiet.stop()
            here.database.close()
            del self._processes[os.getpid()]

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _here(self) -> _Process:
        # A forked child finds no entry and makes its own. It never uses or closes its parent's connection, as
        # SQLite demands, and so keeps it. Making one has no effect yet: two threads may race for it.
        return self._processes.get(os.getpid()) or self._processes.setdefault(os.getpid(), self._make())

    def _make(self) -> _Process:
        database = Database(self.server)
        return _Process(
            database, Intake(self.server, database), Quiet(self.quiet_seconds, self._settle_quietly)
        )

    def _settle_quietly(self) -> None:
        # Where it fails, the next quiet time, export or import does it.
        with contextlib.suppress(VaultError, OSError):
            self.settle()


def create_store(server: Path) -> Store:
    """Make what is missing of the vault in ``server``, and open it.

    Every manifest from the first on must be there: the list of them is served from the first day.

    Raises:
        StoreError: ``manifest``, ``disk``, ``version``.
        FullError: ``full``.
        UntrustedError: as ``history.collect``, a manifest is missing or does not follow.
    """
    store = Store(server)
    _ = store.manifest  # a folder without one is the wrong folder
    with named_faults(server):
        files.make_folders(server)
        manifests = server / history.FOLDER
        newest = (server / "manifest").read_bytes()
        history.write(manifests, history.collect([*history.stored(manifests), newest]))
        (server / "board").mkdir(exist_ok=True)
    databases.create(server)
    return open_store(server)


def open_store(server: Path, *, reserve: int = RESERVE, quiet_seconds: float = QUIET_SECONDS) -> Store:
    """Open the vault in ``server`` and remove what dead processes left; close it or use it in ``with``.

    Raises:
        StoreError: ``missing``, ``manifest``, ``version``, ``busy``, ``damaged``, ``disk``.
    """
    store = Store(server, reserve, quiet_seconds)
    _ = store.manifest
    store.sweep()
    return store
