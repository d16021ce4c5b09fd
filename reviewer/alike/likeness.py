"""Which cases are like a case, and why: for each, every reason, with how near it is.

Each case is one thread of one author key: so many cases, so many voices at most. One person can be several,
and the number says only that nobody sent these as one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reviewer.alike import index, pictures, texts
from reviewer.alike.pictures import Match
from reviewer.alike.texts import Runs
from reviewer.store import Store

__all__ = ["KINDS", "Alike", "Reason", "Shared", "between", "members", "most_shared", "shared", "similar"]

# What weighs how much when the likest cases are to be listed first.
KINDS: Mapping[str, int] = {"file": 16, "page": 12, "picture": 10, "text": 8, "account": 4}
_MOST_TRAITS = 100
_MOST_LINKS = 200
_EACH = 100
_OF_TRAIT = (
    "FROM traits JOIN messages INDEXED BY messages_by_number ON messages.number = traits.message "
    "WHERE traits.kind = ? AND value = ? AND case_number IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Shared:
    """A trait of a case; ``threads`` is how many cases have it, this one among them.

    ``name`` is a page, an account or a file's SHA-256, and nothing for texts and pictures.
    """

    kind: str
    value: bytes
    name: str = field(repr=False)
    threads: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two cases are alike: one trait in common.

    ``share`` of a text is in hundredths; ``distance`` of a picture in bits of 256, None for other kinds.
    """

    kind: str
    name: str = field(default="", repr=False)
    share: int | None = None
    distance: int | None = None
    is_mirrored: bool = False

    @property
    def weight(self) -> int:
        """How much it counts when cases are put in order; nothing is ever decided by it."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is like another, by its number, and why."""

    case: int
    reasons: tuple[Reason, ...]


class _Case:
    """A case while it is compared with others: what is asked of it again and again is read once."""

    def __init__(self, store: Store, number: int) -> None:
        self.number = number
        rows = store.rows(
            "SELECT DISTINCT traits.kind, value FROM messages "
            "CROSS JOIN traits ON traits.message = messages.number WHERE case_number = ? LIMIT ?",
            (number, _MOST_TRAITS),
        )
        self.traits = [(row["kind"], row["value"]) for row in rows]
        self._store = store
        self._runs: dict[bytes, list[Runs]] = {}

    @cached_property
    def names(self) -> Mapping[tuple[str, bytes], str]:
        """The pages and accounts that the case names, by their traits."""
        named = {}
        for row in self._store.rows("SELECT text, said FROM messages WHERE case_number = ?", (self.number,)):
            found = index.names(row)
            named.update({index.trait("page", name): name for name in found.pages})
            named.update({index.trait("account", name): name for name in found.accounts})
        return named

    def name(self, kind: str, value: bytes) -> str:
        """Return what a trait is called, if it has a name."""
        return value.hex() if kind == "file" else self.names.get((kind, value), "")

    def runs(self, first: bytes) -> list[Runs]:
        """Return the case's texts that are near a first one."""
        if first not in self._runs:
            rows = self._store.rows(
                "SELECT text FROM messages CROSS JOIN traits ON traits.message = messages.number "
                "WHERE case_number = ? AND traits.kind = 'text' AND value = ? LIMIT 5",
                (self.number, first),
            )
            self._runs[first] = [texts.runs(row["text"]) for row in rows]
        return self._runs[first]

    def pictures(self, first: bytes) -> list[bytes]:
        """Return the forms of the case's pictures that are near a first one."""
        rows = self._store.rows(
            "SELECT forms FROM messages JOIN pictures ON pictures.message = messages.number "
            "WHERE case_number = ? AND first = ? LIMIT 20",
            (self.number, int.from_bytes(first, "big")),
        )
        return [row["forms"] for row in rows]


def shared(store: Store, case: int) -> list[Shared]:
    """Return what a case has in common with others, what most have first."""
    mine = _Case(store, case)
    counted = [(kind, value, _threads(store, kind, value)) for kind, value in mine.traits]
    found = [
        Shared(kind, value, mine.name(kind, value), threads)
        for kind, value, threads in counted
        if threads > 1
    ]
    return sorted(found, key=lambda each: (-each.threads, each.kind))


def similar(store: Store, case: int, most: int = 20) -> list[Alike]:
    """Return the cases most like a case: those with most in common first, then the newest."""
    mine = _Case(store, case)
    found: dict[int, set[tuple[str, bytes]]] = {}
    for kind, value in mine.traits:
        for row in store.rows(
            f"SELECT case_number {_OF_TRAIT} AND case_number <> ? ORDER BY traits.message DESC LIMIT {_EACH}",
            (kind, value, case),
        ):
            found.setdefault(row["case_number"], set()).add((kind, value))
    likest = sorted(found, key=lambda other: (-sum(KINDS[kind] for kind, _ in found[other]), -other))[:most]
    return [Alike(other, _between(mine, _Case(store, other))) for other in likest]


def between(store: Store, case: int, other: int) -> tuple[Reason, ...]:
    """Return why two cases are alike, the weightiest reason first; nothing if they are not."""
    return _between(_Case(store, case), _Case(store, other))


def most_shared(store: Store) -> list[Shared]:
    """Return the traits that most messages share, but for accounts: one account can do many things."""
    rows = store.rows(
        "SELECT kind, value, count(*) AS messages FROM traits WHERE kind <> 'account' "
        "GROUP BY kind, value HAVING count(*) > 1 ORDER BY messages DESC LIMIT ?",
        (_MOST_LINKS,),
    )
    return [_named(store, row["kind"], row["value"]) for row in rows]


def members(store: Store, trait: Shared) -> list[int]:
    """Return the cases that have a trait, oldest first."""
    rows = store.rows(
        f"SELECT DISTINCT case_number {_OF_TRAIT} ORDER BY case_number", (trait.kind, trait.value)
    )
    return [row["case_number"] for row in rows]


def _named(store: Store, kind: str, value: bytes) -> Shared:
    """Return a trait under the name that its first case has for it."""
    first = store.row(f"SELECT min(case_number) AS number {_OF_TRAIT}", (kind, value))
    number = first["number"] if first else None
    name = "" if number is None else _Case(store, number).name(kind, value)
    return Shared(kind, value, name, _threads(store, kind, value))


def _between(mine: _Case, theirs: _Case) -> tuple[Reason, ...]:
    common = [each for each in mine.traits if each in theirs.traits]
    found = [_reason(kind, value, mine, theirs) for kind, value in common]
    return tuple(sorted(found, key=lambda reason: (-reason.weight, reason.name)))


def _reason(kind: str, value: bytes, mine: _Case, theirs: _Case) -> Reason:
    if kind == "text":
        pairs = itertools.product(mine.runs(value), theirs.runs(value))
        share = max((texts.similarity(one, other) for one, other in pairs), default=0)
        return Reason(kind, share=int(100 * share))
    if kind == "picture" and (near := _nearest(mine.pictures(value), theirs.pictures(value))):
        return Reason(kind, distance=near.distance, is_mirrored=near.is_mirrored)
    return Reason(kind, mine.name(kind, value))


def _nearest(mine: Sequence[bytes], theirs: Sequence[bytes]) -> Match | None:
    """Return how near the nearest of two cases' pictures are that are near one first picture."""
    known = pictures.words([forms[: pictures.SIZE] for forms in theirs])
    found = (
        match for forms in mine for match in pictures.nearest(pictures.words(forms), known, 2 * pictures.NEAR)
    )
    return min(found, key=lambda match: match.distance, default=None)


def _threads(store: Store, kind: str, value: bytes) -> int:
    row = store.row(f"SELECT count(DISTINCT case_number) AS threads {_OF_TRAIT}", (kind, value))
    return int(row["threads"]) if row else 0
