"""The first pictures of their kind, in blocks: all are compared with a new one, so all are read at once.

Among 100,000 this takes less than looking up the 2,176 parts of hash by which a near one could be found.
"""

from __future__ import annotations

from itertools import compress

import numpy as np

from reviewer.alike import pictures
from reviewer.alike.pictures import SIZE, Match, Picture
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["add", "nearest", "remove"]

_BLOCK = 1024
_NUMBER = 8


def nearest(store: Store, picture: Picture) -> tuple[int, Match] | None:
    """Return the number of the nearest first picture, and how near, if one is near."""
    blocks = store.rows("SELECT pictures, hashes FROM picture_blocks ORDER BY number")
    known = pictures.words([block["hashes"] for block in blocks])
    found = pictures.nearest(pictures.words(picture.forms), known)
    if not found:
        return None
    numbers = np.frombuffer(b"".join(block["pictures"] for block in blocks), "<u8")
    return int(numbers[found[0].place]), found[0]


def add(store: Store, number: int) -> None:
    """Make a picture one that others are compared with."""
    last = store.row("SELECT * FROM picture_blocks ORDER BY number DESC LIMIT 1")
    if last is None or len(last["pictures"]) >= _BLOCK * _NUMBER:
        block = store.insert("picture_blocks", {"pictures": b"", "hashes": b""})
        last = {"number": block, "pictures": b"", "hashes": b""}
    forms = (store.row("SELECT forms FROM pictures WHERE number = ?", (number,)) or {})["forms"]
    _write(store, last, last["pictures"] + number.to_bytes(_NUMBER, "little"), last["hashes"] + forms[:SIZE])
    store.run("UPDATE pictures SET block = ? WHERE number = ?", (last["number"], number))


def remove(store: Store, number: int) -> None:
    """Compare no other with a picture any more."""
    block = store.row(
        "SELECT picture_blocks.* FROM pictures JOIN picture_blocks ON picture_blocks.number = block "
        "WHERE pictures.number = ?",
        (number,),
    )
    if block is None:
        return
    stays = np.frombuffer(block["pictures"], "<u8") != number
    _write(store, block, _kept(block["pictures"], _NUMBER, stays), _kept(block["hashes"], SIZE, stays))
    store.run("UPDATE pictures SET block = NULL WHERE number = ?", (number,))


def _kept(joined: bytes, size: int, stays: np.ndarray) -> bytes:
    parts = (joined[at : at + size] for at in range(0, len(joined), size))
    return b"".join(compress(parts, stays))


def _write(store: Store, block: Row, numbers: bytes, hashes: bytes) -> None:
    store.run(
        "UPDATE picture_blocks SET pictures = ?, hashes = ? WHERE number = ?",
        (numbers, hashes, block["number"]),
    )
