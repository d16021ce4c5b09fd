"""Lists of known files: an attachment that is on one is flagged and hidden, and never shown for being so.

A list tells nothing of a case but that somebody knew the file. It makes the case urgent and hides the
preview; a person decides. A list stays on the workstation that it was brought to, and its hashes are never
shown or handed on: whoever keeps it gave it for comparing only.

Files are compared when they arrive, and again with every list that comes later. Pictures are compared by PDQ
in all eight forms, so a list need not hold the mirrored one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from keys.calendar import day_number, day_of
from reviewer.alike import flagging, listfile
from reviewer.alike.listfile import Bad, Listed
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.store import Store
from reviewer.workstation import Workstation

__all__ = ["HashList", "Known", "Taken", "is_hidden", "known", "lists", "remove", "take"]

_BATCH = 10_000
_TOLD = 100
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class HashList:
    """A list that is here: how many hashes it has of each kind, and how many attachments it knows."""

    name: str
    version: str
    day: date
    sha256: bytes
    hashes: Mapping[str, int]
    matches: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read of a list: hashes by kind, how many stood in it before, and the bad lines.

    ``bad`` are the first hundred of ``bad_lines``; ``matches`` are attachments that it knows.
    """

    hashes: Mapping[str, int]
    repeated: int
    bad: tuple[Bad, ...]
    bad_lines: int
    matches: int


@dataclass(frozen=True, slots=True)
class Known:
    """An attachment, numbered in its message from 0, that a list knows by a kind of hash.

    ``distance`` is in bits of 256 for a picture, and 0 for the very file.
    """

    message: int
    attachment: int
    list: str
    version: str
    kind: str
    distance: int


def take(station: Workstation, file: Path, name: str, version: str, day: date) -> Taken:
    """Read a list, in the place of an earlier version, and compare every attachment with it.

    Raises:
        RequestError: ``hash-list``: it cannot be read, holds no hash, is here already, or has no good name.
        OSError: the file cannot be read.
    """
    for given in (name, version):
        if not given.isprintable() or not 0 < len(given) <= _LONGEST_NAME:
            raise RequestError("hash-list", f"A name and a version have 1 to {_LONGEST_NAME} characters.")
    store = station.store
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").digest()
    before = store.row("SELECT * FROM hash_lists WHERE name = ?", (name,))
    if before and (before["version"], before["sha256"]) == (version, digest):
        raise RequestError("hash-list", f"{name} {version} is here already.")
    with store.transaction():
        if before:
            _drop(store, before["number"])
        row = {"name": name, "version": version, "sha256": digest, "day": day_number(day)}
        number = store.insert("hash_lists", row)
        read, bad_lines, bad = _read(store, number, file)
        hashes = _hashes(store, number)
        if not hashes:
            raise RequestError("hash-list", _nothing_in(bad))
        flagging.pack(store, number)
        flagging.flag_list(store, number)
        body = {"bad_lines": bad_lines, "hashes": dict(hashes), "name": name, "version": version}
        record(station, Act(name="take-hash-list", body=body, after=digest))
    return Taken(
        hashes=hashes,
        repeated=read - sum(hashes.values()),
        bad=tuple(bad),
        bad_lines=bad_lines,
        matches=_matches(store, number),
    )


def remove(station: Workstation, name: str) -> None:
    """Remove a list, and what was flagged for it.

    Raises:
        RequestError: ``hash-list``, there is none of that name.
    """
    row = station.store.row("SELECT * FROM hash_lists WHERE name = ?", (name,))
    if row is None:
        raise RequestError(
            "hash-list", "There is no list of that name. `hash-list show` tells which there are."
        )
    with station.store.transaction():
        _drop(station.store, row["number"])
        body = {"name": name, "version": row["version"]}
        record(station, Act(name="remove-hash-list", body=body, before=row["sha256"]))


def lists(store: Store) -> list[HashList]:
    """Return the lists that are here, by name."""
    return [
        HashList(
            row["name"],
            row["version"],
            day_of(row["day"]),
            row["sha256"],
            _hashes(store, row["number"]),
            _matches(store, row["number"]),
        )
        for row in store.rows("SELECT * FROM hash_lists ORDER BY name")
    ]


def known(store: Store, case: int) -> list[Known]:
    """Return which attachments of a case lists know: a fact that makes it urgent."""
    rows = store.rows(
        "SELECT list_matches.message, attachment, hash_lists.name, version, list_matches.kind, distance "
        "FROM messages JOIN list_matches ON list_matches.message = messages.number "
        "JOIN hash_lists ON hash_lists.number = list WHERE case_number = ? "
        "ORDER BY list_matches.message, attachment, hash_lists.name, list_matches.kind",
        (case,),
    )
    return [Known(*row.values()) for row in rows]


def is_hidden(store: Store, message: int, attachment: int) -> bool:
    """Whether a list knows an attachment: then nothing of it is shown before a person asks for it."""
    sql = "SELECT 1 FROM list_matches WHERE message = ? AND attachment = ? LIMIT 1"
    return store.row(sql, (message, attachment)) is not None


def _read(store: Store, number: int, file: Path) -> tuple[int, int, list[Bad]]:
    """Keep the hashes of a file; return how many there were, how many bad lines, and the first of these."""
    count, bad_lines, first = 0, 0, list[Bad]()
    with file.open("rb") as source:
        found = listfile.read(source)
        while batch := list(islice(found, _BATCH)):
            good = [(each.kind, each.hash, number) for each in batch if isinstance(each, Listed)]
            bad = [each for each in batch if isinstance(each, Bad)]
            count += len(good)
            bad_lines += len(bad)
            first.extend(bad[: _TOLD - len(first)])
            store.db.conn.executemany(
                "INSERT OR IGNORE INTO listed_hashes (kind, hash, list) VALUES (?, ?, ?)", good
            )
    return count, bad_lines, first


def _nothing_in(bad: Sequence[Bad]) -> str:
    line = f" Line {bad[0].number} is the first: {bad[0].kind}." if bad else ""
    return f"There is no hash in this list that could be read.{line}"


def _drop(store: Store, number: int) -> None:
    for sql in (
        "DELETE FROM list_matches WHERE list = ?",
        "DELETE FROM listed_blocks WHERE list = ?",
        "DELETE FROM listed_hashes WHERE list = ?",
        "DELETE FROM hash_lists WHERE number = ?",
    ):
        store.run(sql, (number,))


def _hashes(store: Store, number: int) -> Counter[str]:
    sql = "SELECT kind, count(*) AS count FROM listed_hashes WHERE list = ? GROUP BY kind"
    return Counter({row["kind"]: row["count"] for row in store.rows(sql, (number,))})


def _matches(store: Store, number: int) -> int:
    sql = (
        "SELECT count(*) AS count FROM (SELECT DISTINCT message, attachment FROM list_matches WHERE list = ?)"
    )
    row = store.row(sql, (number,))
    return int(row["count"]) if row else 0
