"""The desk's own settings: ``desk.toml`` in the offline folder. Each family reads its own tables of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewer.errors import WorkstationError

__all__ = ["FILE", "TABLES", "Table", "load", "wrong"]

FILE = "desk.toml"
LARGEST = 1 << 20  # bytes
TABLES = ("categories", "deadlines", "retention", "viewing")
Table = Mapping[str, Any]


def load(offline: Path) -> Mapping[str, Table]:
    """Return the settings by table; those that the file does not have are empty, and so are all without it.

    Raises:
        WorkstationError: ``desk-toml``, naming what is wrong.
    """
    try:
        with (offline / FILE).open("rb") as file:
            untrusted = file.read(LARGEST + 1)
    except FileNotFoundError:
        return {name: {} for name in TABLES}
    if len(untrusted) > LARGEST:
        raise wrong("it is larger than a mebibyte")
    return _read(untrusted)


def _read(untrusted: bytes) -> Mapping[str, Table]:
    try:
        tables = tomllib.loads(untrusted.decode("utf-8"))
    except ValueError as error:
        raise wrong(f"it is not TOML in UTF-8 ({error})") from error
    for name, table in tables.items():
        if name not in TABLES:
            raise wrong(f"[{name}] is none of {', '.join(TABLES)}")
        if not isinstance(table, dict):
            raise wrong(f"{name} is not a table")
    return {name: tables.get(name, {}) for name in TABLES}


def wrong(what: str) -> WorkstationError:
    """Return the error for settings that cannot be used."""
    return WorkstationError("desk-toml", f"{FILE} cannot be used: {what}.")
