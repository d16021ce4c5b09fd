"""Undo the last decision: an act of its own, for the log forgets nothing.

A decision can be undone by whoever made it, here, as long as nobody decided the same thing of the same case
since. Answers, notes and what left the workstation cannot be taken back this way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.cases import label
from reviewer.custody.entry import Act, Entry
from reviewer.custody.log import own_station, record
from reviewer.custody.log import read_last as last_entries
from reviewer.errors import RequestError
from reviewer.triage import ruling
from reviewer.workstation import Workstation

__all__ = ["Undone", "undo"]

_FIELDS = {"assign": "assignee", "category": "category", "state": "state", "urgency": "urgency"}
_NAMES = (*_FIELDS, "link", "tag")


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: the name of the act, and what its cases are called."""

    name: str
    labels: tuple[str, ...]


def undo(station: Workstation) -> Undone:
    """Undo the last decision of the person who is here.

    Raises:
        RequestError: ``undo``, there is none, or somebody decided otherwise since.
    """
    entries = _last(station)
    for entry in entries:
        if not _stands(station, entry):
            raise RequestError("undo", "Somebody decided otherwise of these cases since. Decide anew.")
    record(station, *(_reverse(entry) for entry in entries))
    ruling.catch_up(station.store, station.places.offline)
    return Undone(entries[0].act.name, tuple(_label(station, entry) for entry in entries))


def _last(station: Workstation) -> list[Entry]:
    """Return the entries of the last batch of this person that was not undone yet, in their order."""
    undone: set[str] = set()
    batch, found = "", list[Entry]()
    for entry in _own(station):
        body = entry.act.body
        if "undoes" in body:
            undone.add(body["undoes"])
        elif body["batch"] not in undone and (not batch or body["batch"] == batch):
            batch = body["batch"]
            found.append(entry)
        elif batch:
            break
    if not found:
        raise RequestError("undo", "There is no decision of yours to undo.")
    return found[::-1]


def _own(station: Workstation) -> Iterator[Entry]:
    """Yield this person's decisions here, the newest first."""
    person, _ = station.session.me()
    for entry in last_entries(station.store, station.deployment, own_station(station.store), _NAMES):
        if entry.person == person.name:
            yield entry


def _stands(station: Workstation, entry: Entry) -> bool:
    """Whether no later entry wrote what this one wrote."""
    body = entry.act.body
    field = _FIELDS.get(entry.act.name) or f"{entry.act.name}:{body.get('tag') or body.get('other')}"
    row = station.store.row(
        "SELECT clock, station FROM last_writers WHERE subject = ? AND field = ?", (entry.act.case, field)
    )
    return row is not None and (row["clock"], row["station"]) == entry.stamp


def _reverse(entry: Entry) -> Act:
    body: Mapping[str, Any] = entry.act.body
    changed: dict[str, Any] = {"undoes": body["batch"], "batch": body["batch"]}
    if entry.act.name in ("link", "tag"):
        changed |= {"is_on": body["was"], "was": body["is_on"]}
    else:
        changed |= {"to": body["was"], "was": body["to"]}
    if entry.act.name == "category":
        changed |= {"topic": body["was_topic"], "was_topic": body["topic"]}
    if entry.act.name == "state":
        changed |= {"reason": "", "mover": body["was_mover"], "was_mover": entry.person}
    return Act(name=entry.act.name, case=entry.act.case, body={**body, **changed})


def _label(station: Workstation, entry: Entry) -> str:
    row = station.store.row("SELECT number, lane FROM cases WHERE author = ?", (entry.act.case,)) or {}
    return label(row["number"], row["lane"])
