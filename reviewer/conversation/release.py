"""What goes out on a stick: the next board, the waiting acknowledgements, all manifests and their keys.

A release is a function of store, keystore, manifests and day; nothing else can get into it. What it was made
of stands in its act in the custody log, so it can be made again later, or elsewhere, byte for byte.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from keys import keyfile
from keys.calendar import day_number, day_of
from keys.history import History
from reviewer.conversation import board
from reviewer.conversation import standing as standings
from reviewer.conversation.applied import known_of
from reviewer.conversation.board import Snapshot, Stand
from reviewer.conversation.standing import Known, Standing
from reviewer.custody.entry import Entry
from reviewer.workstation import Workstation
from vault.formats import Acknowledgement, Item, acks

__all__ = ["Plan", "Release", "compose", "plan_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a release is made of: its place in the chain, what was known, and which manifests there were.

    ``previous`` is the hash of the bundle before it; ``again`` tells that it was made before.
    """

    stand: Stand
    previous: bytes
    known: Known
    history: History
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release in memory."""

    standing: Standing
    snapshot: Snapshot
    acknowledgements: int
    items: tuple[Item, ...]


def plan_of(entry: Entry, history: History) -> Plan:
    """Return what an act ``publish`` says its release was made of."""
    body = entry.act.body
    count = body["manifests"]
    then = History(history.manifests[:count], history.files[:count])
    return Plan(
        stand=Stand(
            serial=body["serial"],
            previous=bytes.fromhex(body["before"]),
            issued=day_of(body["issued"]),
            log=then.head,
        ),
        previous=bytes.fromhex(body["previous"]),
        known=known_of(entry),
        history=then,
        again=True,
    )


def compose(station: Workstation, plan: Plan, *, secret: bytes, seed: bytes) -> Release:
    """Make a release; ``secret`` is the board's, ``seed`` the desk's.

    Raises:
        FormatError: ``bounds``, more acknowledgements than a list may hold.
    """
    policy = plan.history.latest.board
    standing = standings.stand(
        station.store,
        plan.known,
        plan.stand.serial,
        day=day_number(plan.stand.issued),
        b=policy.b,
        k=policy.k,
    )
    views = standings.mailboxes(station.store, plan.known, standing)
    snapshot = board.build(views, plan.history.latest, plan.stand, secret=secret, seed=seed)
    acknowledgements = dict(_acknowledgements(station, plan, seed))
    contents = _contents(station, plan, acknowledgements, snapshot)
    return Release(
        standing=standing,
        snapshot=snapshot,
        acknowledgements=len(acknowledgements),
        items=tuple(_item(name, data) for name, data in contents),
    )


def _acknowledgements(station: Workstation, plan: Plan, seed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (inbound serial, signed acknowledgement) of whole bundles that had none yet."""
    bundles = station.store.rows(
        "SELECT serial, hash FROM inbound WHERE vault = ? AND acknowledged IS ? AND segment = segments "
        "ORDER BY serial",
        (plan.history.latest.vault, plan.stand.serial if plan.again else None),
    )
    for bundle in bundles:
        ids = station.store.rows(
            "SELECT envelope FROM carried WHERE vault = ? AND serial = ? ORDER BY envelope",
            (plan.history.latest.vault, bundle["serial"]),
        )
        if ids:
            acknowledgement = Acknowledgement(
                bundle=bundle["hash"],
                deployment=station.deployment,
                ids=tuple(row["envelope"] for row in ids),
                serial=bundle["serial"],
                vault=plan.history.latest.vault,
            )
            yield bundle["serial"], acks.make(acknowledgement, seed)


def _contents(
    station: Workstation, plan: Plan, acknowledgements: dict[int, bytes], snapshot: Snapshot
) -> Iterator[tuple[str, bytes]]:
    """Yield every item of the bundle, in order."""
    for serial, acknowledgement in acknowledgements.items():
        yield f"ack/{serial}", acknowledgement
    yield "board/header", snapshot.header
    yield "board/list", snapshot.list
    for number, bucket in enumerate(snapshot.buckets):
        yield f"board/bucket/{number}", bucket
    for number, packed in enumerate(plan.history.files, 1):
        yield f"manifests/{number}", packed
    for identifier, key in sorted(_public_keys(station, plan).items()):
        yield f"keys/{identifier}", key


def _public_keys(station: Workstation, plan: Plan) -> dict[str, bytes]:
    """Return the key files that the manifest lists and that are here."""
    manifest = plan.history.latest
    listed = {identifier for epochs in manifest.lanes.values() for identifier in epochs.values()}
    listed.add(manifest.identity[1])
    found = {}
    for identifier in listed:
        path = station.places.public_keys / identifier
        if path.exists():
            found[identifier] = keyfile.pack(keyfile.parse(path.read_bytes(), identifier))
    return found


def _item(name: str, data: bytes) -> Item:
    opener: Callable[[], BinaryIO] = lambda: io.BytesIO(data)  # noqa: E731
    return name, len(data), opener
