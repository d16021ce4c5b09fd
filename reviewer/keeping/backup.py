"""Backups: a folder on another disk with all that a workstation needs to live again, but for the week keys.

Keystore, store and envelopes are sealed as they are, so a backup is a copy, and no less sealed than what it
is of. What was copied is listed with its hashes and signed by whoever made it. The file of week keys is never
copied: a copy would keep alive what is to die. Whoever has lost it too brings the quarter's shares together.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys import canonical, signed, tags
from keys.durable import sync_folder, write_private
from keys.errors import FormatError
from keys.private import roster as rosters
from keys.shape import Shape
from reviewer.custody import check
from reviewer.custody.check import Head
from reviewer.errors import WorkstationError
from reviewer.workstation import Workstation

__all__ = ["LIST", "Backup", "back_up", "restore", "verify"]

LIST = "backup.json"
LARGEST = 256 << 20  # bytes of a list
_MARK = ".amana-backup"
_NEVER = (".ratchet", ".moving")
_NOT = ("incoming", "passphrase")
_shape = Shape("backup")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: files and bytes, when and by whom it was made, and the ends of its custody log."""

    files: int
    size: int
    time: int
    person: str
    heads: tuple[str, ...]


def back_up(station: Workstation, target: Path) -> Backup:
    """Copy the workstation to a folder, anew or over an older backup, and read all of it again.

    Raises:
        KeystoreError: ``role``, the session is nobody's.
        WorkstationError: ``backup``, the folder is within the own one or holds something else, or a copy
            differs.
        OSError: the disk is full or failing; the older backup may be incomplete then, and says so.
    """
    source, target = station.places.offline.resolve(), target.resolve()
    if source.is_relative_to(target) or target.is_relative_to(source):
        raise _wrong("Choose a folder on another disk, not within the workstation's own.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What is not of the workstation any more is removed there, so it must be nobody else's folder.
    if any(target.iterdir()) and not (target / _MARK).exists():
        raise _wrong("This folder holds something else. Choose an empty one, or that of an older backup.")
    (target / _MARK).touch(0o600)
    # Until the new list is there, what lies here is no backup.
    (target / LIST).unlink(missing_ok=True)
    names = sorted(_names(source))
    for name in names:
        _copy(source / name, target / name)
    for name in set(_names(target)) - set(names):
        (target / name).unlink()
    listed = {name: _entry(target / name) for name in names}
    _sign(station, target, listed)
    return verify(target, station.deployment, station.session.team)


def verify(folder: Path, deployment: bytes | None = None, team: bytes | None = None) -> Backup:
    """Read a whole backup, and check every file against its signed list.

    Who signed must be in the keystore that lies there, whose roster its team key signed; ``deployment`` and
    ``team`` say which these must be, where that is known.

    Raises:
        FormatError, UntrustedError: the list is malformed or was altered.
        WorkstationError: ``backup``, a file is missing, was altered, or is one too many.
    """
    listed, value = _read(folder, deployment, team)
    if found := set(_names(folder)) ^ set(listed):
        raise _wrong(f"{min(found)} is missing, or one too many. Make the backup again.")
    for name, (size, digest) in listed.items():
        if _entry(folder / name) != (size, digest):
            raise _wrong(f"{name} is not as it was written. Make the backup again, on a good disk.")
    return Backup(
        files=len(listed),
        size=sum(size for size, _ in listed.values()),
        time=value["time"],
        person=value["person"],
        heads=tuple(value["heads"]),
    )


def restore(folder: Path, offline: Path) -> Backup:
    """Check a backup, and copy it to a folder that is not there yet.

    Raises:
        FileExistsError: the folder is there.
        FormatError, UntrustedError, WorkstationError: as ``verify``.
    """
    checked = verify(folder)
    offline.mkdir(mode=0o700)
    for name in sorted(_names(folder)):
        _copy(folder / name, offline / name)
    sync_folder(offline)
    return checked


def _names(folder: Path) -> Iterator[str]:
    """Yield what belongs in a backup, as paths within the folder."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        is_whole = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        if is_whole and name.parts[0] not in _NOT and str(name) != LIST and path.suffix not in _NEVER:
            yield str(name)


def _copy(source: Path, target: Path) -> None:
    """Copy a file, if what is there is another; an envelope is named by its content and never changes."""
    is_envelope = source.parent.name.endswith("envelopes")
    if is_envelope and target.exists() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = target.with_name(f".{target.name}-new")
    descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with source.open("rb") as taken, os.fdopen(descriptor, "wb") as out:
        shutil.copyfileobj(taken, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(target)


def _entry(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _sign(station: Workstation, target: Path, listed: dict[str, tuple[int, str]]) -> None:
    person, own = station.session.me()
    value: dict[str, Any] = {
        "deployment": station.deployment.hex(),
        "files": {name: {"sha256": digest, "size": size} for name, (size, digest) in listed.items()},
        "heads": [str(head) for head in check.heads(station.store)],
        "keystore": station.places.keystore,
        "person": person.name,
        "time": station.clock(),
    }
    signature = signed.sign(tags.BACKUP, station.deployment, canonical.dumps(value), own.seed)
    write_private(target / LIST, canonical.dumps({**value, "signature": signature.hex()}))


def _read(
    folder: Path, deployment: bytes | None, team: bytes | None
) -> tuple[dict[str, tuple[int, str]], dict[str, Any]]:
    try:
        with (folder / LIST).open("rb") as file:
            untrusted = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise _wrong("This is no backup, or one that was broken off: its list is not there.") from error
    names = ("deployment", "files", "heads", "keystore", "person", "signature", "time")
    value = _shape.keys(canonical.loads(untrusted, LARGEST), names)
    signature = _shape.octets(value.pop("signature"), 64)
    found = _shape.octets(value["deployment"], 16)
    if deployment not in (None, found):
        raise FormatError("deployment", "This backup is of another deployment.")
    people = rosters.parse((folder / Path(_shape.text(value["keystore"], 1, 60)).name).read_bytes())
    if people.deployment != found or team not in (None, people.team):
        raise _wrong("The keystore in this backup is of another team.")
    person = people.people.get(_shape.text(value["person"], 1, 60))
    if person is None:
        raise _wrong("Whoever signed this backup is not in its keystore.")
    signed.verify(tags.BACKUP, found, canonical.dumps(value), person.sign, signature)
    for head in _shape.items(value["heads"], 0, 1000):
        Head.parse(_shape.text(head, 1, 200))
    files = _shape.mapping(value["files"], 2_000_000)
    return {name: _listed(each) for name, each in files.items()}, value


def _listed(untrusted: object) -> tuple[int, str]:
    value = _shape.keys(untrusted, ("sha256", "size"))
    return _shape.integer(value["size"], 0, 2**53), _shape.octets(value["sha256"], 32).hex()


def _wrong(sentence: str) -> WorkstationError:
    return WorkstationError("backup", sentence)
