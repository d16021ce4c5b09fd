"""What people decide of cases: each an act, on one case or on many at once.

The acts of one decision share a ``batch``, and say what ``was`` before, so that it can be undone as one.
Of all the cases named either each is changed, or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keys import canonical, primitives
from reviewer import cases
from reviewer.cases import Summary
from reviewer.custody.entry import LONGEST_TEXT, Act, Entry
from reviewer.custody.log import read, record
from reviewer.errors import RequestError
from reviewer.store.db import Row
from reviewer.triage import ruling, states, taxonomy
from reviewer.triage.states import CHECKS, REASONS, Standing
from reviewer.viewing.sparing import is_spared
from reviewer.workstation import Workstation

__all__ = [
    "assign",
    "check",
    "checked",
    "link",
    "linked",
    "moves",
    "note",
    "notes",
    "set_category",
    "set_state",
    "set_urgency",
    "standing",
    "tag",
]

MOST = 500  # cases at once
_BATCH = 8
_TAG = re.compile(r"[^\s,]{1,40}")
_ANSWERS = ("yes", "no", "unknown")
_DECIDED = "SELECT * FROM decided WHERE author = ?"
_NOBODY: Mapping[str, Any] = {
    **dict.fromkeys(("state", "reason", "category", "topic", "urgency")),
    **dict.fromkeys(("mover", "assignee"), ""),
    "checked": "{}",
    "seen": 0,
}


def set_state(
    station: Workstation, typed: Sequence[str], to: str, *, reason: str = "", text: str = ""
) -> None:
    """Move cases to a state; ``reason`` is a code of states.REASONS where that state wants one.

    Raises:
        RequestError: ``case``, ``state`` (it may not, or not by this person), ``reason``, ``text``.
    """
    if to not in states.STATES:
        raise RequestError("state", f"A state is one of: {', '.join(states.STATES)}.")
    if to in REASONS and reason not in REASONS[to]:
        raise RequestError("reason", f"Say why, with one of: {', '.join(REASONS[to])}.")
    person, roles = _person(station)

    def act(case: Summary, was: Row) -> dict[str, Any]:
        refusal = states.refusal(_standing(station, case, was), to, person, roles)
        if refusal:
            raise RequestError("state", f"{case.label}: {refusal}")
        before = {"was": was["state"] or "", "was_mover": was["mover"]}
        return {"to": to, "reason": reason if to in REASONS else "", **before}

    _decide(station, "state", typed, act, text)


def moves(station: Workstation, case: Summary) -> tuple[str, ...]:
    """Return the states into which the person who is here may move a case."""
    return states.allowed(_standing(station, case, _decided(station, case)), *_person(station))


def standing(station: Workstation, case: Summary) -> Standing:
    """Return what the rules of states know of a case."""
    return _standing(station, case, _decided(station, case))


def set_urgency(station: Workstation, typed: Sequence[str], to: int | None, text: str) -> None:
    """Set how urgent cases are, 0 to 3, and say why; None leaves it to the rules again.

    Raises:
        RequestError: ``case``, ``urgency``, ``reason``, ``text``.
    """
    if to is not None and to not in range(4):
        raise RequestError("urgency", "Urgency is 0 (now), 1 (today), 2 (tomorrow) or 3 (within a week).")
    if to is not None and not text.strip():
        raise RequestError("reason", "Say why this case is more, or less, urgent than the rules have it.")

    def act(case: Summary, was: Row) -> dict[str, Any]:
        return {
            "to": "" if to is None else str(to),
            "seen": case.messages,
            "was": "" if was["urgency"] is None else str(was["urgency"]),
        }

    _decide(station, "urgency", typed, act, text)


def set_category(station: Workstation, typed: Sequence[str], to: str, topic: str = "") -> None:
    """Set what cases are about; what the reporter chose stays beside it.

    Raises:
        RequestError: ``case``, ``category``.
    """
    kinds = taxonomy.of_folder(station.places.offline)
    if not kinds.knows(to, topic):
        known = ", ".join(kinds.categories[to].topics if to in kinds.categories else kinds.categories)
        raise RequestError("category", f"There is no such kind. Known: {known}.")

    def act(case: Summary, was: Row) -> dict[str, Any]:
        del case
        before = {"was": was["category"] or "", "was_topic": was["topic"] or ""}
        return {"to": to, "topic": topic, **before}

    _decide(station, "category", typed, act)


def assign(station: Workstation, typed: Sequence[str], to: str, text: str = "") -> None:
    """Give cases to somebody of the team, with a word for them; to nobody where ``to`` is empty.

    Raises:
        RequestError: ``case``, ``assignee``, ``text``.
    """
    if to and to not in station.session.people:
        raise RequestError("assignee", f"Known here: {', '.join(sorted(station.session.people))}.")
    for each in typed if to else ():
        _refuse_spared(station, cases.find(station.store, each), to)

    def act(case: Summary, was: Row) -> dict[str, Any]:
        del case
        return {"to": to, "was": was["assignee"]}

    _decide(station, "assign", typed, act, text)


def _refuse_spared(station: Workstation, case: Summary, to: str) -> None:
    if is_spared(station.store, to, case.number):
        raise RequestError("assignee", f"{to} asked to be spared the kind of content of {case.label}.")


def tag(station: Workstation, typed: Sequence[str], name: str, *, is_on: bool = True) -> None:
    """Put a tag on cases, or take it off.

    Raises:
        RequestError: ``case``, ``tag``.
    """
    if not _TAG.fullmatch(name) or not name.isprintable():
        raise RequestError("tag", "A tag is one word of at most 40 characters, without a comma.")

    def act(case: Summary, was: Row) -> dict[str, Any]:
        del was
        has = station.store.row("SELECT 1 FROM tags WHERE author = ? AND tag = ?", (case.author, name))
        return {"tag": name, "is_on": is_on, "was": bool(has)}

    _decide(station, "tag", typed, act)


def link(station: Workstation, typed: str, other: str, *, is_on: bool = True) -> None:
    """Say that two cases belong together without being copies, or do not any more.

    Raises:
        RequestError: ``case``; ``link``, both are one.
    """
    two = [cases.find(station.store, each) for each in (typed, other)]
    if two[0].number == two[1].number:
        raise RequestError("link", "Name two cases.")
    names = {two[0].author: two[1].author, two[1].author: two[0].author}

    def act(case: Summary, was: Row) -> dict[str, Any]:
        del was
        linked_to = names[case.author]
        has = station.store.row(
            "SELECT 1 FROM links WHERE author = ? AND other = ?", (case.author, linked_to)
        )
        return {"other": linked_to.hex(), "is_on": is_on, "was": bool(has)}

    _decide(station, "link", [typed, other], act)


def linked(station: Workstation, case: Summary) -> list[str]:
    """Return what the cases are called that a case is linked with."""
    rows = station.store.rows(
        "SELECT number, lane FROM links JOIN cases ON cases.author = links.other "
        "WHERE links.author = ? ORDER BY number",
        (case.author,),
    )
    return [cases.label(row["number"], row["lane"]) for row in rows]


def note(station: Workstation, typed: Sequence[str], text: str) -> None:
    """Write a note on cases; reporters never see it.

    Raises:
        RequestError: ``case``, ``text``.
    """
    if not text.strip():
        raise RequestError("text", "There is nothing in this note.")
    _decide(station, "note", typed, lambda *_: {}, text)


def notes(station: Workstation, case: Summary) -> list[Entry]:
    """Return the notes of a case, oldest first."""
    return list(read(station.store, station.deployment, case.author, name="note"))


def check(station: Workstation, typed: str, answers: Mapping[str, str], text: str = "") -> None:
    """Write down what was found about the credibility of a report whose sender is not known.

    Raises:
        RequestError: ``case``, ``check``, ``text``.
    """
    if set(answers) - set(CHECKS) or set(answers.values()) - set(_ANSWERS):
        raise RequestError("check", f"Answer yes, no or unknown to: {', '.join(CHECKS)}.")
    _decide(station, "check", [typed], lambda *_: {"answers": dict(answers)}, text)


def checked(station: Workstation, case: Summary) -> Mapping[str, str]:
    """Return what was found about a case's credibility so far, by question."""
    return dict(canonical.loads(str(_decided(station, case)["checked"]).encode(), 1 << 10))


def _decide(
    station: Workstation,
    name: str,
    typed: Sequence[str],
    body: Callable[[Summary, Row], dict[str, Any]],
    text: str = "",
) -> None:
    """Record one act on each case, all of one batch."""
    if len(text) > LONGEST_TEXT:
        raise RequestError("text", f"This is longer than {LONGEST_TEXT:,} characters.")
    if len(typed) > MOST:
        raise RequestError("case", f"At most {MOST} cases at once.")
    found = {each.author: each for each in (cases.find(station.store, one) for one in typed)}
    batch = primitives.random_bytes(_BATCH).hex()
    acts = [
        Act(
            name=name,
            case=case.author,
            body={"batch": batch, **body(case, _decided(station, case))},
            text=text.strip(),
        )
        for case in found.values()
    ]
    record(station, *acts)
    ruling.catch_up(station.store, station.places.offline)


def _decided(station: Workstation, case: Summary) -> Row:
    return station.store.row(_DECIDED, (case.author,)) or _NOBODY


def _standing(station: Workstation, case: Summary, was: Row) -> Standing:
    row = station.store.row("SELECT urgency FROM work WHERE case_number = ?", (case.number,)) or {}
    answers = canonical.loads(str(was["checked"]).encode(), 1 << 10)
    return Standing(
        state=was["state"] or states.FIRST,
        mover=was["mover"],
        urgency=row["urgency"],
        is_anonymous=case.identity == "none",
        checked=set(CHECKS) <= set(answers),
    )


def _person(station: Workstation) -> tuple[str, frozenset[str]]:
    person, _ = station.session.me()
    return person.name, frozenset(person.roles)
