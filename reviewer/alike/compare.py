"""Compare what came with all that was here: an act of the workstation after an import, and before a look.

It is apart from the import, which only keeps what comes: nothing is lost when this is stopped, and it goes on
where it was. Attachments are read out of their sealed envelopes, hashed, and kept nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from keys.errors import KeysError
from keys.private.open import copy_attachment
from reviewer.alike import flagging, index
from reviewer.alike.pictures import Picture
from reviewer.errors import WorkstationError
from reviewer.originals import original
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.workstation import Workstation

__all__ = ["Compared", "compare", "keep_pictures"]

_BATCH = 32


@dataclass(slots=True)
class Compared:
    """What was compared: messages, and attachments; ``unreadable`` originals are missing or damaged."""

    messages: int = 0
    files: int = 0
    unreadable: int = 0


class _Digests:
    """Hashes of what is written to it. Lists of known files have these two; nothing rests on them."""

    def __init__(self) -> None:
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.sha1 = hashlib.sha1(usedforsecurity=False)

    def write(self, data: bytes, /) -> object:
        """Take more in."""
        self.md5.update(data)
        self.sha1.update(data)
        return None


def compare(
    station: Workstation, tell: Callable[[Compared], object] = lambda _: None, *, again: bool = False
) -> Compared:
    """Compare all that was not compared yet, step by step; each step is durable, and told.

    ``again`` tries originals once more that were missing or damaged.
    """
    done = Compared()
    while _compare_messages(station, done):
        tell(done)
    if again:
        with station.store.transaction():
            station.store.run("UPDATE compared SET last_read = 0")
    while rows := _unread(station.store):
        with station.store.transaction():
            for row in rows:
                _read(station, row, done)
            station.store.run("UPDATE compared SET last_read = ?", (rows[-1]["message"],))
        tell(done)
    return done


def keep_pictures(station: Workstation, message: int, attachment: int, found: Sequence[Picture]) -> None:
    """Compare the picture that an attachment is, or the stills of its video, with all others and with lists.

    Whoever opens an attachment in the sandbox calls this; what was compared before is not compared again.
    """
    store = station.store
    sql = "SELECT 1 FROM pictures WHERE message = ? AND attachment = ? LIMIT 1"
    if store.row(sql, (message, attachment)):
        return
    with store.transaction():
        index.add_pictures(store, message, attachment, found)
        flagging.flag(store, message)


def _compare_messages(station: Workstation, done: Compared) -> bool:
    with station.store.transaction():
        numbers = index.update(station.store)
        for number in numbers:
            flagging.flag(station.store, number)
    done.messages += len(numbers)
    return bool(numbers)


def _unread(store: Store) -> list[Row]:
    return store.rows(
        "SELECT messages.number AS message, messages.envelope FROM messages "
        "JOIN envelopes ON envelopes.id = messages.envelope "
        "WHERE messages.number > (SELECT last_read FROM compared) AND file_key IS NOT NULL AND EXISTS ("
        "SELECT 1 FROM attachments LEFT JOIN digests "
        "ON digests.message = attachments.message AND digests.attachment = attachments.number "
        "WHERE attachments.message = messages.number AND digests.message IS NULL) "
        "ORDER BY messages.number LIMIT ?",
        (_BATCH,),
    )


def _read(station: Workstation, row: Row, done: Compared) -> None:
    """Hash the attachments of a message, and compare them with the lists."""
    try:
        with original(station, row["envelope"]) as (source, opened):
            for number in range(len(opened.report.attachments)):
                hashes = _Digests()
                copy_attachment(source, opened, number, hashes)
                station.store.run(
                    "INSERT OR IGNORE INTO digests (message, attachment, md5, sha1) VALUES (?, ?, ?, ?)",
                    (row["message"], number, hashes.md5.digest(), hashes.sha1.digest()),
                )
                done.files += 1
    except (KeysError, WorkstationError):
        done.unreadable += 1
        return
    flagging.flag(station.store, row["message"])
