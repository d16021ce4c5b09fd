"""Keep the index of words and facts up with what was said: case by case, whole, whenever one changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from keys.words.folding import fold
from reviewer.search import folding
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["catch_up"]

_BATCH = 500
_MESSAGES = "SELECT number, lang, text, contact, said FROM messages WHERE case_number = ? ORDER BY position"
_FILES = (
    "SELECT name FROM attachments JOIN messages ON messages.number = attachments.message "
    "WHERE case_number = ?"
)
_OURS = (
    "SELECT text FROM acts JOIN cases ON cases.author = acts.author "
    "WHERE cases.number = ? AND act IN ('note', 'reply', 'translate')"
)


def catch_up(store: Store) -> int:
    """Index every case of which something was said since; return how many. Nothing new costs nothing."""
    count = 0
    while waiting := store.rows("SELECT case_number FROM unindexed LIMIT ?", (_BATCH,)):
        with store.transaction():
            for row in waiting:
                _index(store, row["case_number"])
                store.run("DELETE FROM unindexed WHERE case_number = ?", (row["case_number"],))
        count += len(waiting)
    return count


def _index(store: Store, case: int) -> None:
    messages = store.rows(_MESSAGES, (case,))
    said = [json.loads(message["said"]) for message in messages]
    names = [row["name"] for row in store.rows(_FILES, (case,))]
    ours = [row["text"] for row in store.rows(_OURS, (case,))]
    columns = (_told(messages, said), [*_named(said), *names], ours)
    store.run("DELETE FROM found WHERE rowid = ?", (case,))
    store.run(
        "INSERT INTO found (rowid, told, named, ours) VALUES (?, ?, ?, ?)", (case, *map(_words, columns))
    )
    store.run("DELETE FROM facets WHERE case_number = ?", (case,))
    for kind, value in sorted(set(_facets(messages, said))):
        store.run("INSERT INTO facets (kind, value, case_number) VALUES (?, ?, ?)", (kind, value, case))


def _words(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in folding.words(text))


def _told(messages: Iterable[Row], said: Iterable[Mapping[str, Any]]) -> list[str]:
    texts = [text for message in messages for text in (message["text"], message["contact"])]
    for each in said:
        # What a question was answered with is a code, or words of one's own: both may be looked for.
        texts += [each.get("place", {}).get("city", ""), *each.get("answers", {}).values()]
    return texts


def _named(said: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in said:
        elsewhere = each.get("elsewhere", {})
        yield from (elsewhere.get("name", ""), elsewhere.get("account", ""))
        for link in each.get("links", ()):
            yield from (link["given"], link["url"], link["account"])


def _facets(messages: Iterable[Row], said: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for message in messages:
        yield "lang", message["lang"]
    for each in said:
        for link in each.get("links", ()):
            if link["platform"]:
                yield "platform", link["platform"]
        place = each.get("place", {})
        for part in ("country", "region", "city"):
            if place.get(part):
                yield "place", fold(place[part])
