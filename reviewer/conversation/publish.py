"""Publish: the next board and the waiting acknowledgements, as one signed bundle on a stick.

The bundle is a function of store, keystore, manifest and day; nothing else can get into it. It is written
under temporary names first, then the store records its hash, then it gets its names: what a vault can have
seen is always recorded. A stick that is lost costs nothing, for the next bundle carries a whole board, and
the vault exports again what it has no acknowledgement for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from keys import keyfile
from keys.calendar import day_number, day_of
from keys.cells import Reply
from reviewer.conversation import board
from reviewer.conversation import standing as standings
from reviewer.conversation.board import MailboxView, Snapshot, Stand
from reviewer.conversation.standing import Standing
from reviewer.custody import check
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import WorkstationError
from reviewer.store import Store
from reviewer.store.db import Row
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
    known = {head.station: head.number for head in check.heads(store)}
    policy = station.manifest.board
    standing = standings.stand(store, known, b=policy.b, k=policy.k)
    snapshot = board.build(_mailboxes(store, standing), station.manifest, stand, secret=secret, seed=seed)
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
        _record(station, stand, prepared.hash, snapshot, known)
        prepared.publish()
    return Published(
        serial=stand.serial,
        bundle=prepared.hash,
        acknowledged=len(acknowledgements),
        replies=len(standing.live),
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


def _mailboxes(store: Store, standing: Standing) -> list[MailboxView]:
    """Return every mailbox with what this board says to it."""
    opened: dict[int, list[int]] = {}
    for row in store.rows(
        "SELECT case_number, opened FROM messages WHERE case_number IS NOT NULL ORDER BY position"
    ):
        opened.setdefault(row["case_number"], []).append(row["opened"])
    written = _replies(store, standing)
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


def _replies(store: Store, standing: Standing) -> dict[int, list[Reply]]:
    """Return the replies of the board by case, in order; each says how many its mailbox has had."""
    rows = store.rows(
        "SELECT replies.*, acts.text FROM replies "
        "JOIN acts ON acts.station = replies.station AND acts.number = replies.entry"
    )
    numbers = {
        (row["station"], row["entry"]): row["position"] for row in rows if row["position"] is not None
    } | dict(standing.numbered)
    totals: dict[int, int] = {}
    live: dict[int, list[tuple[int, Row]]] = {}
    for row in rows:
        place = row["station"], row["entry"]
        if place in numbers:
            case = row["case_number"]
            totals[case] = max(totals.get(case, 0), numbers[place])
            if place in standing.live:
                live.setdefault(case, []).append((numbers[place], row))
    return {
        case: [
            Reply(number=number, total=totals[case], day=row["day"], text=row["text"])
            for number, row in sorted(numbered, key=lambda each: each[0])
        ]
        for case, numbered in live.items()
    }


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


def _record(
    station: Workstation, stand: Stand, bundle: bytes, snapshot: Snapshot, known: Mapping[bytes, int]
) -> None:
    policy = station.manifest.board
    body = {
        "b": policy.b,
        "board": snapshot.hash.hex(),
        "bundle": bundle.hex(),
        "issued": day_number(stand.issued),
        "k": policy.k,
        "known": {each.hex(): number for each, number in known.items()},
        "serial": stand.serial,
    }
    record(station, Act(name="publish", body=body))


def _unshown(store: Store) -> int:
    row = store.row("SELECT count(*) AS waiting FROM replies WHERE shown = 0 AND withdrawn = 0")
    return int(row["waiting"]) if row else 0
