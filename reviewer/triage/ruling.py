"""Lay the rules over every case of which something changed: urgency, its reasons, and the nearest deadline.

What a person decided stands, but for one thing: danger in a message that came after they set the urgency.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from keys.calendar import day_number, day_of
from keys.primitives import sha256
from reviewer import settings
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.triage import danger, deadlines, taxonomy
from reviewer.triage.danger import NOW, Facts, Ruling
from reviewer.triage.deadlines import Calendar, Times
from reviewer.triage.states import CLOSED, FIRST
from reviewer.triage.taxonomy import Taxonomy

__all__ = ["catch_up"]

_METHOD = 2  # another one has every case ruled anew
_BATCH = 500
_NEVER = 99_999_999  # a day after all others
_STALE = "SELECT case_number FROM work WHERE is_stale = 1 LIMIT ?"
_CASE = """
SELECT cases.number, decided.*, work.case_number IN (SELECT case_number FROM listed_cases) AS listed,
       (SELECT max(day) FROM replies
         WHERE case_number = cases.number AND (position NOT NULL OR back_entry IS NULL)) AS answered
  FROM cases
  JOIN work ON work.case_number = cases.number
  LEFT JOIN decided ON decided.author = cases.author
 WHERE cases.number = ?
"""
_MESSAGES = (
    "SELECT kind, said, opened, identity, danger FROM messages WHERE case_number = ? ORDER BY position"
)


def catch_up(store: Store, offline: Path) -> int:
    """Rule every case that changed, or all where desk.toml did; return how many. Nothing new costs nothing.

    Raises:
        WorkstationError: ``desk-toml``.
    """
    own = settings.load(offline)
    _note_settings(store, own)
    if not store.row(_STALE, (1,)):
        return 0
    kinds, days = taxonomy.load(own["categories"]), deadlines.calendar(own["deadlines"])
    count = 0
    while stale := store.rows(_STALE, (_BATCH,)):
        with store.transaction():
            for row in stale:
                _rule(store, row["case_number"], kinds, days)
        count += len(stale)
    return count


def _note_settings(store: Store, own: object) -> None:
    shipped = resources.files("reviewer.triage").joinpath("taxonomy.toml").read_bytes()
    digest = sha256(f"{_METHOD} {own!r} ".encode() + shipped)
    if not store.row("SELECT 1 FROM ruled WHERE settings = ?", (digest,)):
        with store.transaction():
            store.run("UPDATE ruled SET settings = ?", (digest,))
            store.run("UPDATE work SET is_stale = 1")


def _rule(store: Store, number: int, kinds: Taxonomy, days: Calendar) -> None:
    case = store.row(_CASE, (number,)) or {}
    messages = store.rows(_MESSAGES, (number,))
    if not messages:
        store.run("UPDATE work SET is_stale = 0 WHERE case_number = ?", (number,))
        return
    facts = _facts(case, messages)
    ruling = danger.rule(facts, kinds)
    state = case["state"] or FIRST
    urgency = _urgency(case, messages, ruling)
    opened, latest = day_of(messages[0]["opened"]), day_of(messages[-1]["opened"])
    times = Times(
        opened=opened,
        latest=latest,
        urgency=urgency,
        state=state,
        answered=case["answered"] is not None and day_of(case["answered"]) >= latest,
        is_anonymous=messages[0]["identity"] == "none",
    )
    coming = deadlines.due(times, days)
    nearest = coming[0] if coming else None
    store.run(
        "UPDATE work SET state = ?, category = ?, topic = ?, urgency = ?, rank = ?, reasons = ?, "
        "assignee = ?, opened = ?, latest = ?, due = ?, due_for = ?, is_open = ?, is_stale = 0 "
        "WHERE case_number = ?",
        (
            *(state, facts.category, facts.topic, urgency, ruling.rank, " ".join(ruling.reasons)),
            *(case["assignee"] or "", day_number(opened), day_number(latest)),
            *(day_number(nearest.day) if nearest else _NEVER, nearest.kind if nearest else ""),
            *(state not in CLOSED, number),
        ),
    )


def _urgency(case: Row, messages: Sequence[Row], ruling: Ruling) -> int:
    if case["urgency"] is None:
        return ruling.urgency
    later = messages[case["seen"] :]
    return NOW if any(message["danger"] == "yes" for message in later) else int(case["urgency"])


def _facts(case: Row, messages: Sequence[Row]) -> Facts:
    """Take all reports of a case together: danger in one of them is danger."""
    said = [json.loads(message["said"]) for message in messages if message["kind"] == "report"]
    first = said[0] if said else {}
    decided = case["category"] is not None
    return Facts(
        category=case["category"] if decided else first.get("category", taxonomy.UNKNOWN),
        topic=(case["topic"] or "") if decided else first.get("topic", ""),
        danger="yes" if any(each.get("danger") == "yes" for each in said) else "no",
        ongoing="yes" if any(each.get("ongoing") == "yes" for each in said) else "no",
        who=next((each["who"] for each in said if each.get("who")), ""),
        role=first.get("role", ""),
        asked=frozenset(
            choice for each in said for choice in each.get("answers", {}).get("asked", "").split(" ")
        ),
        has_age=any(each.get("answers", {}).get("age", "unknown") in ("under_13", "teen") for each in said),
        listed=bool(case["listed"]),
    )
