"""Take envelopes in: each is opened or set aside by name, and its bytes are kept either way.

An envelope's ``status`` says what became of it:

- ``opened``: its message is part of a case
- ``waiting``: a later message whose report has not come
- ``set-aside``: it opened, and its message may not join a case (``copy``, ``mailbox``; reviewer/threads.py)
- ``other-lane``: keys of its week are held here, and it is for none of them
- ``late``: it came after the keys of its week were destroyed; it stays sealed, unless the recovery shares of
  its quarter are brought together
- ``quarantined``: it did not open; ``kind`` tells why (docs/formats.md §5.8)

No rule here ever drops an envelope. Files are durable under their ids before the rows that speak of them are
committed, so an import that is killed leaves at worst a file without a row, and the next one takes it again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from keys.calendar import day_number
from keys.errors import KeysError, NotForMeError
from keys.private.open import Opened
from reviewer import threads
from reviewer.custody.entry import Entry
from reviewer.store import Store
from reviewer.threads import Verdict
from reviewer.workstation import Workstation

__all__ = ["Outcome", "take"]

# What became of envelopes: how many by (status, kind); "held" are those that were here before.
Outcome = Counter[tuple[str, str]]
_HELD = Verdict("held")
_OTHER_LANE = Verdict("other-lane")
_LATE = Verdict("late")
# An envelope that did not open is tried again when it comes again: its week's key may have arrived since.
_SETTLED = ("opened", "waiting", "set-aside")
# What was destroyed is not opened again, whoever brings it.
_DESTROYED = "destroyed"


def take(station: Workstation, arrived: Iterable[tuple[str, Path]], day: date, arrival: Entry) -> Outcome:
    """Take complete envelope files, (name, path) each, in one transaction; return what became of them.

    ``arrival`` is the act by which they came. A file's bytes must be durable. It is moved away; one that is
    held already is removed.
    """
    outcome: Outcome = Counter()
    with station.store.transaction():
        for name, path in arrived:
            verdict = _take_one(station, bytes.fromhex(name), path, day_number(day), arrival)
            outcome[verdict.status, verdict.kind] += 1
        station.envelopes.sync()
    return outcome


def _take_one(station: Workstation, name: bytes, path: Path, day: int, arrival: Entry) -> Verdict:
    """Take one file; ``name`` is what the bundle calls it, and only its own hash is believed."""
    before = _standing(station.store, name)
    if before == _DESTROYED or (before in _SETTLED and station.envelopes.holds(name)):
        path.unlink()
        return _HELD
    lane, opened, verdict = _open(station, path)
    identifier = opened.id if opened else _hash(path)
    if identifier != name:
        before = _standing(station.store, identifier)
    if before == _DESTROYED:
        path.unlink()
        return _HELD
    station.envelopes.move_in(path, identifier)
    if before in _SETTLED:
        return _HELD
    _record(station.store, identifier, verdict, lane, opened, day, arrival)
    if opened is not None:
        verdict = threads.place(station.store, identifier, opened.report, lane, day)
        threads.settle(station.store, identifier, verdict)
    return verdict


def _open(station: Workstation, path: Path) -> tuple[str, Opened | None, Verdict]:
    with path.open("rb") as source:
        try:
            lane, opened = station.lanes.open(source)
        except NotForMeError:
            return "", None, _OTHER_LANE
        except KeysError as error:
            return "", None, _LATE if error.kind == "late" else Verdict("quarantined", error.kind)
    return lane, opened, threads.JOINED


def _record(
    store: Store,
    identifier: bytes,
    verdict: Verdict,
    lane: str,
    opened: Opened | None,
    day: int,
    arrival: Entry,
) -> None:
    """Write an envelope's row, over that of an earlier time when it did not open."""
    store.run(
        "INSERT INTO envelopes (id, status, kind, day, lane, station, entry, file_key) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET status = excluded.status, kind = excluded.kind, "
        "day = excluded.day, lane = excluded.lane, station = excluded.station, entry = excluded.entry, "
        "file_key = excluded.file_key",
        (
            *(identifier, verdict.status, verdict.kind, day, lane, arrival.station, arrival.number),
            opened.file_key if opened else None,
        ),
    )


def _standing(store: Store, identifier: bytes) -> str:
    """Return an envelope's status, nothing for one that is new, or that it was destroyed with its case."""
    row = store.row("SELECT status, kind FROM envelopes WHERE id = ?", (identifier,))
    if row is None:
        return ""
    return _DESTROYED if row["kind"] == _DESTROYED else str(row["status"])


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
