"""Serve a board's snapshot, and put the next one in its place at once (docs/formats.md §8).

Each snapshot is a folder named by its serial; the link ``current`` names one of them, and is replaced in one
step. The snapshot before is kept, for readers who fetched its header a moment ago.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from keys import signed, tags
from keys.durable import sync_folder
from keys.errors import UntrustedError
from vault.errors import BundleError
from vault.formats import board
from vault.formats.board import BoardHeader

__all__ = ["Snapshot", "check_parts", "current", "find", "header", "install"]

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of one snapshot."""

    folder: Path

    @property
    def serial(self) -> int:
        """Its serial."""
        return int(self.folder.name)

    @property
    def header(self) -> Path:
        """Its signed header."""
        return self.folder / "header"

    @property
    def list(self) -> Path:
        """Its acknowledgement list."""
        return self.folder / "list"

    def bucket(self, number: int) -> Path:
        """Bucket ``number``; there is no such file for a number it does not have."""
        return self.folder / f"bucket-{number}"


def current(server: Path) -> Snapshot | None:
    """Return the snapshot in force, or None before the first."""
    try:
        return Snapshot(_folder(server) / (_folder(server) / "current").readlink())
    except FileNotFoundError:
        return None


def find(server: Path, serial: int) -> Snapshot | None:
    """Return a snapshot that is still here: the current one or the one before."""
    folder = _folder(server) / str(serial)
    return Snapshot(folder) if folder.is_dir() else None


def header(server: Path) -> BoardHeader | None:
    """Return the header in force, or None before the first; it was checked when it was put here.

    Raises:
        FormatError: the file is damaged.
    """
    snapshot = current(server)
    if snapshot is None:
        return None
    return board.without_checking(signed.parse(snapshot.header.read_bytes(), tags.MAGIC_BOARD).body)


def check_parts(header: BoardHeader, parts: Mapping[str, Path]) -> None:
    """Require that ``parts`` (``list``, ``bucket/0``, …) are exactly those the header is signed for.

    Raises:
        BundleError: ``board``, one is missing or too many.
        UntrustedError: ``board-hash``.
    """
    signed_for = {"list": (header.list_size, header.list_sha256)}
    signed_for |= {f"bucket/{n}": (header.bucket_size, digest) for n, digest in enumerate(header.buckets)}
    if parts.keys() != signed_for.keys():
        raise BundleError("board", "The bundle does not hold the whole board. Publish it again.")
    for name, (size, digest) in signed_for.items():
        if parts[name].stat().st_size != size or _sha256(parts[name]) != digest:
            raise UntrustedError("board-hash", "This part of the board is not the one that was signed.")


def install(server: Path, serial: int, header_file: Path, parts: Mapping[str, Path]) -> None:
    """Move checked, durable files into place as snapshot ``serial`` and make it the current one."""
    folder, before = _folder(server), current(server)
    partial = folder / ".partial"
    _remove(partial)
    partial.mkdir(parents=True)
    header_file.replace(partial / "header")
    for name, path in parts.items():
        path.replace(partial / name.replace("/", "-"))
    sync_folder(partial)
    final = folder / str(serial)
    _remove(final)
    partial.rename(final)
    link = folder / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    link.replace(folder / "current")
    sync_folder(folder)
    kept = {"current", final.name} | ({before.folder.name} if before else set())
    for path in folder.iterdir():
        if path.name not in kept:
            _remove(path)


def _folder(server: Path) -> Path:
    return server / "board"


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _sha256(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_STEP):
            digest.update(data)
    return digest.digest()
