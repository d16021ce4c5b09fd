"""Compare attachments with lists of known files: those of a new message, or all with a new list.

Picture hashes of a list stand in blocks beside the table, as those of first pictures do (reviewer/alike/
firsts.py): each picture is compared with all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from reviewer.alike import pictures
from reviewer.alike.pictures import Words
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["flag", "flag_list", "pack"]

_BLOCK = 1024
_BLOCKS_AT_ONCE = 100
_PICTURES_AT_ONCE = 1000
# The same file, by each kind of hash: which table has it of attachments, and under what name.
_SAME = {
    "sha256": "SELECT message, number AS attachment, sha256 AS hash FROM attachments",
    "sha1": "SELECT message, attachment, sha1 AS hash FROM digests",
    "md5": "SELECT message, attachment, md5 AS hash FROM digests",
}


def pack(store: Store, number: int) -> None:
    """Put the picture hashes of a list into blocks."""
    found = store.db.query("SELECT hash FROM listed_hashes WHERE kind = 'pdq' AND list = ?", (number,))
    while block := b"".join(row["hash"] for row in islice(found, _BLOCK)):
        store.insert("listed_blocks", {"list": number, "hashes": block})


def flag(store: Store, message: int) -> None:
    """Flag the attachments of a message that lists know, as far as their hashes were found."""
    lists = store.rows("SELECT number FROM hash_lists")
    if not lists:
        return
    _flag_files(store, "message = ?", "true", (message,))
    rows = store.rows("SELECT message, attachment, forms FROM pictures WHERE message = ?", (message,))
    for each in lists if rows else ():
        for words in _slices(store, each["number"]):
            _flag_pictures(store, rows, each["number"], words)


def flag_list(store: Store, number: int) -> None:
    """Flag every attachment that one list knows."""
    _flag_files(store, "true", "listed.list = ?", (number,))
    for words in _slices(store, number):
        last = 0
        while rows := store.rows(
            "SELECT number, message, attachment, forms FROM pictures "
            "WHERE number > ? ORDER BY number LIMIT ?",
            (last, _PICTURES_AT_ONCE),
        ):
            _flag_pictures(store, rows, number, words)
            last = rows[-1]["number"]


def _flag_files(store: Store, which: str, of: str, values: Sequence[object]) -> None:
    for kind, hashed in _SAME.items():
        # CROSS JOIN keeps the order: a list may be a thousand times longer than what is looked up in it.
        store.run(
            "INSERT OR IGNORE INTO list_matches (message, attachment, list, kind, distance) "  # noqa: S608
            f"SELECT message, attachment, listed.list, listed.kind, 0 FROM ({hashed}) AS ours "
            "CROSS JOIN listed_hashes AS listed ON listed.kind = ? AND listed.hash = ours.hash "
            f"WHERE {which} AND {of}",
            (kind, *values),
        )


def _flag_pictures(store: Store, rows: Sequence[Row], number: int, known: Words) -> None:
    for row in rows:
        for match in pictures.nearest(pictures.words(row["forms"]), known)[:1]:
            store.run(
                "INSERT INTO list_matches (message, attachment, list, kind, distance) "
                "VALUES (?, ?, ?, 'pdq', ?) ON CONFLICT (message, attachment, list, kind) "
                "DO UPDATE SET distance = min(distance, excluded.distance)",
                (row["message"], row["attachment"], number, match.distance),
            )


def _slices(store: Store, number: int) -> Iterator[Words]:
    """Yield the picture hashes of a list, so many at a time that memory is bounded."""
    last = 0
    while rows := store.rows(
        "SELECT number, hashes FROM listed_blocks WHERE list = ? AND number > ? ORDER BY number LIMIT ?",
        (number, last, _BLOCKS_AT_ONCE),
    ):
        yield pictures.words([row["hashes"] for row in rows])
        last = rows[-1]["number"]
