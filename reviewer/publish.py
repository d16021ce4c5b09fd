"""Publish: the next board and the waiting acknowledgements, as one signed bundle on a stick.

The bundle is a function of store, keystore, manifest and day; nothing else can get into it. It is written
under temporary names first, then the store records its hash, then it gets its names: what a vault can have
seen is always recorded. A stick that is lost costs nothing, for the next bundle carries a whole board, and
the vault exports again what it has no acknowledgement for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from keys import keyfile
from keys.calendar import day_number, day_of
from keys.cells import Reply
from reviewer import board, turns
from reviewer.board import MailboxView, Snapshot, Stand, bucket_number
from reviewer.errors import WorkstationError
from reviewer.store import Store
from reviewer.turns import Candidate
from reviewer.workstation import Workstation
from vault.formats import Acknowledgement, Item, acks, prepare_bundle

__all__ = ["Published", "late_since", "publish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a bundle carries; ``waiting`` replies found no place on this board."""

    serial: int
    bundle: bytes
    acknowledged: int
    replies: int
    waiting: int
    due: date


def publish(station: Workstation, stick: Path, day: date, *, after: int = 0) -> Published:
    """Write the next outbound bundle to folder ``stick``.

    ``after`` is for a store put back from an old copy: the last bundle of the desk that the vault took. One
    serial is then left out, for a bundle that follows at once must name a hash that is lost with the store.

    Raises:
        KeystoreError: ``role``, it takes a supervisor.
        WorkstationError: ``desk-key``, this keystore is not the desk's; ``clock``, the last board is of a
            later day.
        FormatError: ``bounds``, more acknowledgements than a list may hold.
        OSError: the stick cannot be written; nothing was published then.
    """
    secret, seed = _desk(station)
    store = station.store
    before = store.row("SELECT * FROM published ORDER BY serial DESC LIMIT 1")
    if before and before["issued"] > day_number(day):
        raise WorkstationError(
            "clock", "The last board is of a later day than today. Set this workstation's date, then publish."
        )
    stand = Stand(
        serial=max(before["serial"] + 1 if before else 1, after + 2 if after else 1),
        previous=before["board"] if before else bytes(32),
        issued=day,
        log=station.history.head,
    )
    live = turns.choose(_candidates(station), station.manifest.board.k)
    snapshot = board.build(_mailboxes(store, live), station.manifest, stand, secret=secret, seed=seed)
    acknowledgements = dict(_acknowledgements(station, seed))
    items = [_item(name, data) for name, data in _contents(station, acknowledgements, snapshot)]
    with prepare_bundle(
        stick,
        items,
        kind="out",
        deployment=station.deployment,
        serial=stand.serial,
        previous=before["bundle"] if before else bytes(32),
        seed=seed,
    ) as prepared:
        _record(store, stand, prepared.hash, snapshot, live)
        prepared.publish()
    return Published(
        serial=stand.serial,
        bundle=prepared.hash,
        acknowledged=len(acknowledgements),
        replies=len(live),
        waiting=_unshown(store),
        due=board.due(day, station.manifest.board.cadence),
    )


def late_since(station: Workstation, day: date) -> date | None:
    """Return the day by which a board was due, if none came; to reporters the last one is late."""
    last = station.store.row("SELECT issued FROM published ORDER BY serial DESC LIMIT 1")
    if last is None:
        return None
    by = board.due(day_of(last["issued"]), station.manifest.board.cadence)
    return by if by < day else None


def _desk(station: Workstation) -> tuple[bytes, bytes]:
    """Return (board secret, desk seed)."""
    if station.session.team != station.manifest.desk:
        raise WorkstationError(
            "desk-key", "Only the desk of the manifest publishes, and this keystore does not hold its key."
        )
    held = station.session.desk()
    return held.board, held.seed


def _candidates(station: Workstation) -> list[Candidate]:
    rows = station.store.rows(
        "SELECT replies.number, case_number, bucket, cells, shown FROM replies "
        "JOIN cases ON cases.number = replies.case_number WHERE withdrawn = 0"
    )
    b = station.manifest.board.b
    return [
        Candidate(
            order=row["number"],
            case=row["case_number"],
            bucket=bucket_number(row["bucket"], b),
            cells=row["cells"],
            shown=row["shown"],
        )
        for row in rows
    ]


def _mailboxes(store: Store, live: frozenset[int]) -> list[MailboxView]:
    """Return every mailbox with what this board says to it."""
    opened: dict[int, list[int]] = {}
    for row in store.rows(
        "SELECT case_number, opened FROM messages WHERE case_number IS NOT NULL ORDER BY position"
    ):
        opened.setdefault(row["case_number"], []).append(row["opened"])
    written: dict[int, list[Reply]] = {}
    for row in store.rows(
        "SELECT *, max(position) OVER (PARTITION BY case_number) AS total FROM replies ORDER BY position"
    ):
        if row["number"] in live:
            written.setdefault(row["case_number"], []).append(
                Reply(number=row["position"], total=row["total"], day=row["day"], text=row["text"])
            )
    return [
        MailboxView(
            author=row["author"],
            read_key=row["read_key"],
            bucket=row["bucket"],
            opened=tuple(opened[row["number"]]),
            replies=tuple(written.get(row["number"], ())),
        )
        for row in store.rows("SELECT * FROM cases ORDER BY author")
    ]


def _acknowledgements(station: Workstation, seed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (inbound serial, signed acknowledgement) of whole bundles that have none yet."""
    bundles = station.store.rows(
        "SELECT serial, hash FROM inbound WHERE acknowledged IS NULL AND segment = segments ORDER BY serial"
    )
    for bundle in bundles:
        ids = station.store.rows(
            "SELECT envelope FROM carried WHERE serial = ? ORDER BY envelope", (bundle["serial"],)
        )
        if ids:
            acknowledgement = Acknowledgement(
                bundle=bundle["hash"],
                deployment=station.deployment,
                ids=tuple(row["envelope"] for row in ids),
                serial=bundle["serial"],
                vault=station.manifest.vault,
            )
            yield bundle["serial"], acks.make(acknowledgement, seed)


def _contents(
    station: Workstation, acknowledgements: dict[int, bytes], snapshot: Snapshot
) -> Iterator[tuple[str, bytes]]:
    """Yield every item of the bundle, in order."""
    for serial, acknowledgement in acknowledgements.items():
        yield f"ack/{serial}", acknowledgement
    yield "board/header", snapshot.header
    yield "board/list", snapshot.list
    for number, bucket in enumerate(snapshot.buckets):
        yield f"board/bucket/{number}", bucket
    for number, packed in enumerate(station.history.files, 1):
        yield f"manifests/{number}", packed
    for identifier, key in sorted(_public_keys(station).items()):
        yield f"keys/{identifier}", key


def _public_keys(station: Workstation) -> dict[str, bytes]:
    """Return the key files that the manifest lists and that are here."""
    listed = {identifier for epochs in station.manifest.lanes.values() for identifier in epochs.values()}
    listed.add(station.manifest.identity[1])
    found = {}
    for identifier in listed:
        path = station.places.public_keys / identifier
        if path.exists():
            found[identifier] = keyfile.pack(keyfile.parse(path.read_bytes(), identifier))
    return found


def _item(name: str, data: bytes) -> Item:
    opener: Callable[[], BinaryIO] = lambda: io.BytesIO(data)  # noqa: E731
    return name, len(data), opener


def _record(store: Store, stand: Stand, bundle: bytes, snapshot: Snapshot, live: frozenset[int]) -> None:
    with store.transaction():
        store.insert(
            "published",
            {
                "serial": stand.serial,
                "bundle": bundle,
                "board": snapshot.hash,
                "issued": day_number(stand.issued),
            },
        )
        store.run(
            "UPDATE inbound SET acknowledged = ? WHERE acknowledged IS NULL AND segment = segments",
            (stand.serial,),
        )
        for number in sorted(live):
            store.run("UPDATE replies SET shown = shown + 1 WHERE number = ?", (number,))


def _unshown(store: Store) -> int:
    row = store.row("SELECT count(*) AS waiting FROM replies WHERE shown = 0 AND withdrawn = 0")
    return int(row["waiting"]) if row else 0
