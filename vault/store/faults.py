"""One gate where SQLite's and the system's errors get this package's names."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vault.errors import FullError, StoreError, VaultError

__all__ = ["named_faults", "room"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# With less than this left, whatever SQLite could not do, it could not do for want of room.
_NO_ROOM = 1 << 16


def room(folder: Path) -> int:
    """Return the bytes that may still be written to the disk of ``folder``."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


@contextmanager
def named_faults(folder: Path) -> Iterator[None]:
    """Turn errors of the store in ``folder`` into ``full``, ``busy``, ``damaged`` or ``disk``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, folder) from error
    except OSError as error:
        if error.errno in _FULL:
            raise FullError from error
        raise StoreError("disk", f"The vault's disk cannot be used: {error.strerror}.") from error


def _of_sqlite(error: sqlite3.Error, folder: Path) -> VaultError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL or room(folder) < _NO_ROOM:
        return FullError()
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError("busy", "The vault is busy. Try again.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError("damaged", "The vault's database is damaged. Stop, and restore it from a copy.")
    return StoreError("disk", "The vault's database cannot be used; its disk may be failing.")
