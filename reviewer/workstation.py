"""One keystore unlocked, with its manifest and its store: what every act of the reviewer begins with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keys import history
from keys import manifest as manifests
from keys.calendar import day_of, today
from keys.errors import UntrustedError
from keys.history import History
from keys.manifest import Manifest
from keys.private import epochs
from keys.private import keystore as keystores
from keys.private.epochs import Weeks
from keys.private.keystore import Session
from reviewer.errors import WorkstationError
from reviewer.lanes import LaneKeys
from reviewer.places import Places
from reviewer.store import EnvelopeFiles, Store, follow_key, open_store

__all__ = ["Workstation", "enter"]

_ROOT = "root"
_TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation:
    """What the functions of this package work on; made by ``enter`` only.

    ``clock`` tells seconds since 1970; the order of things never rests on it.
    """

    places: Places
    deployment: bytes
    session: Session
    weeks: Weeks
    history: History
    lanes: LaneKeys
    store: Store
    envelopes: EnvelopeFiles
    clock: Callable[[], int]

    @property
    def manifest(self) -> Manifest:
        """The manifest in force."""
        return self.history.latest


def _seconds() -> int:
    return int(time.time())


@contextmanager
def enter(
    offline: Path,
    passphrase: str,
    *,
    keystore: str = "keystore",
    person: str | None = None,
    day: date | None = None,
    confirmed: bool = False,
    clock: Callable[[], int] = _seconds,
) -> Iterator[Workstation]:
    """Unlock keystore file ``keystore`` of folder ``offline`` and open its store for one act.

    Week keys whose time is over on ``day``, by default today, are destroyed at its end; ``confirmed`` is a
    person's word that the day is right, where it is far from all that was seen before.

    Raises:
        KeystoreError, FormatError: as ``keys.private.keystore.unlock`` and ``epochs.open_weeks``.
        StoreError: as ``open_store``.
        WorkstationError: ``manifest``, ``deployment`` or ``team``.
        UntrustedError: as ``history.collect``, or ``fingerprint``: it is not of the root seen first.
    """
    places = Places(offline, keystore)
    with keystores.unlock(places.keystore_file, passphrase, person) as session:
        store_keys = session.keys("store")
        follow_key(places.store, store_keys)
        with open_store(places.store, store_keys[0]) as store:
            past = _history(places, session, store)
            weeks = epochs.open_weeks(
                session, day or today(), known=_newest(past, store), confirmed=confirmed
            )
            yield Workstation(
                places=places,
                deployment=session.deployment,
                session=session,
                weeks=weeks,
                history=past,
                lanes=LaneKeys(session.deployment, session.lane, weeks),
                store=store,
                envelopes=EnvelopeFiles(places.envelopes),
                clock=clock,
            )
            epochs.destroy_due(session, weeks, day or today())


def _check_team(session: Session, offered: Manifest, store: Store) -> None:
    """Require the team key that the manifest names, or in other lanes the one seen first.

    It signs who may open what: a keystore that names another was altered, or its manifest is an old one.
    """
    expected = offered.desk if session.lane == "desk" else store.pin(_TEAM)
    if expected is None:
        store.insert("pins", {"name": _TEAM, "value": session.team})
    elif session.team != expected:
        raise WorkstationError(
            "team",
            "This keystore is not signed by the key of its team. Bring the newest manifest and keystore.",
        )


def _newest(past: History, store: Store) -> date:
    """Return the newest day that somebody signed: of the manifest, or of the last board."""
    last = store.row("SELECT max(issued) AS day FROM published")
    board = day_of(last["day"]) if last and last["day"] is not None else past.latest.issued
    return max(past.latest.issued, board)


def _history(places: Places, unlocked: Session, store: Store) -> History:
    """Read every manifest, keep the new one with those before, and trust for good the root first seen."""
    try:
        untrusted = places.manifest.read_bytes()
    except FileNotFoundError as error:
        raise WorkstationError(
            "manifest", "There is no manifest in this folder. Copy the one that the root signers made."
        ) from error
    offered = manifests.parse(untrusted)
    if offered.deployment != unlocked.deployment:
        raise WorkstationError("deployment", "The manifest and the keystore are of two deployments.")
    known = history.collect([*history.stored(places.manifests), untrusted])
    _check_team(unlocked, offered, store)
    pinned = store.pin(_ROOT)
    if pinned is not None and not known.had_root(pinned):
        raise UntrustedError("fingerprint", "This manifest is not of the root that this store was made with.")
    if pinned is None:
        store.insert("pins", {"name": _ROOT, "value": known.latest.root.fingerprint})
    history.write(places.manifests, known)
    return known
