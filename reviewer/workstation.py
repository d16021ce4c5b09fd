"""One keystore unlocked, with its manifest and its store: what every act of the reviewer begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keys import history
from keys import manifest as manifests
from keys.errors import UntrustedError
from keys.history import History
from keys.manifest import Manifest
from keys.private import keystore as keystores
from keys.private.contents import Contents
from keys.private.keystore import Keystore
from reviewer.errors import WorkstationError
from reviewer.lanes import LaneKeys
from reviewer.places import Places
from reviewer.store import EnvelopeFiles, Store, open_store

__all__ = ["Workstation", "enter"]

_ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation:
    """What the functions of this package work on; made by ``enter`` only."""

    places: Places
    deployment: bytes
    secrets: Contents
    history: History
    lanes: LaneKeys
    store: Store
    envelopes: EnvelopeFiles

    @property
    def manifest(self) -> Manifest:
        """The manifest in force."""
        return self.history.latest


@contextmanager
def enter(offline: Path, passphrase: str, *, keystore: str = "keystore") -> Iterator[Workstation]:
    """Unlock keystore file ``keystore`` of folder ``offline`` and open its store for one act.

    Raises:
        KeystoreError, FormatError: as ``keys.private.keystore.unlock``.
        StoreError: as ``open_store``.
        WorkstationError: ``manifest`` or ``deployment``.
        UntrustedError: as ``history.collect``, or ``fingerprint``: it is not of the root seen first.
    """
    places = Places(offline, keystore)
    unlocked = keystores.unlock(places.keystore_file, passphrase)
    with open_store(places.store, unlocked.store_key()) as store:
        yield Workstation(
            places=places,
            deployment=unlocked.deployment,
            secrets=unlocked.contents,
            history=_history(places, unlocked, store),
            lanes=LaneKeys(unlocked.deployment, unlocked.contents.intake),
            store=store,
            envelopes=EnvelopeFiles(places.envelopes),
        )


def _history(places: Places, unlocked: Keystore, store: Store) -> History:
    """Read every manifest, keep the new one with those before, and trust for good the root first seen."""
    try:
        untrusted = places.manifest.read_bytes()
    except FileNotFoundError as error:
        raise WorkstationError(
            "manifest", "There is no manifest in this folder. Copy the one that the root signers made."
        ) from error
    if manifests.parse(untrusted).deployment != unlocked.deployment:
        raise WorkstationError("deployment", "The manifest and the keystore are of two deployments.")
    known = history.collect([*history.stored(places.manifests), untrusted])
    pinned = store.pin(_ROOT)
    if pinned is not None and not known.had_root(pinned):
        raise UntrustedError("fingerprint", "This manifest is not of the root that this store was made with.")
    if pinned is None:
        store.insert("pins", {"name": _ROOT, "value": known.latest.root.fingerprint})
    history.write(places.manifests, known)
    return known
