"""Large envelopes as files: written under a temporary name, synced, and only then given their own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

__all__ = [
    "Incoming",
    "envelope_path",
    "make_folders",
    "set_day",
    "sweep_envelopes",
    "sweep_incoming",
]

ENVELOPES = "envelopes"
INCOMING = "incoming"
UPLOADS = f"{INCOMING}/uploads"


def make_folders(server: Path) -> None:
    """Make what is missing of the folders that hold files."""
    for name in (ENVELOPES, INCOMING, UPLOADS):
        (server / name).mkdir(mode=0o700, exist_ok=True)


def envelope_path(server: Path, identifier: bytes) -> Path:
    """Return where a large envelope lies."""
    return server / ENVELOPES / identifier.hex()


class Incoming:
    """A file being written; it holds a lock for as long as its process lives, so that a sweep can tell."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._path = server / INCOMING / secrets.token_hex(16)
        self._descriptor = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def write(self, data: bytes) -> None:
        """Append all of ``data``."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def finish(self, day: date) -> None:
        """Make the contents durable; the file's times say the day only."""
        set_day(self._descriptor, day)
        os.fsync(self._descriptor)

    def place(self, identifier: bytes) -> Path:
        """Give the file its name. The caller syncs the folder, and holds the vault's lock."""
        path = envelope_path(self._server, identifier)
        self._path.replace(path)
        return path

    def close(self) -> None:
        """Remove what was not placed."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def set_day(target: int | Path, day: date) -> None:
    """Set a file's access and modification time to the beginning of ``day``, UTC."""
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    os.utime(target, (seconds, seconds))


def sweep_incoming(server: Path) -> int:
    """Remove what dead processes left in ``incoming/``; return how many files."""
    removed = 0
    for path in (server / INCOMING).iterdir():
        if path.is_dir():
            continue  # uploads: they outlive processes, and have rules of their own
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                removed += 1
            except BlockingIOError:
                pass  # its writer lives
            finally:
                os.close(descriptor)
    return removed


def sweep_envelopes(server: Path, is_known: Callable[[bytes], bool]) -> int:
    """Remove files that no row speaks of; return how many. The caller holds the vault's lock.

    Such a file was never acknowledged: its process died between naming it and the commit.
    """
    removed = 0
    for path in (server / ENVELOPES).iterdir():
        try:
            known = is_known(bytes.fromhex(path.name))
        except ValueError:
            known = True  # not one of ours: never touch it
        if not known:
            path.unlink()
            removed += 1
    return removed
