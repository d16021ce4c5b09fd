"""The public interface as somebody else would use it. Never run: the type checker reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from keys import cells, codename, fingerprint, keyfile, mailbox, manifest
from keys.calendar import epoch_of, today
from keys.cells import Place, Reply
from keys.codename import Codename
from keys.envelope import seal
from keys.errors import CodenameError, KeysError, NotForMeError
from keys.mailbox import Mailbox
from keys.manifest import Manifest
from keys.primitives import HybridPublic
from keys.private import epochs, keystore
from keys.private.hybrid import Pair, pair
from keys.private.open import Opened, copy_attachment, open_envelope
from keys.report import Draft
from vault.accept import accept
from vault.errors import RefusedError
from vault.formats import START, BoardHeader, Chain, Segment, read_bundles, write_bundle
from vault.formats import board as boards
from vault.store import open_store


def send(server: Path, photograph: BinaryIO, pinned: bytes) -> tuple[str, bytes]:
    """Report as a device does, and put the envelope into a vault."""
    checked: Manifest = manifest.parse((server / "manifest").read_bytes(), pinned)
    day: date = today()
    name: str = checked.intake_key("desk", day)
    recipient: HybridPublic = keyfile.parse((server / "keys" / name).read_bytes(), name)
    made: Codename = codename.generate()
    box: Mailbox = mailbox.derive(made, checked.deployment)
    with Path("envelope").open("w+b") as out:
        seal(
            out,
            Draft(kind="report", path="kit", lang="en", sent=day, text="What happened"),
            deployment=checked.deployment,
            epoch=epoch_of(day),
            lanes=[recipient],
            mailbox=box,
            files=[("photograph.jpg", "image/jpeg", photograph)],
        )
        length: int = out.tell()
        out.seek(0)
        with open_store(server) as store:
            identifier: bytes = accept(store, _chunks(out), length=length, day=day)
    return made.words(), identifier


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(1 << 16):
        yield chunk


def read_answer(typed: str, deployment: bytes, desk: bytes, header: bytes, bucket: bytes) -> list[str]:
    """Find the answers to a codename in a board."""
    try:
        box = mailbox.derive(codename.parse(typed), deployment)
    except CodenameError as error:
        position: int = error.position
        return [f"{error.kind} {position}"]
    parsed: BoardHeader = boards.parse(header, deployment=deployment, desk=desk)
    place = Place(deployment, parsed.serial, box.bucket >> 8 - parsed.b)
    key = cells.snapshot_key(box.read_key, parsed.salt, deployment)
    replies: list[Reply] = cells.read_cells(key, parsed.check_bucket(place.bucket, bucket), place)
    return [reply.text for reply in replies]


def open_at_the_desk(folder: Path, passphrase: str, source: BinaryIO, out: BinaryIO) -> str:
    """Open an envelope with the week's keys, and copy its first attachment."""
    session: keystore.Session = keystore.unlock(folder / "keystore", passphrase)
    weeks: epochs.Weeks = epochs.open_weeks(session, date(2026, 11, 24), known=date(2026, 11, 24))
    pairs: list[Pair] = [pair(private) for private in weeks.state.pairs(202648)]
    try:
        opened: Opened = open_envelope(source, deployment=session.deployment, pairs=pairs)
        copy_attachment(source, opened, 0, out)
    except NotForMeError:
        return "for another lane"
    except KeysError as error:
        return error.kind
    return opened.report.text


def carry(
    stick: Path, deployment: bytes, seed: bytes, public: bytes, opener: BinaryIO
) -> tuple[bytes, Chain]:
    """Write a bundle and read it back."""
    written: bytes = write_bundle(
        stick,
        [("00" * 32, 1, lambda: opener)],
        kind="in",
        deployment=deployment,
        serial=1,
        previous=bytes(32),
        seed=seed,
    )
    place: Chain = START
    segment: Segment
    for segment in read_bundles(stick, kind="in", deployment=deployment, public=public, chain=START):
        place = segment.chain
    return written, place


def refusal(error: RefusedError) -> tuple[int, str]:
    """Say what a refused upload is answered with."""
    return error.status, error.kind


def poster(checked: Manifest) -> str:
    """Write what a poster shows."""
    found: bytes = checked.root.fingerprint
    return f"{fingerprint.as_hex(found)}\n{fingerprint.as_words(found)}"
