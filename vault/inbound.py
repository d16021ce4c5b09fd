"""Export: every envelope not yet acknowledged, on a stick, for the desk (docs/formats.md §9)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from keys import primitives
from vault.errors import StoreError
from vault.formats.acks import MAX_IDS
from vault.formats.index import SEGMENT_LIMIT
from vault.formats.write import prepare_bundle
from vault.store import Store

__all__ = ["Export", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A bundle as written: serial, envelopes, their bytes; ``damaged`` envelopes could not be read."""

    serial: int
    envelopes: int
    size: int
    damaged: int


def export(store: Store, stick: Path, day: date, *, limit: int = SEGMENT_LIMIT) -> Export | None:
    """Write one bundle to the folder ``stick``; return None if nothing waits.

    Each bundle holds everything not yet acknowledged (at most 200,000 envelopes, the rest comes with the
    next), in an order drawn anew from the system's randomness, so a lost stick costs nothing: export again.
    The bundle is recorded when its segments are whole and before they have their names: whatever stops this,
    no two bundles ever share a serial.

    Raises:
        StoreError: ``busy``, ``seed``, ``manifest``, or the store's own.
        FullError: ``full``, the vault's disk is full.
        OSError: the stick cannot be written; nothing is left on it then.
    """
    with store.exclusive():
        store.purge(day)
        seed = vault_seed(store)
        waiting = store.ledger.waiting()
        whole = [each for each in waiting if store.is_whole(each)]
        if not whole:
            return None
        secrets.SystemRandom().shuffle(whole)
        carried = whole[:MAX_IDS]
        serial, previous = store.ledger.next_bundle()
        with prepare_bundle(
            stick,
            ((each.id.hex(), each.size, partial(store.open, each)) for each in carried),
            kind="in",
            deployment=store.manifest.deployment,
            serial=serial,
            previous=previous,
            seed=seed,
            limit=limit,
        ) as prepared:
            store.ledger.record_bundle(serial, prepared.hash, [each.id for each in carried])
            prepared.publish()
        store.settle()
    return Export(
        serial=serial,
        envelopes=len(carried),
        size=sum(each.size for each in carried),
        damaged=len(waiting) - len(whole),
    )


def vault_seed(store: Store) -> bytes:
    """Return the seed that signs inbound bundles.

    Raises:
        StoreError: ``seed``, it is missing or not the one the manifest names.
    """
    failure = StoreError("seed", "vault.seed is missing or is not the one the manifest names.")
    try:
        seed = (store.server / "vault.seed").read_bytes()
    except OSError as error:
        raise failure from error
    if len(seed) != primitives.KEY or primitives.signing_public(seed) != store.manifest.vault:
        raise failure
    return seed
