"""What the last check saw, kept in a small file, so that going back is noticed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from keys.durable import write_whole
from keys.merkle import Head
from submit.errors import VerifyError

__all__ = ["Mark", "Seen", "load", "save"]

LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that only grows, and the hash of what had it."""

    serial: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was in force at the last check."""

    manifest: Mark
    log: Head
    board: Mark | None


def load(path: Path) -> Seen | None:
    """Read the last check's file, or return None if there was none.

    Raises:
        VerifyError: ``state``, it is damaged.
    """
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(LIMIT))
        return Seen(
            manifest=_mark(value["manifest"]),
            log=Head(int(value["log"]["size"]), bytes.fromhex(value["log"]["root"])),
            board=_mark(value["board"]) if value["board"] else None,
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise VerifyError(
            "state", f"{path} is damaged. Look at its copy, or delete it and check against the fingerprint."
        ) from error


def save(path: Path, seen: Seen) -> None:
    """Write the file whole."""
    value = {
        "manifest": _written(seen.manifest),
        "log": {"size": seen.log.size, "root": seen.log.root.hex()},
        "board": _written(seen.board) if seen.board else None,
    }
    write_whole(path, json.dumps(value, indent=2, sort_keys=True).encode())


def _mark(value: dict[str, object]) -> Mark:
    return Mark(int(str(value["serial"])), bytes.fromhex(str(value["hash"])))


def _written(mark: Mark) -> dict[str, object]:
    return {"serial": mark.serial, "hash": mark.hash.hex()}
