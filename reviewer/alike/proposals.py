"""What the machine proposes to put together: cases that share something, and are not in one cluster yet."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer import cases
from reviewer.alike.groups import groups
from reviewer.alike.likeness import Shared, members, most_shared, shared
from reviewer.store import Store

__all__ = ["Proposal", "kept_apart", "placed", "proposals", "with_proposed"]

_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cases that are alike and are not all in one cluster yet, oldest first, and what links them."""

    cases: tuple[int, ...]
    reasons: tuple[Shared, ...]


def proposals(store: Store, most: int = 50) -> list[Proposal]:
    """Return groups of cases that share a page, a file, a picture or a text, the largest first."""
    linked = [(each, members(store, each)) for each in most_shared(store)]
    before = placed(store)
    made = []
    for group in groups(_without_bridges([numbers for _, numbers in linked]), kept_apart(store)):
        within = set(group)
        if len({before.get(number, number) for number in group}) < 2:
            continue
        reasons = (
            Shared(each.kind, each.value, each.name, count)
            for each, numbers in linked
            if (count := len(within.intersection(numbers))) > 1
        )
        made.append(Proposal(tuple(group), tuple(reasons)))
    return sorted(made, key=lambda each: (-len(each.cases), each.cases))[:most]


def with_proposed(store: Store, typed: Sequence[str]) -> list[str]:
    """Return cases as they are typed, with all that share a page, file, picture or text with one of them.

    Raises:
        RequestError: ``case``.
    """
    numbers = {cases.find(store, each).number for each in typed}
    linked = [
        members(store, each) for number in numbers for each in shared(store, number) if each.kind != "account"
    ]
    near = (group for group in groups(linked, kept_apart(store)) if not numbers.isdisjoint(group))
    return [str(number) for number in sorted(numbers.union(*near))]


def _without_bridges(linked: Sequence[Sequence[int]]) -> list[list[int]]:
    """Let a case that has part in many groups count in the largest only.

    Whoever lists the pages of ten campaigns in one report would make one campaign of them.
    """
    parts = Counter(itertools.chain(*linked))
    seen: set[int] = set()
    kept = []
    for numbers in linked:
        kept.append([number for number in numbers if parts[number] <= _MOST_PARTS or number not in seen])
        seen.update(numbers)
    return kept


def placed(store: Store) -> dict[int, bytes]:
    """Return in which cluster each case is that is in one."""
    rows = store.rows(
        "SELECT number, cluster FROM clustered JOIN cases ON cases.author = clustered.author "
        "WHERE cluster IS NOT NULL"
    )
    return {row["number"]: row["cluster"] for row in rows}


def kept_apart(store: Store) -> dict[int, list[int]]:
    """Return of each case those that a person said it is not like."""
    rows = store.rows(
        "SELECT cases.number, known.number AS other FROM apart JOIN cases ON cases.author = apart.author "
        "JOIN cases AS known ON known.author = apart.other"
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(row["other"])
    return found
