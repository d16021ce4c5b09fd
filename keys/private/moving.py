"""Move a workstation's folder to another disk, so that its week keys stand in one place at any time.

Everything is copied and read back before the ratchet files, one after another: each is written under a name
that no program opens, the old one is overwritten, and only then the new one gets its name. Whoever is
interrupted begins again: no moment loses the week keys, or leaves two files that open.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from keys.durable import sync_folder
from keys.errors import KeystoreError
from keys.private import keystore

__all__ = ["move"]

RATCHET = ".ratchet"
UNDER_WAY = ".moving"


def move(source: Path, target: Path) -> int:
    """Move folder ``source`` to folder ``target``; return how many files are there now.

    What is left in ``source`` opens no week any more; it is for its owner to wipe.

    Raises:
        KeystoreError: ``folder``, one folder is within the other, or ``target`` holds another workstation;
            ``ratchet``, there are no week keys to move; ``damaged``, a copy does not read back as written.
        OSError: the disk is full or failing; nothing is lost, begin again.
    """
    source, target = source.resolve(), target.resolve()
    if source.is_relative_to(target) or target.is_relative_to(source):
        raise KeystoreError("folder", "Move to another disk: one of these folders lies within the other.")
    files = sorted(_files(source))
    ratchets = [file for file in files if file.name.endswith(RATCHET)]
    waiting = sorted(target.rglob(f"*{RATCHET}{UNDER_WAY}"))
    if not ratchets and not waiting:
        raise KeystoreError("ratchet", f"{source} holds no week keys. Was it moved already?")
    _check_target(source, target, files)
    # Where no week keys are left, all else went before them, and the copy may have been used since.
    for file in files if ratchets else ():
        if file not in ratchets:
            _copy(source / file, target / file)
    for file in ratchets:
        _hand_over(source / file, target / file)
    for held in waiting:
        if held.exists():
            _name(held)  # its old place was overwritten before the last attempt was broken off
    return sum(1 for _ in _files(target))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder)


def _check_target(source: Path, target: Path, files: list[Path]) -> None:
    """Refuse to mix two workstations: a keystore there must be the one here."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in (each for each in files if each.name.endswith("keystore")):
        held = target / file
        if held.exists() and not filecmp.cmp(source / file, held, shallow=False):
            raise KeystoreError("folder", f"{target} holds the keystore of another workstation.")


def _hand_over(source: Path, target: Path) -> None:
    waiting = target.with_name(target.name + UNDER_WAY)
    _copy(source, waiting)
    keystore.overwrite(source)
    sync_folder(source.parent)
    _name(waiting)


def _name(waiting: Path) -> None:
    waiting.replace(waiting.with_name(waiting.name.removesuffix(UNDER_WAY)))
    sync_folder(waiting.parent)


def _copy(source: Path, target: Path) -> None:
    """Copy a file durably, and read it back; one that is there whole stays."""
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(target.parent)
    if not filecmp.cmp(source, target, shallow=False):
        raise KeystoreError("damaged", f"{target} does not read back as it was written. Take another disk.")
