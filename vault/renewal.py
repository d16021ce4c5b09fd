"""Take new manifests and key files, from the desk or from the root signers (docs/formats.md §4, §7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from keys import history, keyfile, manifest, signed, tags
from keys.durable import write_whole
from keys.errors import UntrustedError
from keys.history import History
from keys.manifest import Manifest
from vault.errors import BundleError
from vault.store import Store
from vault.store.faults import named_faults

__all__ = ["check_keys", "check_manifests", "install", "read_folder", "take_folder"]


_LARGEST = signed.BODY_LIMITS[tags.MAGIC_MANIFEST] + 2048


def check_manifests(untrusted: Iterable[bytes], server: Path) -> History:
    """Return the deployment's history, with the manifests that came.

    They must lead from the manifest held here to one of the same vault key, and all of them have to be there
    from the first on, for the log is made of them: the desk sends them all.

    Raises:
        FormatError: a kind of ``manifest.parse``.
        UntrustedError: as ``history.collect``, or ``manifest``: another vault key.
    """
    held = (server / "manifest").read_bytes()
    known = history.collect([*history.stored(server / history.FOLDER), held, *untrusted])
    if known.latest.vault != manifest.parse(held).vault:
        raise UntrustedError("manifest", "This manifest names another vault key.")
    return known


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


def install(server: Path, keys: Mapping[str, bytes], known: History | None) -> None:
    """Write key files, then every manifest that is missing, and last the one in force; all checked before."""
    for identifier, data in keys.items():
        path = server / "keys" / identifier
        if not path.exists():
            write_whole(path, data)
    if known is not None:
        history.write(server / history.FOLDER, known)
        write_whole(server / "manifest", known.files[-1])


def take_folder(store: Store, folder: Path) -> Manifest:
    """Take ``manifest``, ``manifests/``, ``keys/`` of a folder that no desk signed; return the one in force.

    The root's signatures are enough, and must be where it is the desk's own key that changes: the vault knows
    no other yet, and would refuse its bundles.

    Raises:
        FormatError, UntrustedError: as ``check_manifests`` and ``check_key_file``.
        BundleError: ``key-file``, or ``empty``: there is no manifest here.
        StoreError: ``busy``, or the store's own. FullError: ``full``. OSError: the folder cannot be read.
    """
    files, keys = read_folder(folder)
    with store.exclusive():
        known = check_manifests(files, store.server)
        check_keys(known.latest, store.server, keys)
        with named_faults(store.server):
            install(store.server, keys, known)
    return known.latest


def read_folder(folder: Path) -> tuple[list[bytes], dict[str, bytes]]:
    """Return a folder's manifest files, not checked yet, and its key files by id.

    Raises:
        FormatError: as ``check_key_file``. BundleError: ``empty``. OSError: the folder cannot be read.
    """
    paths = [folder / "manifest", *sorted((folder / history.FOLDER).glob("[0-9]*"))]
    files = [_read(path, _LARGEST) for path in paths if path.is_file()]
    if not files:
        raise BundleError("empty", "There is no manifest in this folder.")
    keys = {
        path.name: check_key_file(path.name, _read(path, keyfile.SIZE))
        for path in sorted((folder / "keys").glob("*"))
    }
    return files, keys


def _read(path: Path, limit: int) -> bytes:
    """Read a file, or of one that is too large enough to be refused by its format."""
    with path.open("rb") as file:
        return file.read(limit + 1)
