"""What the vault remembers of bundles: which it made, what each carried, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlite_utils

from keys.calendar import day_number
from keys.errors import UntrustedError
from vault.formats.acks import Acknowledgement
from vault.formats.chain import START, Chain
from vault.store.database import Database

__all__ = ["Counts", "Ledger", "Waiting"]

KEPT_DAYS = 7
_WAITING = "id NOT IN (SELECT id FROM acknowledged)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An envelope that no acknowledgement names yet; ``is_file`` if its bytes are not in the database."""

    id: bytes
    size: int
    is_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Envelopes that wait and their bytes, envelopes acknowledged and not yet deleted, bundles made."""

    waiting: int
    waiting_bytes: int
    acknowledged: int
    bundles: int


class Ledger:
    """The rows about bundles and acknowledgements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> list[Waiting]:
        """Return the envelopes not yet acknowledged, by id."""
        with self._database.connected() as database:
            rows = database.execute(f"SELECT id, size, sealed IS NULL FROM envelopes WHERE {_WAITING}")  # noqa: S608 - a constant
            return [Waiting(identifier, size, bool(is_file)) for identifier, size, is_file in rows]

    def next_bundle(self) -> tuple[int, bytes]:
        """Return the serial of the next bundle and the hash of the last one."""
        with self._database.connected() as database:
            row = database.execute("SELECT serial, hash FROM bundles ORDER BY serial DESC LIMIT 1").fetchone()
        return (1, START.hash) if row is None else (row[0] + 1, row[1])

    def record_bundle(self, serial: int, digest: bytes, ids: Sequence[bytes]) -> None:
        """Remember a bundle before it leaves, so that no two ever have one serial."""
        with self._database.writing() as database:
            database.execute("INSERT INTO bundles (serial, hash, open) VALUES (?, ?, 1)", (serial, digest))
            database.conn.executemany(
                "INSERT INTO carried (serial, id) VALUES (?, ?)", ((serial, identifier) for identifier in ids)
            )

    def check(self, acknowledgement: Acknowledgement) -> None:
        """Require that the bundle was made here and carried every id.

        A bundle of which nothing is left is closed: its list is gone, and there is nothing more to let go of.

        Raises:
            UntrustedError: ``ack``.
        """
        with self._database.connected() as database:
            found = database.execute(
                "SELECT hash, open FROM bundles WHERE serial = ?", (acknowledgement.serial,)
            ).fetchone()
            if found is None or found[0] != acknowledgement.bundle:
                raise UntrustedError("ack", "This acknowledges a bundle that this vault did not make.")
            if found[1] and not all(
                _was_carried(database, acknowledgement.serial, each) for each in acknowledgement.ids
            ):
                raise UntrustedError("ack", "This acknowledges an envelope that its bundle did not carry.")

    def taken(self) -> Chain:
        """Return the place reached among the desk's bundles."""
        with self._database.connected() as database:
            row = database.execute("SELECT serial, segments, hash FROM taken WHERE kind = 'out'").fetchone()
        if row is None:
            return START
        return Chain(serial=row[0], segment=row[1], segments=row[1], hash=row[2])

    def apply(self, chain: Chain, acknowledgements: Sequence[Acknowledgement], day: date) -> int:
        """Take a bundle's acknowledgements and its place, all at once; return how many envelopes are new."""
        with self._database.writing() as database:
            new = sum(
                database.execute(
                    "INSERT OR IGNORE INTO acknowledged (id, day) SELECT id, ? FROM envelopes WHERE id = ?",
                    (day_number(day), identifier),
                ).rowcount
                for acknowledgement in acknowledgements
                for identifier in acknowledgement.ids
            )
            database.execute(
                "INSERT OR REPLACE INTO taken (kind, serial, segments, hash) VALUES ('out', ?, ?, ?)",
                (chain.serial, chain.segments, chain.hash),
            )
        return new

    def counts(self) -> Counts:
        """Count what is here."""
        with self._database.connected() as database:
            waiting, waiting_bytes = database.execute(
                f"SELECT count(*), coalesce(sum(size), 0) FROM envelopes WHERE {_WAITING}"  # noqa: S608 - a constant
            ).fetchone()
            return Counts(
                waiting=waiting,
                waiting_bytes=waiting_bytes,
                acknowledged=database["acknowledged"].count,
                bundles=database["bundles"].count,
            )


def purge(database: sqlite_utils.Database, day: date) -> list[bytes]:
    """Delete rows acknowledged more than seven days before ``day``; return the ids, whose files may go.

    To be called within a transaction, files to be removed after it and under the same lock.
    """
    last = day_number(day) - KEPT_DAYS
    ids = [row[0] for row in database.execute("SELECT id FROM acknowledged WHERE day < ?", (last,))]
    for identifier in ids:
        database.execute("DELETE FROM envelopes WHERE id = ?", (identifier,))
        database.execute("DELETE FROM acknowledged WHERE id = ?", (identifier,))
    database.execute(
        "UPDATE bundles SET open = 0 WHERE open AND NOT EXISTS"
        " (SELECT 1 FROM carried JOIN envelopes USING (id) WHERE carried.serial = bundles.serial)"
    )
    database.execute("DELETE FROM carried WHERE serial IN (SELECT serial FROM bundles WHERE NOT open)")
    return ids


def _was_carried(database: sqlite_utils.Database, serial: int, identifier: bytes) -> bool:
    found = database.execute("SELECT 1 FROM carried WHERE serial = ? AND id = ?", (serial, identifier))
    return found.fetchone() is not None
