"""What waits under a codename, found by this server on its own board (docs/formats.md §8).

The whole list and the whole bucket are read and searched whatever there is to find, and every check that a
browser makes is made here too: a board that was altered on this disk is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from keys.cells import Place, Reply, read_acks, read_cells, snapshot_key
from keys.mailbox import Mailbox
from keys.manifest import Manifest
from vault import board
from vault.formats import board as boards

__all__ = ["Thread", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What a snapshot says to one codename; ``opened`` are the days its messages were opened."""

    issued: date
    due: date
    is_late: bool
    opened: tuple[date, ...] = field(default=(), repr=False)
    replies: tuple[Reply, ...] = field(default=(), repr=False)

    @property
    def lacks_some(self) -> bool:
        """Whether there were answers that are not here any more."""
        return any(reply.total > len(self.replies) for reply in self.replies)


def look(server: Path, manifest: Manifest, box: Mailbox, today: date) -> Thread | None:
    """Return what the current snapshot holds for a mailbox; None before the first snapshot.

    Raises:
        FormatError: ``bounds``, ``padding`` and what else a damaged board breaks.
        UntrustedError: ``signature``, ``deployment``, ``board-hash``, ``cell``.
    """
    snapshot = board.current(server)
    if snapshot is None:
        return None
    header = boards.parse(snapshot.header.read_bytes(), deployment=manifest.deployment, desk=manifest.desk)
    number = box.bucket >> 8 - header.b
    entries = header.check_list(snapshot.list.read_bytes())
    bucket = header.check_bucket(number, snapshot.bucket(number).read_bytes())
    key = snapshot_key(box.read_key, header.salt, manifest.deployment)
    return Thread(
        issued=header.issued,
        due=header.due,
        is_late=header.is_late(today),
        opened=tuple(date(1970, 1, 1) + timedelta(day) for day in read_acks(key, entries)),
        replies=tuple(read_cells(key, bucket, Place(manifest.deployment, header.serial, number))),
    )
