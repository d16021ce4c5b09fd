"""Import what a stick brings: bundles of the vault, or a folder of loose envelopes.

Each segment is taken in batches, and its place in the chain is recorded last. An import that is killed is
begun again with the same stick: envelopes that are held are passed over, and nothing is joined twice.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from keys.sizes import ENVELOPE_LENGTHS
from reviewer import intake
from reviewer.custody.entry import Act, Entry
from reviewer.custody.log import record
from reviewer.intake import Outcome
from reviewer.store import Store
from reviewer.workstation import Workstation
from vault.formats import START, BundleError, Chain, Segment, Staging, VaultError, read_bundles

__all__ = ["Imported", "import_bundles", "import_loose"]

# Files are moved and rows committed together this many at a time: one wait for the disk, not hundreds.
BATCH = 256
_LARGEST = max(ENVELOPE_LENGTHS)
_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class Imported:
    """What an import did: envelopes by (status, kind), ``segments`` taken.

    ``missing`` bundles never came. ``misnamed`` envelopes came under an id that is not their hash.
    ``stopped`` is why the stick was not read to its end; what was taken before stays.
    """

    outcome: Outcome = field(default_factory=Counter)
    segments: int = 0
    missing: int = 0
    misnamed: int = 0
    stopped: VaultError | None = None


Tell = Callable[[Imported], object]


def _quietly(imported: Imported) -> None:
    del imported


def import_bundles(station: Workstation, folder: Path, day: date, tell: Tell = _quietly) -> Imported:
    """Take every bundle in ``folder`` that continues what was taken before; ``tell`` hears of each batch.

    Raises:
        StoreError, OSError: nothing of the current batch was taken.
    """
    imported = Imported()
    staging = Staging(station.places.incoming)
    try:
        for segment in read_bundles(
            folder,
            kind="in",
            deployment=station.deployment,
            public=station.manifest.vault,
            chain=_chain(station.store, station.manifest.vault),
        ):
            _bring_back(station, staging, segment)
            arrival = _arrival(station, segment)
            for batch in _batches(staging.take(segment)):
                imported.outcome.update(intake.take(station, batch, day, arrival))
                tell(imported)
            imported.misnamed += _record(station.store, station.manifest.vault, segment, arrival)
            imported.segments += 1
            imported.missing += segment.missing
            if segment.chain.whole:
                staging.clear()
    except VaultError as error:
        imported.stopped = error
    return imported


def import_loose(station: Workstation, folder: Path, day: date, tell: Tell = _quietly) -> Imported:
    """Take envelopes that lie in ``folder`` under their ids, with no bundle around them; ``tell`` as above.

    This is how another lane gets what the desk keeps for it, how originals are put back from a copy, and how
    envelopes whose key came later are opened. An envelope proves itself; no acknowledgement follows.
    """
    incoming = station.places.incoming
    incoming.mkdir(mode=0o700, exist_ok=True)
    names = sorted(
        entry.name
        for entry in os.scandir(folder)
        if _ID.fullmatch(entry.name)
        and entry.is_file(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_size <= _LARGEST
    )
    imported = Imported()
    if not names:
        imported.stopped = BundleError("empty", "There is no envelope here: no file is named by an id.")
        return imported
    (arrival,) = record(station, Act(name="import-loose", body={"envelopes": len(names)}))
    for batch in _batches((name, _copy(folder / name, incoming / name)) for name in names):
        imported.outcome.update(intake.take(station, batch, day, arrival))
        tell(imported)
    return imported


def _arrival(station: Workstation, segment: Segment) -> Entry:
    """Write down that a segment is taken, before the first of its envelopes is."""
    chain = segment.chain
    body = {"bundle": chain.serial, "segment": chain.segment, "segments": chain.segments}
    (entry,) = record(station, Act(name="import", body=body, before=chain.hash, after=chain.hash))
    return entry


def _chain(store: Store, vault: bytes) -> Chain:
    row = store.row(
        "SELECT serial, segment, segments, hash FROM inbound WHERE vault = ? ORDER BY serial DESC LIMIT 1",
        (vault,),
    )
    return START if row is None else Chain(**row)


def _record(store: Store, vault: bytes, segment: Segment, arrival: Entry) -> int:
    """Record the place reached and what is to be acknowledged; return how many names were not kept."""
    chain = segment.chain
    names = [bytes.fromhex(piece.name) for piece in segment.index.pieces if piece.ends_item]
    with store.transaction():
        store.run(
            "INSERT INTO inbound (vault, serial, segment, segments, hash, station, entry) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (vault, serial) DO UPDATE SET "
            "segment = excluded.segment, hash = excluded.hash, station = excluded.station, "
            "entry = excluded.entry",
            (
                *(vault, chain.serial, chain.segment, chain.segments, chain.hash),
                *(arrival.station, arrival.number),
            ),
        )
        kept = [name for name in names if store.row("SELECT 1 FROM envelopes WHERE id = ?", (name,))]
        for name in kept:
            store.run(
                "INSERT OR IGNORE INTO carried (vault, serial, envelope) VALUES (?, ?, ?)",
                (vault, chain.serial, name),
            )
    return len(names) - len(kept)


def _bring_back(station: Workstation, staging: Staging, segment: Segment) -> None:
    """Put an item's beginning back where it grows, if an import was killed after it was moved in."""
    for piece in segment.index.pieces[:1]:
        path = staging.path(piece.name)
        identifier = bytes.fromhex(piece.name)
        if piece.offset and not path.exists() and station.envelopes.holds(identifier):
            temporary = path.with_suffix(".back")
            with station.envelopes.open(identifier) as source, temporary.open("wb") as out:
                shutil.copyfileobj(source, out)
            temporary.replace(path)


def _batches(arrived: Iterable[tuple[str, Path]]) -> Iterator[list[tuple[str, Path]]]:
    waiting = iter(arrived)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _copy(source: Path, target: Path) -> Path:
    with source.open("rb") as taken, target.open("wb") as out:
        shutil.copyfileobj(taken, out)
        out.flush()
        os.fsync(out.fileno())
    return target
