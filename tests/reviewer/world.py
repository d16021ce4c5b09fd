"""A reporter, a vault and a workstation, small enough to bend: what arrives is made here, byte by byte."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from keys import keyfile, primitives
from keys.calendar import epoch_of
from keys.cells import Place, Reply, read_acks, read_cells, snapshot_key
from keys.envelope import seal
from keys.envelope.header import make_header
from keys.envelope.stream import StreamWriter
from keys.mailbox import Mailbox
from keys.manifest import Manifest
from keys.primitives import HybridPublic
from keys.report import Draft, Report
from keys.wire import u32
from reviewer import inbound
from reviewer.custody import log
from reviewer.custody.entry import Act
from reviewer.inbound import Imported
from reviewer.workstation import Workstation, enter
from vault.formats import START, BoardHeader, read_bundles, write_bundle
from vault.formats import board as board_format


def mailbox(bucket: int = 0) -> Mailbox:
    """A mailbox as a codename would give it, without the wait."""
    return Mailbox(primitives.random_bytes(32), bucket, primitives.random_bytes(32))


def identifier(envelope: bytes) -> str:
    return primitives.sha256(envelope).hex()


def statuses(station: Workstation) -> Counter[tuple[str, str]]:
    """Count the store's envelopes by status and kind."""
    rows = station.store.rows("SELECT status, kind FROM envelopes")
    return Counter((row["status"], row["kind"]) for row in rows)


def acts(station: Workstation) -> list[Act]:
    """What people did, beside bringing envelopes in."""
    entries = log.read(station.store, station.deployment)
    return [entry.act for entry in entries if not entry.act.name.startswith("import")]


@dataclass
class World:
    """One deployment: folders ``offline`` and ``server``, a ``stick`` between them, and a day."""

    offline: Path
    server: Path
    stick: Path
    manifest: Manifest
    passphrase: str
    day: date
    serial: int = 0
    previous: bytes = bytes(32)
    made: list[Path] = field(default_factory=list)

    @classmethod
    def of(cls, deployment: Any) -> World:
        """The world of a deployment in a folder of its own, with a stick beside it."""
        stick = deployment.offline.parent / "stick"
        stick.mkdir(exist_ok=True)
        names = ("offline", "server", "manifest", "passphrase", "day")
        return cls(stick=stick, **{name: getattr(deployment, name) for name in names})

    def lane(self, name: str) -> HybridPublic:
        key = self.manifest.intake_key(name, self.day)
        return keyfile.parse((self.server / "keys" / key).read_bytes(), key)

    def write(
        self,
        box: Mailbox,
        text: str = "رأيت",
        *,
        kind: str = "report",
        lanes: Sequence[str] = ("desk",),
        files: Mapping[str, bytes] | None = None,
        epoch: int | None = None,
        path: str = "device",
        **fields: Any,
    ) -> bytes:
        """Seal a message as a reporter's device does."""
        quarter, key = self.manifest.identity
        recipient = keyfile.parse((self.server / "keys" / key).read_bytes(), key)
        out = io.BytesIO()
        seal(
            out,
            Draft(kind=kind, path=path, lang="ar", sent=self.day, text=text, **fields),
            deployment=self.manifest.deployment,
            epoch=epoch or epoch_of(self.day),
            lanes=[self.lane(lane) for lane in lanes],
            mailbox=box,
            files=[(name, "image/jpeg", io.BytesIO(data)) for name, data in (files or {}).items()],
            identity_key=(quarter, recipient),
        )
        return out.getvalue()

    def follow(self, box: Mailbox, text: str = "و بعد") -> bytes:
        return self.write(box, text, kind="follow-up")

    def by_hand(self, report: bytes, padded: int = 2**14) -> bytes:
        """An envelope that opens, whatever its report is."""
        out = io.BytesIO()
        head, keys = make_header(
            [self.lane("desk")], deployment=self.manifest.deployment, epoch=epoch_of(self.day)
        )
        out.write(head)
        body = StreamWriter(out, keys)
        body.write(bytes(padded - 4 - len(report)) + report + u32(len(report)))
        body.close()
        return out.getvalue()

    def inner(self, envelope: bytes) -> Report:
        """What an envelope says, for tests that seal it again."""
        with self.enter() as station:
            path = self.offline / "probe"
            path.write_bytes(envelope)
            with path.open("rb") as source:
                return station.lanes.open(source)[1].report

    def export(self, *envelopes: bytes, names: Sequence[str] | None = None, **options: Any) -> None:
        """Put the vault's next bundle on the stick."""
        self.serial += 1
        named = zip(names or map(identifier, envelopes), envelopes, strict=True)
        self.previous = write_bundle(
            self.stick,
            [(name, len(data), lambda data=data: io.BytesIO(data)) for name, data in named],  # type: ignore[misc]
            kind="in",
            deployment=self.manifest.deployment,
            serial=self.serial,
            previous=self.previous,
            seed=(self.server / "vault.seed").read_bytes(),
            **options,
        )

    @contextmanager
    def enter(self, keystore: str = "keystore") -> Iterator[Workstation]:
        with enter(self.offline, self.passphrase, keystore=keystore, day=self.day) as station:
            yield station

    def take(self, station: Workstation, *envelopes: bytes) -> Imported:
        """Export and import in one go."""
        self.export(*envelopes)
        return inbound.import_bundles(station, self.stick, self.day)


@dataclass(frozen=True)
class Carried:
    """The newest outbound bundle of a folder, read as a vault and then a reporter would."""

    items: Mapping[str, bytes]
    manifest: Manifest

    @classmethod
    def read(cls, folder: Path, manifest: Manifest) -> Carried:
        *_, segment = read_bundles(
            folder, kind="out", deployment=manifest.deployment, public=manifest.desk, chain=START
        )
        return cls({piece.name: b"".join(chunks) for piece, chunks in segment.read_all()}, manifest)

    @property
    def header(self) -> BoardHeader:
        return board_format.parse(
            self.items["board/header"], deployment=self.manifest.deployment, desk=self.manifest.desk
        )

    def replies(self, box: Mailbox) -> list[Reply]:
        header = self.header
        number = box.bucket >> 8 - header.b
        bucket = header.check_bucket(number, self.items[f"board/bucket/{number}"])
        key = snapshot_key(box.read_key, header.salt, header.deployment)
        return read_cells(key, bucket, Place(header.deployment, header.serial, number))

    def opened(self, box: Mailbox) -> list[int]:
        header = self.header
        entries = header.check_list(self.items["board/list"])
        return read_acks(snapshot_key(box.read_key, header.salt, header.deployment), entries)
