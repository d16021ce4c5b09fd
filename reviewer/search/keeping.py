"""Searches kept under a name, for the whole team: acts of the custody log, like all that people decide."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.search import query as queries
from reviewer.store import Store
from reviewer.workstation import Workstation

__all__ = ["Search", "drop", "keep", "kept", "named"]

LONGEST, MOST = 40, 100


@dataclass(frozen=True, slots=True)
class Search:
    """A kept search, and who kept it last."""

    name: str
    query: str
    person: str


def keep(station: Workstation, name: str, typed: str) -> None:
    """Keep a search under a name; one of that name is replaced.

    Raises:
        RequestError: ``search``, it cannot be searched for or kept.
    """
    name, typed = " ".join(name.split()), typed.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise RequestError("search", "Give the search a name of at most 40 characters.")
    if not typed:
        raise RequestError("search", "There is nothing in this search.")
    queries.parse(typed)
    if len(kept(station.store)) >= MOST:
        raise RequestError("search", "A hundred searches are kept. Drop one first.")
    record(station, Act(name="keep-search", body={"name": name, "query": typed}))


def drop(station: Workstation, name: str) -> None:
    """Keep a search no more; raises RequestError ``search``."""
    named(station.store, name)
    record(station, Act(name="keep-search", body={"name": name, "query": ""}))


def kept(store: Store) -> list[Search]:
    """Return all kept searches by name."""
    rows = store.rows("SELECT name, query, person FROM searches ORDER BY name")
    return [Search(row["name"], row["query"], row["person"]) for row in rows]


def named(store: Store, name: str) -> Search:
    """Return a kept search; raises RequestError ``search``."""
    for each in kept(store):
        if each.name == name:
            return each
    raise RequestError("search", "No search is kept under this name.")
