"""Publish a release as one signed bundle on a stick, and make it again to see that it is what it should be.

It is written under temporary names first, then the store records its hash, then it gets its names: what a
vault can have seen is always recorded. A stick that is lost costs nothing, for the next bundle carries a
whole board, and the vault exports again what it has no acknowledgement for.
"""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keys import primitives
from keys.calendar import day_number, day_of
from reviewer.conversation import board
from reviewer.conversation import standing as standings
from reviewer.conversation.board import Stand
from reviewer.conversation.release import Plan, Release, compose, plan_of
from reviewer.custody import check, log
from reviewer.custody.entry import Act
from reviewer.errors import RequestError, WorkstationError
from reviewer.store import Store
from reviewer.workstation import Workstation
from vault.formats import prepare_bundle
from vault.formats.write import PreparedBundle

__all__ = ["Published", "Rebuilt", "late_since", "publish", "rebuild"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a bundle carries; ``waiting`` replies found no place on this board."""

    serial: int
    bundle: bytes
    acknowledged: int
    replies: int
    waiting: int
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A bundle that was made again: the hash it had by the log, and the one it has here."""

    serial: int
    recorded: bytes
    bundle: bytes

    @property
    def same(self) -> bool:
        """Whether both are one."""
        return primitives.equal(self.recorded, self.bundle)


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
    plan = _plan(station, day, after)
    release = compose(station, plan, secret=secret, seed=seed)
    with _bundle(station, stick, plan, release, seed) as prepared:
        _record(station, plan, prepared.hash, release)
        prepared.publish()
    return Published(
        serial=plan.stand.serial,
        bundle=prepared.hash,
        acknowledged=release.acknowledgements,
        replies=len(release.standing.live),
        waiting=_unshown(station.store),
        due=board.due(day, station.manifest.board.cadence),
    )


def rebuild(station: Workstation) -> Rebuilt:
    """Make the last bundle again from this store, and compare it with what the log says of it.

    Raises:
        KeystoreError: ``role``, it takes a supervisor.
        WorkstationError: ``desk-key``.
        RequestError: ``unpublished``, there is none yet.
    """
    secret, seed = _desk(station)
    made = list(log.read(station.store, station.deployment, name="publish"))
    if not made:
        raise RequestError("unpublished", "Nothing was published from this store yet.")
    plan = plan_of(made[-1], station.history)
    release = compose(station, plan, secret=secret, seed=seed)
    with (
        tempfile.TemporaryDirectory(dir=station.places.offline) as folder,
        _bundle(station, Path(folder), plan, release, seed) as prepared,
    ):
        recorded = bytes.fromhex(made[-1].act.body["bundle"])
        return Rebuilt(serial=plan.stand.serial, recorded=recorded, bundle=prepared.hash)


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


def _plan(station: Workstation, day: date, after: int) -> Plan:
    before = station.store.row("SELECT * FROM published ORDER BY serial DESC LIMIT 1")
    if before and before["issued"] > day_number(day):
        raise WorkstationError(
            "clock", "The last board is of a later day than today. Set this workstation's date, then publish."
        )
    return Plan(
        stand=Stand(
            serial=max(before["serial"] + 1 if before else 1, after + 2 if after else 1),
            previous=before["board"] if before else bytes(32),
            issued=day,
            log=station.history.head,
        ),
        previous=before["bundle"] if before else bytes(32),
        known={head.station: head.number for head in check.heads(station.store)},
        history=station.history,
    )


def _bundle(
    station: Workstation, folder: Path, plan: Plan, release: Release, seed: bytes
) -> AbstractContextManager[PreparedBundle]:
    return prepare_bundle(
        folder,
        release.items,
        kind="out",
        deployment=station.deployment,
        serial=plan.stand.serial,
        previous=plan.previous,
        seed=seed,
    )


def _record(station: Workstation, plan: Plan, bundle: bytes, release: Release) -> None:
    policy = plan.history.latest.board
    body = {
        "b": policy.b,
        "before": plan.stand.previous.hex(),
        "board": release.snapshot.hash.hex(),
        "bundle": bundle.hex(),
        "issued": day_number(plan.stand.issued),
        "k": policy.k,
        "known": {each.hex(): number for each, number in plan.known.items()},
        "manifests": len(plan.history.files),
        "previous": plan.previous.hex(),
        "serial": plan.stand.serial,
    }
    log.record(station, Act(name="publish", body=body))


def _unshown(store: Store) -> int:
    row = store.row(
        f"SELECT count(*) AS waiting FROM replies WHERE {standings.WAITING}"  # noqa: S608
    )
    return int(row["waiting"]) if row else 0
