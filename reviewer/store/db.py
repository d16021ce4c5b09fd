"""The encrypted store: SQLCipher with a raw key, one file, one program at a time.

A commit has returned only when it is on the disk: a rollback journal with ``synchronous = EXTRA`` also syncs
the folder in which the journal was removed, without which a commit could be undone by a power cut. Deleted
rows are overwritten. The file is at rest when closed, so a plain copy of it is a backup.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from keys import primitives, tags
from keys.durable import sync_folder
from reviewer.errors import StoreError

__all__ = ["Row", "Store", "follow_key", "open_store"]

PAGE = 4096
BUSY_SECONDS = 5.0
_SETTINGS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)
_DAMAGED = "The store is damaged. Put its last copy back, then import the envelopes folder with --loose."

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. Changes are made inside ``transaction``, whose end makes them durable."""

    db: Database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes inside durable together, or none of them."""
        with self.db.atomic():
            yield

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """Return the rows of a query; ``values`` are bound by place, or by name."""
        found = self.db.execute(sql, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        return next(iter(self.rows(sql, values)), None)

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement that returns nothing."""
        self.db.execute(sql, values)

    def insert(self, table: str, values: Row) -> int:
        """Add a row; return its number."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        # Tables and columns are names of this program; only values come from outside.
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        return int(self.db.execute(sql, tuple(values.values())).lastrowid or 0)

    def pin(self, name: str) -> bytes | None:
        """Return what was pinned under ``name``."""
        row = self.row("SELECT value FROM pins WHERE name = ?", (name,))
        return None if row is None else row["value"]


@contextmanager
def open_store(path: Path, key: bytes) -> Iterator[Store]:
    """Open the store at ``path`` with its 32-byte key; make it if there is none.

    Raises:
        StoreError: ``store-key``, ``store-damaged``, ``store-busy``, ``store-full``, ``store-version``; also
            out of the ``with`` block, for damage may show only when a page is read.
    """
    salt = _salt(key)
    if not path.exists():
        _create(path, key, salt)
    with path.open("rb") as file:
        head = file.read(len(salt))
    if len(head) < len(salt):
        raise StoreError("store-damaged", _DAMAGED)
    if not primitives.equal(head, salt):
        raise StoreError(
            "store-key", f"{path.name} was made with another keystore. Use the one it belongs to."
        )
    with _named_errors(), _connection(path, key, salt) as db:
        _migrate(db)
        yield Store(db)


def follow_key(path: Path, keys: Sequence[bytes]) -> None:
    """Bring a store that lies under a former key, ``keys[1:]``, under ``keys[0]``, after somebody left.

    The new file is whole and durable before it takes the old one's name, so either key is enough at any time.

    Raises:
        StoreError: as ``open_store``.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        head = file.read(16)
    former = next((key for key in keys[1:] if primitives.equal(head, _salt(key))), None)
    if former is None or primitives.equal(head, _salt(keys[0])):
        return
    temporary = path.with_name(f".{path.name}-new")
    temporary.unlink(missing_ok=True)
    try:
        with _named_errors(), _connection(path, former, _salt(former)) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            raw = f"x'{keys[0].hex()}{_salt(keys[0]).hex()}'"
            db.execute(f'ATTACH DATABASE ? AS next KEY "{raw}"', (str(temporary),))
            db.execute("SELECT sqlcipher_export('next')").fetchall()
            db.execute(f"PRAGMA next.user_version = {version}")
            db.execute("DETACH DATABASE next")
        temporary.chmod(0o600)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _salt(key: bytes) -> bytes:
    """Return the 16 bytes at the head of a store of ``key``: they tell a wrong key from damage.

    SQLCipher's salt only separates the pages' MAC key from the raw key, and may be public and constant.
    The label is that of the key: nothing else is ever derived from it.
    """
    return primitives.hmac_sha256(key, tags.KEYSTORE_STORE)[:16]


def _create(path: Path, key: bytes, salt: bytes) -> None:
    """Make an empty store beside ``path``, then rename it: a store that is there is always whole."""
    temporary = path.with_name(f".{path.name}-new")
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with _named_errors(), _connection(temporary, key, salt) as db:
            _migrate(db)
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def _connection(path: Path, key: bytes, salt: bytes) -> Iterator[Database]:
    connection = dbapi2.connect(str(path), timeout=BUSY_SECONDS)
    try:
        # What is wrong is told by our own errors; SQLCipher would write its own to the terminal as well.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        # Takes the lock now and, in this locking mode, keeps it: two imports at once cannot be.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield Database(connection)
    finally:
        connection.close()


def _migrate(db: Database) -> None:
    """Run the numbered scripts that this store has not seen, each in a transaction of its own."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    scripts = _scripts()
    if version > max(scripts):
        raise StoreError("store-version", "This store was written by a newer version of Amana. Use that one.")
    for number in sorted(number for number in scripts if number > version):
        db.conn.executescript(f"BEGIN;\n{scripts[number]}\nPRAGMA user_version = {number};\nCOMMIT;")


def _scripts() -> dict[int, str]:
    found = {}
    for file in resources.files("reviewer.store").iterdir():
        match = re.fullmatch(r"([0-9]{3})-[a-z-]+\.sql", file.name)
        if match:
            found[int(match[1])] = file.read_text("utf-8")
    return found


@contextmanager
def _named_errors() -> Iterator[None]:
    """Translate SQLCipher's errors; a broken constraint or statement is ours and stays what it is."""
    try:
        yield
    except dbapi2.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(
                "store-busy", "Another amana-reviewer is at work on this store. Wait until it has ended."
            ) from error
        if "full" in str(error) or "I/O" in str(error):
            raise StoreError(
                "store-full", "The disk is full or failing. Nothing was half kept; make room and try again."
            ) from error
        raise
    except dbapi2.DatabaseError as error:
        if type(error) is not dbapi2.DatabaseError:
            raise
        raise StoreError("store-damaged", _DAMAGED) from error
