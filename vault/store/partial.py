"""One upload as two files: the ciphertext so far, and a record of how much of it is durable.

``<id>`` holds bytes, and may hold more than were synced; ``<id>.state`` is 84 bytes, rewritten in place in
one sector: u64 length ‖ u64 offset ‖ u32 day it began ‖ hash of the envelope's header ‖ envelope id, zeros
until it is known. The bytes are gone and the record stays once the envelope is kept. Times say a day only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from keys.calendar import day_number
from keys.durable import sync_folder
from keys.errors import FormatError
from keys.sizes import ENVELOPE_LENGTHS
from keys.wire import Reader, u32, u64
from vault.errors import GoneError, LockedError
from vault.store.files import UPLOADS, envelope_path, set_day

__all__ = ["Partial", "State", "create", "exists", "held", "listed", "remove"]

ID = 16
_SUFFIX = ".state"
_UNKNOWN = bytes(32)
_STEP = 1 << 20
# Reading must not write down when it happened.
_READ = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOATIME", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of an upload; ``envelope`` is None until all bytes are there."""

    length: int
    offset: int
    day: date
    header: bytes
    envelope: bytes | None

    def write(self) -> bytes:
        """Return the record's 84 bytes."""
        numbers = u64(self.length) + u64(self.offset) + u32(day_number(self.day))
        return numbers + self.header + (self.envelope or _UNKNOWN)

    @classmethod
    def parse(cls, data: bytes) -> State:
        """Read a record.

        Raises:
            FormatError: ``truncated``, ``trailing`` or ``bounds``: the record is damaged.
        """
        reader = Reader(data)
        length, offset, day = reader.u64(), reader.u64(), reader.u32()
        header, envelope = reader.take(32), reader.take(32)
        reader.end()
        if length not in ENVELOPE_LENGTHS or offset > length:
            raise FormatError("bounds", "The record of an upload is damaged.")
        try:
            began = date(1970, 1, 1) + timedelta(days=day)
        except OverflowError as error:
            raise FormatError("bounds", "The record of an upload is damaged.") from error
        known = None if envelope == _UNKNOWN else envelope
        return cls(length=length, offset=offset, day=began, header=header, envelope=known)


class Partial:
    """An upload that this thread alone holds."""

    def __init__(self, server: Path, name: str, record: int, state: State) -> None:
        self.state = state
        self._descriptor = -1
        self._server = server
        self._path = server / UPLOADS / name
        self._record = record
        self._end = state.offset

    @property
    def is_kept(self) -> bool:
        """Whether its envelope is in the vault, so that no bytes are left here."""
        return self.state.envelope is not None and not self._path.exists()

    def start(self, count: int) -> bytes:
        """Return the first ``count`` durable bytes, or as many as there are."""
        with _reading(self._path) as file:
            return file.read(min(count, self.state.offset))

    @contextmanager
    def appending(self, day: date) -> Iterator[Partial]:
        """Take what is written within, however it ends: it is durable, and counted, when this returns.

        Raises:
            GoneError: ``expired``, it was removed a moment ago.
        """
        try:
            descriptor = self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise GoneError from error
        try:
            yield self
        finally:
            try:
                set_day(descriptor, day)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._save(replace(self.state, offset=self._end), day)

    def write(self, data: bytes) -> None:
        """Append all of ``data``, within ``appending``."""
        view = memoryview(data)
        while view:
            written = os.pwrite(self._descriptor, view, self._end)
            self._end += written
            view = view[written:]

    def name(self, day: date) -> bytes:
        """Find the envelope's id, all bytes being there, and write it down before anything else is done."""
        digest = hashlib.sha256()
        with _reading(self._path) as file:
            while data := file.read(_STEP):
                digest.update(data)
        self._save(replace(self.state, envelope=digest.digest()), day)
        return digest.digest()

    def read(self) -> bytes:
        """Return all bytes of a small one."""
        with _reading(self._path) as file:
            return file.read()

    def place(self, identifier: bytes) -> Path:
        """Give the bytes their name among the envelopes too; theirs here stays until they are committed.

        The caller syncs the folder, and holds the vault's lock.
        """
        path = envelope_path(self._server, identifier)
        path.unlink(missing_ok=True)  # a dead process named it, and did not commit
        path.hardlink_to(self._path)
        return path

    def let_go(self) -> None:
        """Remove the bytes, which the vault has."""
        self._path.unlink(missing_ok=True)

    def _save(self, state: State, day: date) -> None:
        os.pwrite(self._record, state.write(), 0)
        set_day(self._record, day)
        os.fsync(self._record)
        self.state = state


def create(server: Path, state: State) -> str:
    """Begin an upload; return its name, 32 random hex digits, when it is durable."""
    name = secrets.token_hex(ID)
    folder = server / UPLOADS
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    for path, data in ((folder / name, b""), (folder / f"{name}{_SUFFIX}", state.write())):
        descriptor = os.open(path, flags, 0o600)
        try:
            os.write(descriptor, data)
            set_day(descriptor, state.day)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(folder)
    return name


@contextmanager
def held(server: Path, name: str) -> Iterator[Partial]:
    """Hold an upload alone.

    Raises:
        GoneError: ``expired``.
        LockedError: ``locked``, another request holds it.
    """
    try:
        record = os.open(server / UPLOADS / f"{name}{_SUFFIX}", os.O_RDWR | _READ)
    except FileNotFoundError as error:
        raise GoneError from error
    try:
        yield Partial(server, name, record, _locked(record))
    finally:
        os.close(record)


def _locked(record: int) -> State:
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockedError from error
    if os.fstat(record).st_nlink == 0:  # removed between opening and locking
        raise GoneError
    try:
        return State.parse(os.pread(record, 4096, 0))
    except FormatError as error:
        raise GoneError from error


def listed(server: Path) -> Iterator[tuple[str, State]]:
    """Yield the name and state of every upload, in no order; remove what is no upload.

    The caller sees to it that none is being created meanwhile.
    """
    folder = server / UPLOADS
    names = {path.name for path in folder.iterdir()}
    for name in names:
        if not name.endswith(_SUFFIX):
            if f"{name}{_SUFFIX}" not in names:
                (folder / name).unlink(missing_ok=True)
            continue
        try:
            state = State.parse(_record(folder / name))
        except (FormatError, FileNotFoundError):
            (folder / name).unlink(missing_ok=True)
        else:
            yield name.removesuffix(_SUFFIX), state


def _record(path: Path) -> bytes:
    with _reading(path) as file:
        return file.read(4096)


def _reading(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, _READ), "rb")


def exists(server: Path, name: str) -> bool:
    """Whether an upload's bytes are still here."""
    return (server / UPLOADS / name).exists()


def remove(server: Path, name: str) -> bool:
    """Remove an upload, whoever holds it; return whether it was there."""
    path = server / UPLOADS / f"{name}{_SUFFIX}"
    was_there = path.exists()
    path.unlink(missing_ok=True)
    (server / UPLOADS / name).unlink(missing_ok=True)
    return was_there
