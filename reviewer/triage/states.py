"""The states of a case and who may lead from one to another: the workflow of docs/reviewer.md, as data.

A state is never erased: each change is a line of the custody log. Roles are those of the keystore; what the
police and the prosecutor do is written down by a reviewer, who interprets nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

__all__ = ["CHECKS", "CLOSED", "FIRST", "REASONS", "STATES", "Move", "Standing", "allowed", "refusal"]

FIRST = "triage"
_REVIEWER: frozenset[str] = frozenset(("reviewer", "supervisor"))
_SUPERVISOR: frozenset[str] = frozenset(("supervisor",))

# Why a case is out of scope, or closed: codes that the reporter's answer can be written from.
REASONS: Mapping[str, tuple[str, ...]] = {
    "out_of_scope": ("private_dispute", "not_illegal", "no_content", "other_service"),
    "closed_unfounded": ("not_found", "not_credible", "known_false", "copy"),
}
# What is looked at before an anonymous report may go further (law 03-23).
CHECKS = ("alive", "consistent", "second_source", "no_malice")


@dataclass(frozen=True, slots=True)
class Move:
    """A way from a state to another: who may take it, and whether it must be another than took the last."""

    roles: frozenset[str] = _REVIEWER
    other: bool = False


_MOVES: Mapping[str, Mapping[str, Move]] = {
    "triage": {"assessment": Move(), "needs_info": Move(), "out_of_scope": Move()},
    "needs_info": {"triage": Move(), "assessment": Move(), "out_of_scope": Move()},
    "assessment": {
        "credibility_check": Move(),
        "qualified": Move(),
        "needs_info": Move(),
        "out_of_scope": Move(),
    },
    "credibility_check": {"qualified": Move(), "assessment": Move(), "needs_info": Move()},
    "qualified": {
        "validated": Move(_SUPERVISOR, other=True),
        "returned": Move(_SUPERVISOR),
    },
    "returned": {"assessment": Move(), "qualified": Move()},
    "validated": {"referred": Move(_SUPERVISOR), "returned": Move(_SUPERVISOR)},
    "referred": {"acknowledged": Move(), "redirected": Move()},
    "redirected": {"referred": Move(_SUPERVISOR)},
    "acknowledged": {"parquet_informed": Move(), "redirected": Move()},
    "parquet_informed": {"instruction_received": Move()},
    "instruction_received": {
        "under_investigation": Move(),
        "more_info": Move(),
        "transferred": Move(),
        "closed_no_action": Move(),
    },
    "under_investigation": {"instruction_received": Move(), "closed_no_action": Move()},
    "more_info": {"assessment": Move(), "instruction_received": Move()},
    "transferred": {},
    "closed_no_action": {"reopened": Move(_SUPERVISOR)},
    "closed_unfounded": {"reopened": Move(_SUPERVISOR)},
    "out_of_scope": {"reopened": Move(_SUPERVISOR), "triage": Move()},
    "reopened": {"assessment": Move(), "triage": Move()},
}
STATES = tuple(_MOVES)
CLOSED = ("transferred", "closed_no_action", "closed_unfounded", "out_of_scope")
# Any case may turn out to be unfounded; the supervisor who says so is not the one who last moved it.
_UNFOUNDED = Move(_SUPERVISOR, other=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules know of a case that somebody wants to move.

    ``mover`` is the name of whoever moved it last, empty for nobody; ``checked`` whether its credibility was
    looked at and every one of CHECKS answered.
    """

    state: str
    mover: str
    urgency: int
    is_anonymous: bool
    checked: bool


def allowed(standing: Standing, person: str, roles: Set[str]) -> tuple[str, ...]:
    """Return the states into which a person may move a case now, given a reason where one is wanted."""
    return tuple(to for to in STATES if refusal(standing, to, person, roles) is None)


def refusal(standing: Standing, to: str, person: str, roles: Set[str]) -> str | None:
    """Return why a person may not move a case, as a sentence; None if they may."""
    move = _move(standing.state, to)
    if move is None:
        return "A case cannot go from where it is to there."
    if not roles & move.roles:
        return "This takes a supervisor."
    if move.other and standing.mover == person:
        return "This takes a second person: you moved this case last yourself."
    if to == "qualified" and standing.is_anonymous and not standing.checked:
        return "Nobody knows who sent this: look first whether it is credible (law 03-23), and write it down."
    return None


def _move(state: str, to: str) -> Move | None:
    if to == "closed_unfounded" and state not in CLOSED:
        return _UNFOUNDED
    return _MOVES.get(state, {}).get(to)
