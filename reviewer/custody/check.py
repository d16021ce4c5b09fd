"""Check the whole custody log: any line that was removed, altered, added by a stranger or put elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from keys import primitives
from keys.errors import KeysError
from reviewer.custody import entry as entries
from reviewer.custody.entry import Entry
from reviewer.errors import RequestError
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["Fault", "Head", "Report", "check", "heads"]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a workstation's part of the log ends; on paper, it proves that nothing was cut off before it."""

    station: bytes
    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.station.hex()}-{self.number}-{self.hash.hex()}"

    @classmethod
    def parse(cls, typed: str) -> Head:
        """Read what ``str`` wrote; raises RequestError ``head``."""
        match = re.fullmatch(r"([0-9a-f]{16})-([0-9]{1,15})-([0-9a-f]{64})", typed.strip().lower())
        if match is None:
            raise RequestError("head", "This is no head of a custody log: those have three parts.")
        return cls(bytes.fromhex(match[1]), int(match[2]), bytes.fromhex(match[3]))


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not as it was written; ``number`` counts from 1 in its workstation's part."""

    station: bytes
    number: int
    said: str

    def __str__(self) -> str:
        return f"{self.station.hex()}, line {self.number}: {self.said}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: ``strangers`` signed lines and are not among the people of the keystore now."""

    lines: int
    faults: tuple[Fault, ...]
    strangers: tuple[str, ...]


def heads(store: Store) -> list[Head]:
    """Return the end of each workstation's part."""
    rows = store.rows(
        "SELECT station, max(number) AS number, hash FROM acts GROUP BY station ORDER BY station"
    )
    return [Head(row["station"], row["number"], row["hash"]) for row in rows]


def check(
    store: Store, deployment: bytes, people: Mapping[str, bytes], known: tuple[Head, ...] = ()
) -> Report:
    """Check every line; ``people`` are the roster's signing keys by name, ``known`` heads kept elsewhere."""
    faults: list[Fault] = []
    strangers: set[str] = set()
    lines = 0
    for station, rows in _by_station(store):
        before: Entry | None = None
        for place, row in enumerate(rows, 1):
            lines += 1
            found = _read(row, deployment)
            if isinstance(found, str):
                faults.append(Fault(station, place, found))
                before = None
                continue
            said = _wrong(found, row, before, place)
            if people.get(found.person, found.sign) != found.sign:
                said = f"it is signed as {found.person}, with a key that is not theirs"
            if said:
                faults.append(Fault(station, place, said))
            if found.person not in people:
                strangers.add(found.person)
            before = found
    faults.extend(_cut(store, known))
    return Report(lines, tuple(faults), tuple(sorted(strangers)))


def _by_station(store: Store) -> Iterator[tuple[bytes, list[Row]]]:
    for row in store.rows("SELECT DISTINCT station FROM acts ORDER BY station"):
        yield (
            row["station"],
            store.rows("SELECT * FROM acts WHERE station = ? ORDER BY number", tuple(row.values())),
        )


def _read(row: Row, deployment: bytes) -> Entry | str:
    try:
        return entries.parse(row["packed"], row["signature"], deployment, salt=row["salt"], text=row["text"])
    except KeysError:
        return "its text is not what was signed"


def _wrong(found: Entry, row: Row, before: Entry | None, place: int) -> str:
    columns = (row["station"], row["number"], row["clock"], row["author"], row["act"], row["hash"])
    written = (found.station, found.number, found.clock, found.act.case, found.act.name, found.hash)
    if columns != written:
        return "it stands in another place than was signed"
    if found.number != place or (place == 1 and found.previous != bytes(32)):
        return "lines before it are missing"
    if before and (found.previous != before.hash or found.clock <= before.clock):
        return "it does not follow the line before it"
    return ""


def _cut(store: Store, known: tuple[Head, ...]) -> Iterator[Fault]:
    for head in known:
        row = store.row("SELECT hash FROM acts WHERE station = ? AND number = ?", (head.station, head.number))
        if row is None:
            yield Fault(head.station, head.number, "it was here before, and is gone")
        elif not primitives.equal(row["hash"], head.hash):
            yield Fault(head.station, head.number, "it is not the line that was here before")
