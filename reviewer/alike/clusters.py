"""Clusters of cases: people put them together, take them apart, and set a flood aside.

What cases have in common only makes a proposal (reviewer/alike/proposals.py). A cluster is what a person
made, by an act on each case that is in it, so that the log of a case tells where it was put and by whom. A
case is in one cluster or in none.

A flood that is set aside leaves its first case in the queue, with the count of all. Cases in which somebody
is in danger, or that bring a file that a list knows, stay in the queue too, unless the person says of those
that they are of the flood.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from keys import primitives
from reviewer import cases
from reviewer.alike.proposals import kept_apart, placed
from reviewer.cases import Summary
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.workstation import Workstation

__all__ = [
    "ALL",
    "CALM",
    "Cluster",
    "cluster_of",
    "clusters",
    "keep_apart",
    "merge",
    "set_aside",
    "split",
    "take_back",
    "undo_merge",
]

CALM, ALL = "calm", "all"
_ID = 16
_BATCH = 8
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a person put together: case numbers, oldest first; so many threads, and voices at most.

    ``aside`` is empty, ``calm`` or ``all``; ``hidden`` is how many of its cases the queue leaves out for it.
    """

    id: bytes
    cases: tuple[int, ...]
    aside: str
    hidden: int


def clusters(store: Store) -> list[Cluster]:
    """Return the clusters that people made, the largest first."""
    return _clusters(store, "IS NOT NULL", ())


def cluster_of(store: Store, case: int) -> Cluster | None:
    """Return the cluster that a case is in."""
    found = _clusters(
        store,
        "= (SELECT cluster FROM clustered JOIN cases ON cases.author = clustered.author WHERE number = ?)",
        (case,),
    )
    return found[0] if found else None


def _clusters(store: Store, which: str, values: Sequence[object]) -> list[Cluster]:
    rows = store.rows(
        "SELECT clustered.cluster, cases.number, coalesce(floods.aside, '') AS aside, "  # noqa: S608
        "cases.number IN (SELECT case_number FROM aside_cases) AS is_hidden FROM clustered "
        "JOIN cases ON cases.author = clustered.author "
        "LEFT JOIN floods ON floods.cluster = clustered.cluster "
        f"WHERE clustered.cluster {which} ORDER BY cases.number",
        values,
    )
    found: dict[bytes, list[Row]] = {}
    for row in rows:
        found.setdefault(row["cluster"], []).append(row)
    made = (
        Cluster(
            each,
            tuple(row["number"] for row in of),
            of[0]["aside"],
            sum(row["is_hidden"] for row in of),
        )
        for each, of in found.items()
    )
    return sorted(made, key=lambda cluster: (-len(cluster.cases), cluster.cases))


def merge(station: Workstation, typed: Sequence[str]) -> Cluster:
    """Put cases, and all that are in a cluster with one of them, into one cluster.

    Raises:
        RequestError: ``case``; or ``cluster``, they are fewer than two, or in one already.
    """
    named = [cases.find(station.store, each) for each in typed]
    before = placed(station.store)
    numbers = {each.number for each in named}
    joined = [each for each in clusters(station.store) if not numbers.isdisjoint(each.cases)]
    numbers.update(*(each.cases for each in joined))
    into = joined[0].id if joined else primitives.random_bytes(_ID)
    moving = {number: before.get(number) for number in sorted(numbers) if before.get(number) != into}
    if len(numbers) < 2 or not moving:
        raise RequestError("cluster", "Name two cases or more that are not in one cluster already.")
    _move(station, moving, dict.fromkeys(moving, into), _alike_acts(station.store, numbers))
    return _found(station.store, next(iter(numbers)))


def undo_merge(station: Workstation, typed: str) -> tuple[int, ...]:
    """Put back all cases that were put together at once with this one; return them.

    Raises:
        RequestError: ``case``; or ``cluster``, it was not put anywhere.
    """
    case = cases.find(station.store, typed)
    rows = station.store.rows(
        "SELECT cases.number, clustered.cluster, clustered.was FROM clustered AS mine "
        "JOIN clustered ON clustered.batch = mine.batch JOIN cases ON cases.author = clustered.author "
        "WHERE mine.author = ?",
        (case.author,),
    )
    if not rows:
        raise _alone(case)
    _move(
        station,
        {row["number"]: row["cluster"] for row in rows},
        {row["number"]: row["was"] for row in rows},
    )
    return tuple(sorted(row["number"] for row in rows))


def split(station: Workstation, typed: str) -> None:
    """Take a case out of its cluster, and propose it for that no more.

    Raises:
        RequestError: ``case``; or ``cluster``, it is in none.
    """
    case = cases.find(station.store, typed)
    cluster = _found(station.store, case.number)
    others = [number for number in cluster.cases if number != case.number]
    _move(
        station,
        {case.number: cluster.id},
        {case.number: None},
        _apart_acts(station.store, case, others[:_REMEMBERED]),
    )


def keep_apart(station: Workstation, typed: str, other: str) -> None:
    """Say that a case is not like another, nor like what is proposed with that.

    Raises:
        RequestError: ``case``; or ``cluster``, both are one.
    """
    case, apart = cases.find(station.store, typed), cases.find(station.store, other)
    if case.number == apart.number:
        raise RequestError("cluster", "Name two cases: a case is always like itself.")
    record(station, *_apart_acts(station.store, case, [apart.number]))


def set_aside(station: Workstation, typed: str, aside: str = CALM) -> Cluster:
    """Set the cluster of a case aside as one: ``calm`` cases of it, or ``all``.

    Raises:
        RequestError: ``case``; or ``cluster``, it is in none.
    """
    cluster = _found(station.store, cases.find(station.store, typed).number)
    body = {"aside": aside, "cluster": cluster.id.hex(), "was": cluster.aside}
    record(station, Act(name="set-aside", body=body))
    return _found(station.store, cluster.cases[0])


def take_back(station: Workstation, typed: str) -> Cluster:
    """Bring a cluster that was set aside back into the queue; raises as ``set_aside``."""
    return set_aside(station, typed, "")


def _move(
    station: Workstation,
    from_: Mapping[int, bytes | None],
    to: Mapping[int, bytes | None],
    more: Iterable[Act] = (),
) -> None:
    """Record an act for each case, as one batch that can be undone as one."""
    batch = primitives.random_bytes(_BATCH).hex()
    authors = _authors(station.store, to)
    acts = [
        Act(
            name="cluster",
            case=authors[number],
            body={"batch": batch, "cluster": (cluster or b"").hex(), "was": (from_[number] or b"").hex()},
        )
        for number, cluster in to.items()
    ]
    record(station, *acts, *more)


def _apart_acts(store: Store, case: Summary, others: Sequence[int]) -> list[Act]:
    authors = _authors(store, others)
    return [_apart_act(case.author, authors[number], is_apart=True) for number in others]


def _alike_acts(store: Store, numbers: Set[int]) -> list[Act]:
    """Take back that some cases were kept apart: whoever puts them together knows better."""
    pairs = [
        (case, other)
        for case, others in kept_apart(store).items()
        for other in others
        if {case, other} <= numbers
    ]
    authors = _authors(store, itertools.chain(*pairs))
    return [_apart_act(authors[case], authors[other], is_apart=False) for case, other in pairs]


def _apart_act(case: bytes, other: bytes, *, is_apart: bool) -> Act:
    return Act(name="apart", case=case, body={"is_apart": is_apart, "other": other.hex()})


def _found(store: Store, case: int) -> Cluster:
    found = cluster_of(store, case)
    if found is None:
        raise RequestError("cluster", "This case is in no cluster. `similar` shows which cases are like it.")
    return found


def _alone(case: Summary) -> RequestError:
    return RequestError("cluster", f"{case.label} was not put together with others.")


def _authors(store: Store, numbers: Iterable[int]) -> dict[int, bytes]:
    return {
        number: (store.row("SELECT author FROM cases WHERE number = ?", (number,)) or {})["author"]
        for number in numbers
    }
