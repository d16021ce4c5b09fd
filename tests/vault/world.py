"""Bytes that pass for envelopes, since no vault can tell, and the desk as far as a vault meets it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from keys import merkle, primitives, signed, tags
from keys.calendar import epoch_of
from keys.merkle import Head
from keys.sizes import CLASSES, envelope_length
from keys.wire import u32
from vault.formats import START, Acknowledgement, BoardHeader, Chain, acks, board, read_bundles, write_bundle
from vault.store import Store

ZEROS = bytes(32)


def envelope(number: int, day: date, size_class: int = 0) -> bytes:
    """Different bytes for each number, of the length of a class."""
    body = random.Random(number).randbytes(envelope_length(CLASSES[size_class]) - 12)
    return tags.MAGIC_ENVELOPE + u32(epoch_of(day)) + body


def pieces(data: bytes, step: int = 5000) -> Iterator[bytes]:
    return (data[at : at + step] for at in range(0, len(data), step))


def everything(store: Store) -> dict[str, bytes]:
    """Read every envelope that waits, by id in hex."""
    found = {}
    for each in store.ledger.waiting():
        with store.open(each) as file:
            found[each.id.hex()] = file.read()
    return found


def leftovers(store: Store) -> list[str]:
    """Return the names of files that no row speaks of."""
    known = {each.id.hex() for each in store.ledger.waiting()}
    found = [*(store.server / "incoming").rglob("*"), *(store.server / "envelopes").iterdir()]
    return [path.name for path in found if path.is_file() and path.name not in known]


@dataclass
class Desk:
    """The offline side, as far as a vault meets it: it signs what goes into outbound bundles."""

    vault: Store
    seed: bytes
    stick: Path
    chain: Chain = START
    serial: int = 0
    previous: bytes = ZEROS
    items: dict[str, bytes] = field(default_factory=dict)

    def receive(self) -> tuple[dict[str, bytes], Chain]:
        """Read the inbound bundles on the stick; return envelopes by id and the place reached."""
        manifest = self.vault.manifest
        found: dict[str, bytes] = {}
        for segment in read_bundles(
            self.stick, kind="in", deployment=manifest.deployment, public=manifest.vault, chain=self.chain
        ):
            for piece in segment.index.pieces:
                found[piece.name] = found.get(piece.name, b"") + b"".join(segment.read(piece))
            self.chain = segment.chain
        return found, self.chain

    def acknowledge(self, chain: Chain, *ids: str, **changes: Any) -> None:
        """Put an acknowledgement of a bundle among the items of the next bundle."""
        manifest = self.vault.manifest
        said = {
            "bundle": chain.hash, "deployment": manifest.deployment, "serial": chain.serial,
            "ids": tuple(sorted(map(bytes.fromhex, ids))), "vault": manifest.vault, **changes,
        }  # fmt: skip
        self.items[f"ack/{chain.serial}"] = acks.make(Acknowledgement(**said), self.seed)

    def publish_board(
        self, serial: int, previous: bytes = ZEROS, *, log: Head | None = None, **changes: Any
    ) -> BoardHeader:
        """Put a board of two buckets of one cell among the items."""
        buckets = [bytes([serial, n]) * 2048 for n in range(2)]
        manifest = self.vault.manifest
        header = BoardHeader(
            b=1, buckets=tuple(map(primitives.sha256, buckets)), deployment=manifest.deployment,
            due=date(2026, 11, 25), issued=date(2026, 11, 24), k=1, list_entries=2,
            log=log or merkle.head([manifest.leaf]),
            list_sha256=primitives.sha256(bytes(20)), manifest=manifest.hash, previous=previous, salt=ZEROS,
            serial=serial,
        )  # fmt: skip
        packed = board.make(header, self.seed)
        parts = {"board/header": packed, "board/list": bytes(20)}
        parts |= {f"board/bucket/{n}": bucket for n, bucket in enumerate(buckets)}
        self.items |= {name: changes.get(name, data) for name, data in parts.items()}
        return board.without_checking(signed.parse(packed, tags.MAGIC_BOARD).body)

    def send(self, **options: Any) -> None:
        """Write the items as the next outbound bundle to the stick, which holds nothing else then."""
        for path in self.stick.iterdir():
            path.unlink()
        self.serial += 1
        said = {
            "kind": "out", "deployment": self.vault.manifest.deployment, "serial": self.serial,
            "previous": self.previous, "seed": self.seed, **options,
        }  # fmt: skip
        items = [(name, len(data), partial(io.BytesIO, data)) for name, data in self.items.items()]
        self.previous = write_bundle(self.stick, items, **said)
        self.items = {}
