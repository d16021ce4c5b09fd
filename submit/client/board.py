"""Reading answers: the same requests and the same checks as the browser code (docs/formats.md §8)."""

from __future__ import annotations

from datetime import date

from keys import primitives, tags, trust
from keys.calendar import day_of
from keys.cells import Place, read_acks, read_cells, snapshot_key
from keys.errors import UntrustedError
from keys.mailbox import Mailbox
from keys.manifest import Manifest
from keys.signed import BODY_LIMITS
from submit.client.site import Site
from submit.client.thread import Thread
from submit.errors import ClientError
from vault.formats import board

__all__ = ["decoy", "look"]

HEADER_LIMIT = BODY_LIMITS[tags.MAGIC_BOARD] + 2048


def look(site: Site, manifest: Manifest, box: Mailbox, today: date, *, least: int = 0) -> Thread | None:
    """Return what the board holds for a mailbox; None while nothing is published.

    The same requests follow whatever there is to find: header, log, list and one bucket, then the checks.
    ``least`` is the serial of a board that was seen before.

    Raises:
        ClientError: of the network.
        FormatError, UntrustedError: ``signature``, ``deployment``, ``log``, ``board-hash``,
            ``board-rollback``, ``cell`` and what else a damaged board breaks.
    """
    snapshot = _fetch(site, manifest, box.bucket)
    if snapshot is None:
        return None
    header, entries, number, bucket = snapshot
    if header.serial < least:
        raise UntrustedError(
            "board-rollback", f"The site shows an older board ({header.serial}) than you have seen ({least})."
        )
    key = snapshot_key(box.read_key, header.salt, manifest.deployment)
    return Thread(
        serial=header.serial,
        issued=header.issued,
        due=header.due,
        is_late=header.is_late(today),
        opened=tuple(map(day_of, read_acks(key, entries))),
        replies=tuple(read_cells(key, bucket, Place(manifest.deployment, header.serial, number))),
    )


def decoy(site: Site, manifest: Manifest) -> None:
    """Fetch a board as whoever looks for answers does, so that doing so does not stand out.

    Raises:
        ClientError, FormatError, UntrustedError: as ``look``.
    """
    _fetch(site, manifest, primitives.random_bytes(1)[0])


def _fetch(site: Site, manifest: Manifest, byte: int) -> tuple[board.BoardHeader, bytes, int, bytes] | None:
    try:
        untrusted = site.get("/board/header", HEADER_LIMIT)
    except ClientError as error:
        if error.status == 404:
            return None
        raise
    # Only what the header says about itself may stop the other requests: it is the same for everybody.
    header = board.parse(untrusted, deployment=manifest.deployment, desk=manifest.desk)
    log = site.get("/log", trust.LONGEST_LOG)
    entries = site.get(f"/board/{header.serial}/list", header.list_size)
    number = byte >> 8 - header.b
    bucket = site.get(f"/board/{header.serial}/bucket/{number}", header.bucket_size)
    trust.check_log(manifest, header.log, log)
    return header, header.check_list(entries), number, header.check_bucket(number, bucket)
