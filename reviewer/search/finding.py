"""Find the cases of a query, a page at a time.

Without words, open cases come in the order of the queue. All else comes with the newest case first: then the
index is read from its end, and a page costs the same however many cases there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.search import index
from reviewer.search.query import DAYS, Query, Term
from reviewer.store import Store
from reviewer.triage import queue
from reviewer.triage.queue import Line

__all__ = ["SIZE", "Found", "find"]

SIZE = 50
_COLUMNS = ("state", "category", "topic", "urgency")
_FACETS = ("lang", "platform", "place")
_ALIKE = """
EXISTS (SELECT 1 FROM messages AS mine
          JOIN traits AS has ON has.message = mine.number
          JOIN traits AS same ON same.kind = has.kind AND same.value = has.value
          JOIN messages AS other ON other.number = same.message AND other.case_number <> mine.case_number
         WHERE mine.case_number = work.case_number)
"""
_FLAGS = {
    "open": "is_open = 1",
    "closed": "is_open = 0",
    "late": "is_open = 1 AND due < :today",
    "alike": _ALIKE,
    "aside": "work.case_number IN (SELECT case_number FROM aside_cases)",
    "known-file": "work.case_number IN (SELECT case_number FROM listed_cases)",
    "danger": "work.case_number IN (SELECT case_number FROM messages WHERE danger = 'yes')",
    "anonymous": "EXISTS (SELECT 1 FROM messages WHERE case_number = work.case_number AND position = 0 "
    "AND identity = 'none')",
    "unanswered": "NOT EXISTS (SELECT 1 FROM replies WHERE case_number = work.case_number)",
    "files": "EXISTS (SELECT 1 FROM messages JOIN attachments ON attachments.message = messages.number "
    "WHERE case_number = work.case_number)",
}
_HAVE = "SELECT case_number FROM facets WHERE kind ="
_TAGGED = "SELECT cases.number FROM tags JOIN cases USING (author) WHERE tag IN"
_IN_QUEUE = "work.urgency, work.rank, work.due, work.case_number"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of lines, the place after which the next one begins (None on the last), and the order."""

    lines: tuple[Line, ...]
    next: tuple[int, ...] | None
    in_queue: bool


def find(
    store: Store,
    query: Query,
    *,
    today: int,
    person: str = "",
    after: tuple[int, ...] | None = None,
    size: int = SIZE,
) -> Found:
    """Return a page of the cases of a query; ``ruling.catch_up`` comes before.

    ``today`` is a day number, and ``person`` who ``assignee:me`` means.
    """
    index.catch_up(store)
    asking = _Asking(query, today, person)
    in_queue = not query.has_words and "open" in query.facts.get("is", ())
    columns = ("urgency", "rank", "due", "case_number") if in_queue else ("case_number",)
    rows = store.rows(asking.sql(in_queue=in_queue, after=after, size=size), asking.values)
    last = rows[size - 1] if len(rows) > size else None
    lines = queue.lines(store, [row["case_number"] for row in rows[:size]])
    return Found(tuple(lines), tuple(last[name] for name in columns) if last else None, in_queue)


class _Asking:
    """Builds one statement; every word and value of the query is bound, never written into it."""

    def __init__(self, query: Query, today: int, person: str) -> None:
        self._query = query
        self._person = person
        self.values: dict[str, object] = {"today": today}

    def sql(self, *, in_queue: bool, after: tuple[int, ...] | None, size: int) -> str:
        """Return the statement; its values are in ``values``."""
        where = [clause for key, values in self._query.facts.items() for clause in self._clauses(key, values)]
        source, number = "work", "work.case_number"
        if self._query.terms:
            # From the index to the cases, whatever the planner thinks: it cannot know how rare a word is.
            source, number = "found CROSS JOIN work ON work.case_number = found.rowid", "found.rowid"
            where.insert(0, f"found MATCH {self._bind(_match(self._query.terms))}")
        if after and len(after) == (4 if in_queue else 1):
            marks = ", ".join(self._bind(part) for part in after)
            where.append(f"({_IN_QUEUE}) > ({marks})" if in_queue else f"{number} < {marks}")
        order = _IN_QUEUE if in_queue else f"{number} DESC"
        # Clauses are this module's own; what was typed is bound.
        return (
            f"SELECT work.urgency, work.rank AS rank, work.due, work.case_number FROM {source} "  # noqa: S608
            f"WHERE {' AND '.join(where) or '1'} ORDER BY {order} LIMIT {self._bind(size + 1)}"
        )

    def _bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _among(self, values: tuple[object, ...]) -> str:
        return ", ".join(map(self._bind, values))

    def _clauses(self, key: str, values: tuple[str, ...]) -> list[str]:
        """Return what must hold for the values of one key."""
        if key == "is":
            return [_FLAGS[value] for value in values]
        if key in ("age", "due"):
            return [self._days(key, value) for value in values]
        if key in _COLUMNS:
            bound = tuple(int(value) if key == "urgency" else value for value in values)
            return [f"work.{key} IN ({self._among(bound)})"]
        if key in _FACETS:
            return [f"work.case_number IN ({_HAVE} {self._bind(key)} AND value IN ({self._among(values)}))"]
        if key == "tag":
            return [f"work.case_number IN ({_TAGGED} ({self._among(values)}))"]
        named = {"me": self._person, "nobody": ""}
        return [f"assignee IN ({self._among(tuple(named.get(value, value) for value in values))})"]

    def _days(self, key: str, value: str) -> str:
        match = DAYS.fullmatch(value)
        sign, days = (match[1], int(match[2])) if match else ("", 0)
        if key == "age":
            # So many days old or older, if nothing else is said.
            return f"opened {'>' if sign == '<' else '<='} :today - {self._bind(days)}"
        return f"is_open = 1 AND due {'>' if sign == '>' else '<='} :today + {self._bind(days)}"


def _match(terms: tuple[Term, ...]) -> str:
    """Return what FTS5 is asked; its words hold letters and digits only, and stand in quotes."""
    wanted = [_phrase(term) for term in terms if not term.is_not]
    unwanted = [_phrase(term) for term in terms if term.is_not]
    asked = " AND ".join(wanted)
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'
