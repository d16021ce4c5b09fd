"""The queue: the cases that wait, the most urgent first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from keys.calendar import day_of
from reviewer.cases import label
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = ["SIZE", "Line", "Load", "Page", "Place", "lines", "load", "page", "urgent", "urgent_now"]

SIZE = 50
Place = tuple[int, int, int, int]  # urgency, rank, due and number of the last case of a page
_WAITING = "is_open = 1 AND case_number NOT IN (SELECT case_number FROM aside_cases)"
_PAGE = f"""
SELECT urgency, rank, due, case_number FROM work
 WHERE {_WAITING} AND (urgency, rank, due, case_number) > (?, ?, ?, ?)
 ORDER BY urgency, rank, due, case_number LIMIT ?
"""  # noqa: S608 - made of this module's own words
_LINES = """
SELECT work.*, cases.lane, cases.author, first.lang, first.identity,
       (SELECT count(*) FROM messages WHERE case_number = cases.number) AS messages,
       (SELECT count(*) FROM attachments JOIN messages ON messages.number = attachments.message
         WHERE messages.case_number = cases.number) AS files,
       (SELECT count(*) FROM replies WHERE case_number = cases.number AND shown = 0 AND withdrawn IS NULL
           AND (position NOT NULL OR back_entry IS NULL)) AS unpublished,
       (SELECT count(*) FROM replies WHERE case_number = cases.number) AS replies,
       (SELECT count(*) FROM clustered AS mine JOIN clustered USING (cluster)
         WHERE mine.author = cases.author) AS alike,
       (SELECT group_concat(tag, ' ')
          FROM (SELECT tag FROM tags WHERE author = cases.author ORDER BY tag)) AS tags
  FROM work
  JOIN cases ON cases.number = work.case_number
  JOIN messages AS first ON first.case_number = cases.number AND first.position = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case as a line of the queue.

    ``urgency`` is 0 to 3, with the codes of its ``reasons``; ``due`` the nearest deadline, ``due_for`` what
    for; None and empty for a closed case; ``latest`` the day its last message came; ``alike`` how many cases
    are together with it, itself included, 0 for none.
    """

    number: int
    label: str
    author: bytes = field(repr=False)
    state: str
    category: str
    topic: str
    urgency: int
    reasons: tuple[str, ...]
    assignee: str
    opened: date
    latest: date
    due: date | None
    due_for: str
    tags: tuple[str, ...]
    lang: str
    identity: str
    messages: int
    files: int
    replies: int
    unpublished: int
    alike: int


@dataclass(frozen=True, slots=True)
class Page:
    """So many lines, and the place after which the next page begins, None on the last."""

    lines: tuple[Line, ...]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: open cases by urgency 0 to 3, and how many of all are past a deadline."""

    by_urgency: tuple[int, int, int, int]
    late: int

    @property
    def total(self) -> int:
        """All open cases."""
        return sum(self.by_urgency)


def page(store: Store, after: Place | None = None, size: int = SIZE) -> Page:
    """Return the lines after a place, or the first ones; ``ruling.catch_up`` comes before."""
    rows = store.rows(_PAGE, (*(after or (-1, -1, -1, -1)), size + 1))
    found = lines(store, [row["case_number"] for row in rows[:size]])
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        tuple(found), (last["urgency"], last["rank"], last["due"], last["case_number"]) if last else None
    )


def urgent(store: Store, most: int = 20) -> list[Line]:
    """Return cases in which somebody may be in danger now: those are on every page."""
    return [line for line in page(store, None, most).lines if line.urgency == 0]


def urgent_now(store: Store) -> int:
    """Count the open cases in which somebody may be in danger now: that stands on every page of the desk."""
    row = store.row("SELECT count(*) AS count FROM work WHERE is_open = 1 AND urgency = 0") or {}
    return int(row["count"])


def lines(store: Store, numbers: Sequence[int]) -> list[Line]:
    """Return the lines of cases, in the order given; a number that is no case has none."""
    marks = ", ".join("?" * len(numbers))
    rows = store.rows(f"{_LINES} WHERE work.case_number IN ({marks})", numbers)
    found = {row["case_number"]: _line(row) for row in rows}
    return [found[number] for number in numbers if number in found]


def load(store: Store, today: int) -> Load:
    """Count what waits, ``today`` being a day number."""
    counts = {
        row["urgency"]: row["count"]
        for row in store.rows(
            "SELECT urgency, count(*) AS count FROM work WHERE is_open = 1 GROUP BY urgency"
        )
    }
    late = store.row("SELECT count(*) AS count FROM work WHERE is_open = 1 AND due < ?", (today,)) or {}
    return Load((counts.get(0, 0), counts.get(1, 0), counts.get(2, 0), counts.get(3, 0)), int(late["count"]))


def _line(row: Row) -> Line:
    same = ("author", "state", "category", "topic", "urgency", "assignee", "due_for", "lang", "identity")
    counts = ("messages", "files", "replies", "unpublished", "alike")
    return Line(
        **{name: row[name] for name in (*same, *counts)},
        number=row["case_number"],
        label=label(row["case_number"], row["lane"]),
        reasons=tuple(row["reasons"].split()),
        opened=day_of(row["opened"]),
        latest=day_of(row["latest"]),
        due=day_of(row["due"]) if row["due_for"] else None,
        tags=tuple((row["tags"] or "").split()),
    )
