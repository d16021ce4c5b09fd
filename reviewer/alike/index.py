"""Find what a new message has in common with 100,000 others, in milliseconds.

Of each message the store keeps *traits*: the pages, accounts and files it names or brings, and which text and
pictures it is like. Two cases are alike when they share a trait, so likeness is asked of one table. A text or
picture that is near none before is the *first* of its kind, and its number is the trait of all that are near
it; only firsts are searched, so a flood of copies costs no more than one. What is near a copy and not its
first is missed: a person can still put the two together.

Traits follow from the messages, and can be thrown away and made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from keys import draft
from keys.primitives import sha256
from keys.wire import u64
from reviewer.alike import firsts, texts, urls
from reviewer.alike.pictures import Picture
from reviewer.alike.texts import Runs
from reviewer.alike.urls import Named
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["METHOD", "add_pictures", "forget", "names", "trait", "update"]

METHOD = 1  # with that of texts: raised when anything here finds other traits than before
_BATCH = 500
_CANDIDATES = 20


def update(store: Store, most: int = _BATCH) -> list[int]:
    """Find the traits of messages that have none yet, oldest first; return the numbers of these.

    The caller's transaction makes it durable.
    """
    last = _last(store)
    rows = store.rows(
        "SELECT number, text, said FROM messages WHERE number > ? ORDER BY number LIMIT ?", (last, most)
    )
    for row in rows:
        _add(store, row)
    if rows:
        store.run("UPDATE compared SET last = ?", (rows[-1]["number"],))
    return [row["number"] for row in rows]


def add_pictures(store: Store, message: int, attachment: int, found: Iterable[Picture]) -> None:
    """Add the picture that an attachment of a message is, or the stills of its video."""
    for still, picture in enumerate(found):
        near = firsts.nearest(store, picture)
        number = store.insert(
            "pictures",
            {
                "message": message,
                "attachment": attachment,
                "still": still,
                "forms": picture.forms,
                "quality": picture.quality,
            },
        )
        if near is None:
            firsts.add(store, number)
        first = near[0] if near else number
        store.run("UPDATE pictures SET first = ? WHERE number = ?", (first, number))
        _insert(store, message, [("picture", u64(first))])


def forget(store: Store, message: int) -> None:
    """Remove all that was found of a message; another like it becomes the first where it was."""
    for table in ("traits", "list_matches", "digests"):
        store.run(f"DELETE FROM {table} WHERE message = ?", (message,))  # noqa: S608
    was_first = store.row("SELECT 1 FROM text_bands WHERE message = ? LIMIT 1", (message,))
    store.run("DELETE FROM text_bands WHERE message = ?", (message,))
    heir = was_first and store.row(
        "SELECT messages.number, text FROM traits JOIN messages ON messages.number = traits.message "
        "WHERE traits.kind = 'text' AND value = ? ORDER BY messages.number LIMIT 1",
        (u64(message),),
    )
    if heir:
        _insert_bands(store, heir["number"], texts.bands(texts.runs(heir["text"])))
        _rename(store, "text", message, heir["number"])
    for picture in store.rows(
        "SELECT number FROM pictures WHERE message = ? AND block IS NOT NULL", (message,)
    ):
        _bequeath(store, picture["number"], message)
    store.run("DELETE FROM pictures WHERE message = ?", (message,))


def names(row: Row) -> Named:
    """Return what a message's row says of pages and accounts."""
    said = json.loads(row["said"])
    if not said:
        return urls.named_in(row["text"])
    particulars = draft.read(said)
    return urls.named_in(row["text"], particulars.links, particulars.elsewhere)


def trait(kind: str, name: str) -> tuple[str, bytes]:
    """Return the trait of a page or account by its name."""
    return kind, sha256(name.encode())


def _last(store: Store) -> int:
    """Return the last message that has its traits; those that another method found are thrown away."""
    method = METHOD << 8 | texts.METHOD
    row = store.row("SELECT * FROM compared") or {}
    if row["method"] == method:
        return int(row["last"])
    store.run("DELETE FROM traits WHERE kind <> 'picture'")
    store.run("DELETE FROM text_bands")
    store.run("UPDATE compared SET method = ?, last = 0", (method,))
    return 0


def _add(store: Store, row: Row) -> None:
    found = names(row)
    number = row["number"]
    _insert(store, number, (trait("page", name) for name in found.pages))
    _insert(store, number, (trait("account", name) for name in found.accounts))
    files = store.rows("SELECT DISTINCT sha256 FROM attachments WHERE message = ?", (number,))
    _insert(store, number, (("file", file["sha256"]) for file in files))
    _insert(store, number, _text(store, number, row["text"]))


def _text(store: Store, number: int, text: str) -> Iterator[tuple[str, bytes]]:
    runs = texts.runs(text)
    if not len(runs):
        return
    bands = texts.bands(runs)
    first = _first_text(store, runs, bands)
    if first is None:
        _insert_bands(store, number, bands)
    yield "text", u64(number if first is None else first)


def _first_text(store: Store, runs: Runs, bands: list[int]) -> int | None:
    """Return the nearest of the first texts, if one is near."""
    marks = ", ".join("?" * len(bands))
    rows = store.rows(
        "SELECT messages.number, text FROM (SELECT message, count(*) AS shared FROM text_bands "  # noqa: S608
        f"WHERE band IN ({marks}) GROUP BY message ORDER BY shared DESC, message LIMIT {_CANDIDATES}) "
        "AS near JOIN messages ON messages.number = near.message",
        bands,
    )
    best = max(
        ((texts.similarity(runs, texts.runs(row["text"])), -row["number"]) for row in rows), default=(0, 0)
    )
    return -best[1] if best[0] >= texts.NEAR else None


def _insert_bands(store: Store, number: int, bands: list[int]) -> None:
    for band in bands:
        store.run("INSERT OR IGNORE INTO text_bands (band, message) VALUES (?, ?)", (band, number))


def _insert(store: Store, message: int, found: Iterable[tuple[str, bytes]]) -> None:
    for kind, value in found:
        store.run(
            "INSERT OR IGNORE INTO traits (kind, value, message) VALUES (?, ?, ?)", (kind, value, message)
        )


def _bequeath(store: Store, number: int, message: int) -> None:
    """Let another picture be the first of those near one that goes."""
    firsts.remove(store, number)
    heir = store.row(
        "SELECT number FROM pictures WHERE first = ? AND message <> ? ORDER BY number LIMIT 1",
        (number, message),
    )
    if heir:
        firsts.add(store, heir["number"])
        store.run("UPDATE pictures SET first = ? WHERE first = ?", (heir["number"], number))
        _rename(store, "picture", number, heir["number"])


def _rename(store: Store, kind: str, former: int, first: int) -> None:
    store.run("UPDATE traits SET value = ? WHERE kind = ? AND value = ?", (u64(first), kind, u64(former)))
