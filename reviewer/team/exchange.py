"""Exchange work with the team's other workstations, by a file each on a stick and the envelopes beside it.

One workstation imports from the vault and publishes, for the week keys are in one place only. The others get
from it the rows of envelopes with the keys of their content, and the sealed envelopes themselves; all give
each other their acts. What one has cannot be lost by another's file: acts are only ever added, and of two
that set one thing the greater (clock, station) holds, whichever came first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keys import primitives
from keys.private.open import reopen
from reviewer import sealedfile, threads
from reviewer.custody import log, table
from reviewer.custody.entry import Entry
from reviewer.errors import WorkstationError
from reviewer.keeping import destroying
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.team import syncfile
from reviewer.team.syncfile import KIND, SUFFIX, Bundle, Envelope, Head, Writer
from reviewer.workstation import Workstation

__all__ = ["Taken", "give", "take"]

ENVELOPES = "envelopes"
Heads = dict[bytes, int]
# Acts that take what only a supervisor's passphrase opens.
_OF_SUPERVISORS = ("destroy", "publish")


@dataclass(slots=True)
class Taken:
    """What a file brought: new acts, and new envelopes."""

    person: str = ""
    acts: int = 0
    envelopes: int = 0


def give(station: Workstation, folder: Path, *, everything: bool = False) -> Path:
    """Write this workstation's file on a stick: what not all others are known to have, or everything.

    Raises:
        KeystoreError: ``role``, the session is nobody's.
        OSError: the stick is full, or cannot be written.
    """
    store = station.store
    person, _ = station.session.me()
    mine = log.own_station(store)
    head = Head(mine, person.name, person.sign, _heads(store))
    known = {} if everything else _known_to_all(store)
    path = folder / f"{mine.hex()}{SUFFIX}"
    key = station.session.keys("store")[0]
    envelopes = [row for row in _envelopes(store) if row["entry"] > known.get(row["station"], 0)]
    _copy_out(station, folder, envelopes)
    with sealedfile.writing(path, KIND, key, station.deployment) as out:
        writer = Writer(out, station, head)
        for row in _acts(store, known):
            writer.act(row)
        for row in envelopes:
            writer.envelope(row)
        for row in store.rows("SELECT * FROM inbound ORDER BY vault, serial"):
            writer.bundle(row, _carried(store, row))
        writer.end()
    return path


def take(station: Workstation, folder: Path, day: int, *, former: bool = False) -> list[Taken]:
    """Take in the files of all others on a stick, each whole or not at all. ``day`` is a day number.

    What only a supervisor may do is taken from whoever the keystore knows as one; with ``former``, a person's
    word, also from who has left since.

    Raises:
        FormatError, UntrustedError: as ``syncfile.read``; or an act does not follow those before it.
        WorkstationError: ``sync``, something is missing on the stick, or two workstations did what only one
            may do. Nothing of that file is kept.
    """
    own = f"{log.own_station(station.store).hex()}{SUFFIX}"
    files = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.name != own)
    return [_take(station, path, day, former=former) for path in files]


def _take(station: Workstation, path: Path, day: int, *, former: bool) -> Taken:
    done = Taken()
    with station.store.transaction():
        found = syncfile.read(path, station)
        acts: list[Entry] = []
        for part in found:
            match part:
                case Head():
                    done.person = part.person
                    _remember(station.store, part, day)
                case Entry():
                    # What an envelope and a case follow from, stands in the log before them.
                    if _is_next(station.store, part):
                        if part.act.name in _OF_SUPERVISORS and not former:
                            _believe(station, part)
                        log.insert(station.store, part)
                        acts.append(part)
                case Envelope():
                    done.envelopes += _envelope(station, part, path.parent)
                case Bundle():
                    _bundle(station.store, part)
        for entry in sorted(acts, key=lambda each: (*each.stamp, each.number)):
            _apply(station.store, entry)
        station.envelopes.sync()
        destroying.sweep(station)
        done.acts = len(acts)
    return done


# --- giving ---


def _heads(store: Store) -> Heads:
    rows = store.rows("SELECT station, max(number) AS number FROM acts GROUP BY station")
    return {row["station"]: row["number"] for row in rows}


def _known_to_all(store: Store) -> Heads:
    """Return up to which act of each station every known peer has them; nothing where no peer is known."""
    peers = [_parsed(row["heads"]) for row in store.rows("SELECT heads FROM peers")]
    stations = {station for heads in peers for station in heads}
    return {station: min(heads.get(station, 0) for heads in peers) for station in stations}


def _parsed(heads: str) -> Heads:
    return {bytes.fromhex(station): int(number) for station, number in json.loads(heads).items()}


def _envelopes(store: Store) -> list[Row]:
    """Return rows of envelopes in the order in which their messages were opened, the rest after them."""
    return store.rows(
        "SELECT envelopes.*, CASE WHEN messages.position = 0 THEN messages.case_number END AS case_number "
        "FROM envelopes LEFT JOIN messages ON messages.envelope = envelopes.id "
        "ORDER BY messages.number IS NULL, messages.number, envelopes.id"
    )


def _acts(store: Store, known: Heads) -> Iterator[Row]:
    for station in sorted(_heads(store)):
        yield from store.rows(
            "SELECT * FROM acts WHERE station = ? AND number > ? ORDER BY number",
            (station, known.get(station, 0)),
        )


def _carried(store: Store, row: Row) -> list[bytes]:
    found = store.rows(
        "SELECT envelope FROM carried WHERE vault = ? AND serial = ? ORDER BY envelope",
        (row["vault"], row["serial"]),
    )
    return [each["envelope"] for each in found]


def _copy_out(station: Workstation, folder: Path, rows: Sequence[Row]) -> None:
    """Put sealed envelopes beside the file; those that are there are whole, for names come last."""
    target = folder / ENVELOPES
    target.mkdir(exist_ok=True)
    for row in rows:
        place = target / row["id"].hex()
        if place.exists() or not station.envelopes.holds(row["id"]):
            continue
        temporary = place.with_name(f".{place.name}")
        with station.envelopes.open(row["id"]) as source, temporary.open("wb") as out:
            shutil.copyfileobj(source, out)
        temporary.replace(place)


# --- taking ---


def _envelope(station: Workstation, part: Envelope, folder: Path) -> bool:
    """Take the row of an envelope, and what is in it; return whether it is new here."""
    store = station.store
    row = store.row("SELECT status FROM envelopes WHERE id = ?", (part.id,))
    if row and (row["status"] in ("opened", "waiting", "set-aside") or part.file_key is None):
        return False
    if part.file_key is not None and not station.envelopes.holds(part.id):
        _copy_in(station, folder / ENVELOPES / part.id.hex(), part.id, part.file_key)
    status = "opened" if part.file_key is not None else part.status
    store.run(
        "INSERT INTO envelopes (id, status, kind, day, lane, station, entry, file_key) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = excluded.status, "
        "kind = excluded.kind, lane = excluded.lane, station = excluded.station, entry = excluded.entry, "
        "file_key = excluded.file_key",
        (part.id, status, part.kind, part.day, part.lane, part.station, part.entry, part.file_key),
    )
    if part.file_key is not None:
        _open(station, part, part.file_key)
    return True


def _copy_in(station: Workstation, sealed: Path, identifier: bytes, file_key: bytes) -> None:
    """Copy a sealed envelope from a stick; it gets its name here once it was opened."""
    if not sealed.exists():
        raise _wrong("An envelope is missing beside the file. Have the whole stick written again.")
    temporary = station.envelopes.folder / f".{identifier.hex()}"
    try:
        with sealed.open("rb") as source, temporary.open("w+b") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
            copy.seek(0)
            if reopen(copy, file_key, deployment=station.deployment).id != identifier:
                raise _wrong("An envelope beside the file is not the one that it names.")
        station.envelopes.move_in(temporary, identifier)
    finally:
        temporary.unlink(missing_ok=True)


def _open(station: Workstation, part: Envelope, file_key: bytes) -> None:
    store = station.store
    with station.envelopes.open(part.id) as source:
        opened = reopen(source, file_key, deployment=station.deployment)
    verdict = threads.place(store, part.id, opened.report, part.lane, part.day, part.case)
    threads.settle(store, part.id, verdict)
    if part.case:
        row = store.row("SELECT case_number FROM messages WHERE envelope = ?", (part.id,)) or {}
        if row.get("case_number") != part.case:
            raise _wrong("Two workstations opened new cases apart: only one may import. See the guide.")
    # What people did about this case may have come before the case.
    for entry in log.read(store, station.deployment, opened.report.author, name="reply"):
        table.apply(store, entry)


def _bundle(store: Store, part: Bundle) -> None:
    store.run(
        "INSERT INTO inbound (vault, serial, segment, segments, hash, station, entry) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (vault, serial) DO UPDATE SET "
        "segment = excluded.segment, hash = excluded.hash, station = excluded.station, "
        "entry = excluded.entry WHERE excluded.segment > segment",
        (part.vault, part.serial, part.segment, part.segments, part.hash, part.station, part.entry),
    )
    for identifier in part.carried:
        store.run(
            "INSERT OR IGNORE INTO carried (vault, serial, envelope) "
            "SELECT ?, ?, id FROM envelopes WHERE id = ?",
            (part.vault, part.serial, identifier),
        )


def _is_next(store: Store, entry: Entry) -> bool:
    """Whether an act is new, and the very next of its station; one that is here must be the same."""
    row = store.row("SELECT hash FROM acts WHERE station = ? AND number = ?", (entry.station, entry.number))
    if row is not None:
        if not primitives.equal(row["hash"], entry.hash):
            raise _wrong("One workstation wrote two different acts in one place. Ask an auditor at once.")
        return False
    if (entry.number - 1, entry.previous) != _last(store, entry.station):
        raise _wrong("Acts before these never came. Have a file with everything written: sync --all.")
    return True


def _believe(station: Workstation, entry: Entry) -> None:
    """Refuse what takes a supervisor from whoever the keystore does not know as one.

    Who signed anything else, and is not in the keystore, `custody verify` names.
    """
    known = station.session.people.get(entry.person)
    is_theirs = known is not None and primitives.equal(known.sign, entry.sign)
    if not (known and is_theirs and "supervisor" in known.roles):
        raise _wrong(
            "Somebody who is no supervisor destroyed or published. If they have left since, say so: --former."
        )


def _last(store: Store, station: bytes) -> tuple[int, bytes]:
    row = store.row(
        "SELECT number, hash FROM acts WHERE station = ? ORDER BY number DESC LIMIT 1", (station,)
    )
    return (row["number"], row["hash"]) if row else (0, bytes(32))


def _apply(store: Store, entry: Entry) -> None:
    if entry.act.name == "publish":
        row = store.row("SELECT bundle FROM published WHERE serial = ?", (entry.act.body["serial"],))
        if row is not None:
            raise _wrong("Two workstations published one board each: only one may publish. See the guide.")
    table.apply(store, entry)


def _remember(store: Store, head: Head, day: int) -> None:
    heads = json.dumps({station.hex(): number for station, number in head.heads.items()})
    store.run(
        "INSERT INTO peers (station, heads, day) VALUES (?, ?, ?) "
        "ON CONFLICT (station) DO UPDATE SET heads = excluded.heads, day = excluded.day",
        (head.station, heads, day),
    )


def _wrong(sentence: str) -> WorkstationError:
    return WorkstationError("sync", sentence)
