"""One keystore unlocked, with its manifest and its store: what every act of the reviewer begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keys import manifest as manifests
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
    manifest: Manifest
    lanes: LaneKeys
    store: Store
    envelopes: EnvelopeFiles


@contextmanager
def enter(offline: Path, passphrase: str, *, keystore: str = "keystore") -> Iterator[Workstation]:
    """Unlock keystore file ``keystore`` of folder ``offline`` and open its store for one act.

    Raises:
        KeystoreError, FormatError: as ``keys.private.keystore.unlock``.
        StoreError: as ``open_store``.
        WorkstationError: ``manifest`` or ``deployment``.
        UntrustedError: ``threshold``, or ``fingerprint``: the manifest is not of the root seen first.
    """
    places = Places(offline, keystore)
    unlocked = keystores.unlock(places.keystore_file, passphrase)
    with open_store(places.store, unlocked.store_key()) as store:
        yield Workstation(
            places=places,
            deployment=unlocked.deployment,
            secrets=unlocked.contents,
            manifest=_manifest(places, unlocked, store),
            lanes=LaneKeys(unlocked.deployment, unlocked.contents.intake),
            store=store,
            envelopes=EnvelopeFiles(places.envelopes),
        )


def _manifest(places: Places, unlocked: Keystore, store: Store) -> Manifest:
    """Read the manifest, and trust for good the root keys it is first seen with."""
    try:
        untrusted = places.manifest.read_bytes()
    except FileNotFoundError as error:
        raise WorkstationError(
            "manifest", "There is no manifest in this folder. Copy the one that the root signers made."
        ) from error
    pinned = store.pin(_ROOT)
    checked = manifests.parse(untrusted, pinned)
    if checked.deployment != unlocked.deployment:
        raise WorkstationError("deployment", "The manifest and the keystore are of two deployments.")
    if pinned is None:
        store.insert("pins", {"name": _ROOT, "value": checked.root.fingerprint})
    return checked
