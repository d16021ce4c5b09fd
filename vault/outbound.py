"""Import: the desk's acknowledgements, board, manifest and keys from a stick (docs/formats.md §9).

A bundle is checked to its last byte before any of it takes effect. It then takes effect in an order that may
stop anywhere: key files, manifest, board, and last, in one transaction, the acknowledgements and the
bundle's place in the chain. Whoever imports the stick again finds some of it done, and does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keys.errors import FormatError, UntrustedError
from keys.history import History
from keys.keyfile import SIZE as KEY_FILE
from keys.signed import BODY_LIMITS
from vault import board, renewal
from vault.formats import acks, read_bundles
from vault.formats import board as boards
from vault.formats.acks import Acknowledgement
from vault.formats.board import BoardHeader
from vault.formats.chain import Chain
from vault.formats.staging import Staging
from vault.store import Store
from vault.store.faults import named_faults

__all__ = ["Taken", "take_bundles"]

# No signed file but a segment is longer: the largest body, and its frame.
MAX_SIGNED = max(BODY_LIMITS.values()) + (64 << 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one bundle brought; ``missing`` bundles before it never came."""

    serial: int
    acknowledged: int
    board: int | None
    manifest: int | None
    missing: int


@dataclass(slots=True)
class _Contents:
    """A bundle's items, checked."""

    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)
    history: History | None = None
    header: BoardHeader | None = None
    board_parts: dict[str, Path] = field(default_factory=dict)


def take_bundles(store: Store, stick: Path, day: date) -> Iterator[Taken]:
    """Take every new bundle in the folder ``stick``, in order; yield what each brought once it is in force.

    Envelopes acknowledged more than seven days before ``day`` are deleted at the end.

    Raises:
        ChainError: ``replay``, ``fork``, ``truncated``.
        BundleError: ``empty``, ``piece``, ``board``, ``key-file``, or the kind of what a file breaks.
        KeysError: an item breaks its format, or is not to be trusted.
        StoreError: ``busy``, or the store's own.
        FullError: ``full``.
        OSError: the stick cannot be read.
    """
    with store.exclusive():
        try:
            yield from _take_all(store, stick, day)
        finally:
            store.purge(day)
            store.settle()


def _take_all(store: Store, stick: Path, day: date) -> Iterator[Taken]:
    staging = Staging(store.server / "arriving")
    staging.clear()
    items: dict[str, Path] = {}
    missing = 0
    for segment in read_bundles(
        stick,
        kind="out",
        deployment=store.manifest.deployment,
        public=store.manifest.desk,
        chain=store.ledger.taken(),
    ):
        missing += segment.missing
        items |= dict(staging.take(segment))
        if segment.chain.whole:
            contents = _check(store, items)
            yield _apply(store, contents, items, segment.chain, day, missing)
            items, missing = {}, 0
            staging.clear()


def _check(store: Store, items: Mapping[str, Path]) -> _Contents:
    contents = _Contents()
    manifests = [path for name, path in items.items() if name.startswith("manifests/")]
    if manifests or "board/header" in items:
        contents.history = renewal.check_manifests(
            (_read(path, MAX_SIGNED) for path in manifests), store.server
        )
    for name, path in items.items():
        group, _, rest = name.partition("/")
        if group == "keys":
            contents.keys[rest] = renewal.check_key_file(rest, _read(path, KEY_FILE))
        elif group == "ack":
            contents.acknowledgements.append(_check_ack(store, int(rest), path))
        elif group == "board" and rest != "header":
            contents.board_parts[rest] = path
    if contents.history is not None:
        renewal.check_keys(contents.history.latest, store.server, contents.keys)
    _check_board(store, items.get("board/header"), contents)
    return contents


def _check_ack(store: Store, serial: int, path: Path) -> Acknowledgement:
    manifest = store.manifest
    acknowledgement = acks.parse(
        _read(path, MAX_SIGNED), deployment=manifest.deployment, desk=manifest.desk, vault=manifest.vault
    )
    if acknowledgement.serial != serial:
        raise UntrustedError("ack", "This acknowledgement is not for the bundle its name says.")
    store.ledger.check(acknowledgement)
    return acknowledgement


def _check_board(store: Store, path: Path | None, contents: _Contents) -> None:
    if path is None or contents.history is None:
        if contents.board_parts:
            raise FormatError("bounds", "The bundle holds parts of a board and no header.")
        return
    held = contents.history.latest
    header = boards.parse(_read(path, MAX_SIGNED), deployment=held.deployment, desk=held.desk)
    contents.history.check_head(header.log)
    board.check_parts(header, contents.board_parts)
    before = board.header(store.server)
    if before is None or before.hash != header.hash:
        if before is not None:
            header.check_follows(before)
        contents.header = header


def _apply(
    store: Store, contents: _Contents, items: Mapping[str, Path], chain: Chain, day: date, missing: int
) -> Taken:
    known = contents.history
    is_renewed = known is not None and known.latest != store.manifest
    with named_faults(store.server):
        renewal.install(store.server, contents.keys, known)
        if contents.header is not None:
            board.install(store.server, contents.header.serial, items["board/header"], contents.board_parts)
    return Taken(
        serial=chain.serial,
        acknowledged=store.ledger.apply(chain, contents.acknowledgements, day),
        board=None if contents.header is None else contents.header.serial,
        manifest=known.latest.serial if known is not None and is_renewed else None,
        missing=missing,
    )


def _read(path: Path, limit: int) -> bytes:
    """Read a staged item whole; only kinds that are small by their nature are ever read so."""
    if path.stat().st_size > limit:
        raise FormatError("bounds", f"An item of its kind has at most {limit} bytes.")
    return path.read_bytes()
