"""Take a new manifest and its key files from the desk (docs/formats.md §4, §7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from keys import keyfile, manifest
from keys.errors import UntrustedError
from keys.manifest import Manifest
from vault.errors import BundleError
from vault.store.files import write_whole

__all__ = ["check_keys", "check_manifest", "install"]


def check_manifest(untrusted: bytes, held: Manifest) -> Manifest | None:
    """Return the manifest that follows ``held``, or None for the same or an older one.

    Only a manifest of the same root, deployment and vault key counts. If it is the very next it must name the
    hash of the one held; if some are missing between, its root signatures and higher serial carry it.

    Raises:
        FormatError: a kind of ``manifest.parse``.
        UntrustedError: ``fingerprint``, ``threshold``, ``deployment``, ``manifest``.
    """
    offered = manifest.parse(untrusted, held.root.fingerprint)
    if offered.deployment != held.deployment:
        raise UntrustedError("deployment", "This manifest is of another deployment.")
    if offered.serial < held.serial or offered.hash == held.hash:
        return None
    is_next = offered.serial == held.serial + 1
    if offered.serial == held.serial or (is_next and offered.previous != held.hash):
        raise UntrustedError("manifest", "Two manifests claim one place. Stop, and find out why.")
    if offered.vault != held.vault:
        raise UntrustedError("manifest", "This manifest names another vault key.")
    return offered


def check_keys(offered: Manifest, server: Path, arrived: Collection[str]) -> None:
    """Require that every key file the manifest names is here or has come with it.

    Raises:
        BundleError: ``key-file``.
    """
    named = {key for epochs in offered.lanes.values() for key in epochs.values()} | {offered.identity[1]}
    if any(key not in arrived and not (server / "keys" / key).exists() for key in named):
        raise BundleError("key-file", "The manifest names a key that did not come with it. Publish it again.")


def check_key_file(identifier: str, untrusted: bytes) -> bytes:
    """Return a key file's bytes if it is the one its name says.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``key-file``.
    """
    keyfile.parse(untrusted, identifier)
    return untrusted


def install(server: Path, keys: Mapping[str, bytes], packed_manifest: bytes | None) -> None:
    """Write key files, then the manifest that names them; all checked before."""
    for identifier, data in keys.items():
        path = server / "keys" / identifier
        if not path.exists():
            write_whole(path, data)
    if packed_manifest is not None:
        write_whole(server / "manifest", packed_manifest)
