"""Write into the custody log, and read it. Nothing people decide is written anywhere else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from keys import primitives
from reviewer.custody import entry as entries
from reviewer.custody import table
from reviewer.custody.entry import STATION, Act, Entry
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.workstation import Workstation

__all__ = ["insert", "own_station", "read", "read_last", "read_newest", "record"]

_STATION = "station"
_STEP = 100  # entries read at once


def record(station: Workstation, *acts: Act) -> list[Entry]:
    """Sign acts as the person who is here, append them, and apply them: all of them durably, or none.

    Raises:
        KeystoreError: ``role``, the session is nobody's.
        FormatError: ``canonical``, ``bounds`` or ``custody``, it is nothing that an entry may hold.
    """
    person, own = station.session.me()
    store, made = station.store, list[Entry]()
    with store.transaction():
        mine = own_station(store)
        last = store.row(
            "SELECT number, hash FROM acts WHERE station = ? ORDER BY number DESC LIMIT 1", (mine,)
        )
        number, previous = (last["number"], last["hash"]) if last else (0, bytes(32))
        clock = _clock(store)
        for step, act in enumerate(acts, 1):
            entry = entries.make(
                act,
                deployment=station.deployment,
                station=mine,
                number=number + step,
                clock=clock + step,
                time=station.clock(),
                person=person.name,
                previous=previous,
                seed=own.seed,
            )
            insert(store, entry)
            table.apply(store, entry)
            made.append(entry)
            previous = entry.hash
    return made


def own_station(store: Store) -> bytes:
    """Return this workstation's id, 8 random bytes that are made with its first entry."""
    known = store.pin(_STATION)
    if known is None:
        known = primitives.random_bytes(STATION)
        store.insert("pins", {"name": _STATION, "value": known})
    return known


def insert(store: Store, entry: Entry) -> None:
    """Keep an entry; applying it is the caller's."""
    store.insert(
        "acts",
        {
            "station": entry.station,
            "number": entry.number,
            "clock": entry.clock,
            "author": entry.act.case,
            "act": entry.act.name,
            "packed": entry.packed,
            "hash": entry.hash,
            "signature": entry.signature,
            "salt": entry.salt,
            "text": entry.act.text,
        },
    )


def read(
    store: Store, deployment: bytes, case: bytes | None = None, *, name: str | None = None
) -> Iterator[Entry]:
    """Yield entries in order of their stamps, of one case and one name of act, or of all.

    Raises:
        FormatError, UntrustedError: as ``entry.parse``.
    """
    asked = {"author = ?": case, "act = ?": name}
    given = {clause: value for clause, value in asked.items() if value is not None}
    which, values = (f"WHERE {' AND '.join(given)}" if given else ""), tuple(given.values())
    sql = f"SELECT packed, signature, salt, text FROM acts {which} ORDER BY clock, station, number"  # noqa: S608
    for row in store.rows(sql, values):
        yield _entry(row, deployment)


def read_last(store: Store, deployment: bytes, station: bytes, names: Sequence[str]) -> Iterator[Entry]:
    """Yield a workstation's entries of some names of acts, the newest first; raises as ``read``."""
    marks = ", ".join("?" * len(names))
    sql = (
        "SELECT packed, signature, salt, text FROM acts "  # noqa: S608
        f"WHERE station = ? AND act IN ({marks}) ORDER BY number DESC LIMIT ? OFFSET ?"
    )
    for offset in itertools.count(0, _STEP):
        rows = store.rows(sql, (station, *names, _STEP, offset))
        yield from (_entry(row, deployment) for row in rows)
        if len(rows) < _STEP:
            return


def read_newest(store: Store, deployment: bytes, most: int) -> tuple[int, list[Entry]]:
    """Return how many entries there are, and the newest of all stations; raises as ``read``."""
    count = store.row("SELECT count(*) AS count FROM acts") or {}
    rows = store.rows(
        "SELECT packed, signature, salt, text FROM acts "
        "ORDER BY clock DESC, station DESC, number DESC LIMIT ?",
        (most,),
    )
    return int(count["count"]), [_entry(row, deployment) for row in rows]


def _entry(row: Row, deployment: bytes) -> Entry:
    return entries.parse(row["packed"], row["signature"], deployment, salt=row["salt"], text=row["text"])


def _clock(store: Store) -> int:
    row = store.row("SELECT max(clock) AS clock FROM acts")
    return int(row["clock"] or 0) if row else 0
