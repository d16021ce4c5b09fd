"""Begin a vault: make its key on the server, and take in what the ceremony made (docs/operator.md).

The key is made here because it never leaves the server, and it is made first: the ceremony writes its public
half into the manifest. That it signs what leaves on a stick, and opens nothing, is why it may lie here.
"""

from __future__ import annotations

from pathlib import Path

from keys import history, manifest, primitives
from keys.durable import write_private
from keys.manifest import Manifest
from vault import renewal
from vault.errors import StoreError
from vault.store.faults import named_faults

__all__ = ["found", "make_key"]

SEED = "vault.seed"


def make_key(server: Path) -> bytes:
    """Make the vault's key in ``server``, unless it is there; return its public half, 32 bytes.

    Raises:
        StoreError: ``seed``, the file that is there is no seed; ``disk``. FullError: ``full``.
    """
    path = server / SEED
    with named_faults(server):
        if not path.exists():
            write_private(path, primitives.random_bytes(32))
        seed = path.read_bytes()
    if len(seed) != 32:
        raise StoreError("seed", "vault.seed is damaged. Restore it from its copy, or move it away.")
    return primitives.signing_public(seed)


def found(server: Path, folder: Path, fingerprint: bytes) -> Manifest:
    """Take the ceremony's manifests and keys into ``server``, which has none yet; return the one in force.

    ``fingerprint`` is the root's, as it was read aloud at the ceremony, not as it came on the same stick.

    Raises:
        FormatError: a kind of ``manifest.parse`` or ``check_key_file``.
        UntrustedError: as ``history.collect``; or ``fingerprint``.
        BundleError: ``key-file``, or ``empty``: there is no manifest in ``folder``.
        StoreError: ``exists``, another manifest is in force here; ``seed``, there is no key here, or
            another than the manifest names.
    """
    files, keys = renewal.read_folder(folder)
    known = history.collect(files)
    manifest.parse(known.files[-1], fingerprint)
    if not (server / SEED).exists():
        raise StoreError("seed", "This server has no key yet. Run amana-vault key, then the ceremony.")
    if make_key(server) != known.latest.vault:
        raise StoreError(
            "seed",
            "This manifest names the key of another vault. Give the ceremony what amana-vault key says.",
        )
    held = server / "manifest"
    if held.exists() and manifest.parse(held.read_bytes()).hash != known.latest.hash:
        raise StoreError(
            "exists", "Another manifest is in force here. For a newer one, use amana-vault renew."
        )
    with named_faults(server):
        (server / "keys").mkdir(exist_ok=True)
        renewal.check_keys(known.latest, server, keys)
        renewal.install(server, keys, known)
    return known.latest
