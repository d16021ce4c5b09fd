"""Destroy a case: its keys first, so that the sealed originals open nowhere any more, then all that was read.

It takes two people: somebody asks and says why, and a supervisor who is not that person does it. What the
rules of retention say is over, a supervisor destroys alone: the rule was written by somebody else.

What remains elsewhere is told to whoever does it: backups, sync files and exports made before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keys.calendar import day_number, today
from reviewer import cases
from reviewer.cases import Summary, label
from reviewer.custody.entry import LONGEST_TEXT, Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.store import Store
from reviewer.workstation import Workstation

__all__ = ["Asked", "ask", "asked", "asker", "destroy", "destroy_by_rule", "refuse", "sweep"]

_AT_ONCE = 150  # envelopes that one act names


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish that waits for a supervisor: of which case, by whom."""

    label: str
    author: bytes
    person: str


def ask(station: Workstation, typed_case: str, reason: str) -> None:
    """Ask that a case be destroyed, and say why.

    Raises:
        RequestError: ``case``, ``reason``, ``text``; ``asked``, somebody asked it before.
    """
    summary = cases.find(station.store, typed_case)
    if not reason.strip():
        raise RequestError("reason", "Say why this case is to be destroyed.")
    if len(reason) > LONGEST_TEXT:
        raise RequestError("text", "This is too long.")
    if asker(station.store, summary):
        raise RequestError("asked", "Somebody asked for this already. It waits for a supervisor.")
    record(station, Act(name="ask", case=summary.author, body={"what": "destroy"}, text=reason.strip()))


def asked(store: Store) -> list[Asked]:
    """Return what waits for a supervisor, the oldest case first."""
    rows = store.rows(
        "SELECT cases.number, cases.lane, asked.author, person FROM asked JOIN cases USING (author) "
        "WHERE verdict = '' ORDER BY cases.number"
    )
    return [Asked(label(row["number"], row["lane"]), row["author"], row["person"]) for row in rows]


def refuse(station: Workstation, typed_case: str, reason: str = "") -> None:
    """Refuse to destroy a case that somebody asked to; raises RequestError ``case``, ``asked``."""
    summary = cases.find(station.store, typed_case)
    _need(station, summary)
    record(station, Act(name="refuse", case=summary.author, body={"what": "destroy"}, text=reason.strip()))


def destroy(station: Workstation, typed_case: str) -> Summary:
    """Destroy a case that somebody else asked to destroy, for good; return what it was.

    Raises:
        KeystoreError: ``role``, it takes a supervisor.
        RequestError: ``case``; ``asked``, nobody asked, or nobody but this person did.
    """
    station.session.need("desk")
    summary = cases.find(station.store, typed_case)
    person, _ = station.session.me()
    if _need(station, summary) == person.name:
        raise RequestError("asked", "This takes a second person: you asked for it yourself.")
    _destroy(station, summary, "")
    return summary


def destroy_by_rule(station: Workstation, numbers: Sequence[int], rule: str) -> None:
    """Destroy cases of which a rule of retention says that their time is over; raises ``role``."""
    station.session.need("desk")
    for number in numbers:
        _destroy(station, cases.find(station.store, str(number)), rule)


def sweep(station: Workstation) -> int:
    """Remove the sealed originals of what was destroyed, here or elsewhere; return how many."""
    count = 0
    for row in station.store.rows("SELECT id FROM envelopes WHERE kind = 'destroyed'"):
        count += station.envelopes.remove(row["id"])
    if count:
        station.envelopes.sync()
    return count


def _destroy(station: Workstation, summary: Summary, rule: str) -> None:
    rows = station.store.rows("SELECT envelope FROM messages WHERE author = ?", (summary.author,))
    names = [row["envelope"].hex() for row in rows]
    day = day_number(today())
    acts = [
        Act(
            name="destroy",
            case=summary.author,
            body={"day": day, "envelopes": names[at : at + _AT_ONCE], "number": summary.number, "rule": rule},
        )
        for at in range(0, len(names), _AT_ONCE)
    ]
    record(station, *acts)
    sweep(station)


def asker(store: Store, summary: Summary) -> str:
    """Return who asks that a case be destroyed, or nothing."""
    row = store.row("SELECT person FROM asked WHERE author = ? AND verdict = ''", (summary.author,))
    return str(row["person"]) if row else ""


def _need(station: Workstation, summary: Summary) -> str:
    """Return who asked; raises RequestError ``asked``."""
    person = asker(station.store, summary)
    if not person:
        raise RequestError("asked", "Nobody asked for this yet. It takes two: one asks, and another does it.")
    return person
