"""Look at cases: all of them, and one whole. A declared identity cannot be looked at here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date

from keys import draft
from keys.calendar import day_of
from keys.draft import Particulars
from reviewer.errors import RequestError
from reviewer.store import Store
from reviewer.store.db import Row

__all__ = [
    "Aside",
    "Case",
    "File",
    "Message",
    "Sent",
    "Summary",
    "aside",
    "find",
    "label",
    "show",
    "summaries",
]

_NUMBER = re.compile(r"([A-Z]{2}-)?([0-9]{1,12})")
_FILES = "SELECT attachments.* FROM attachments JOIN messages ON messages.number = attachments.message WHERE "
_OF_CASE = "messages.case_number = ? ORDER BY messages.position, attachments.number"
_ENVELOPE = re.compile(r"[0-9a-f]{16,64}")
_REPLIES = """
SELECT replies.*, acts.text FROM replies
  JOIN acts ON acts.station = replies.station AND acts.number = replies.entry
 WHERE case_number = ? ORDER BY replies.clock, replies.station
"""
# The first report of each case gives its category and identity; danger in any report is danger.
_SUMMARIES = """
SELECT cases.number, cases.lane, cases.author, first.category, first.identity, first.lang,
       (SELECT max(opened) FROM messages WHERE case_number = cases.number) AS day,
       (SELECT count(*) FROM messages WHERE case_number = cases.number) AS messages,
       (SELECT CASE WHEN max(danger = 'yes') THEN 'yes'
                    WHEN max(danger = 'unknown') THEN 'unknown' ELSE 'no' END
          FROM messages WHERE case_number = cases.number) AS danger,
       (SELECT count(*) FROM attachments JOIN messages ON messages.number = attachments.message
         WHERE messages.case_number = cases.number) AS files,
       (SELECT count(*) FROM replies WHERE case_number = cases.number) AS replies,
       (SELECT count(*) FROM replies WHERE case_number = cases.number AND shown = 0 AND withdrawn IS NULL
           AND (position NOT NULL OR back_entry IS NULL))
         AS unpublished
  FROM cases
  JOIN messages AS first ON first.case_number = cases.number AND first.position = 0
"""
_ORDER = " ORDER BY danger = 'yes' DESC, day DESC, cases.number DESC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A case in one line; ``day`` is that of the newest message's import."""

    number: int
    lane: str
    author: bytes = field(repr=False)
    category: str
    danger: str
    identity: str
    lang: str
    day: date
    messages: int
    files: int
    replies: int
    unpublished: int

    @property
    def label(self) -> str:
        """What people call the case."""
        return label(self.number, self.lane)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Attachment ``number`` of a case, counted from 1 over all its messages; it stays sealed."""

    number: int
    name: str = field(repr=False)
    type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a case; ``sent`` is the day by the reporter's device, ``opened`` that of its import.

    Only a report has ``said`` more than its text.
    """

    kind: str
    path: str
    lang: str
    sent: date
    opened: date
    text: str = field(repr=False)
    said: Particulars | None
    contact: str = field(repr=False)
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A reply, and how many boards carried it; none yet means it waits for the next one.

    A ``withdrawn`` one waits for nothing: the reporter asked for it to be deleted. One that was
    ``taken_back`` never left; one with a later day ``not_before`` is held until then.
    """

    number: int
    day: date
    text: str = field(repr=False)
    shown: int
    withdrawn: bool
    taken_back: bool
    not_before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A whole case."""

    summary: Summary
    messages: tuple[Message, ...]
    replies: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An envelope that is part of no case."""

    id: bytes
    status: str
    kind: str
    day: date

    @property
    def name(self) -> str:
        """The beginning of its id, enough to name it by."""
        return self.id.hex()[:16]


def label(number: int, lane: str) -> str:
    """Return a case's name, as EB-000123; cases of another lane carry its first two letters."""
    return f"{'EB' if lane == 'desk' else lane[:2].upper()}-{number:06}"


def summaries(store: Store) -> list[Summary]:
    """Return all cases: danger first, then the newest."""
    return [_summary(row) for row in store.rows(_SUMMARIES + _ORDER)]


def find(store: Store, typed: str) -> Summary:
    """Return the case of a number as people type it: EB-000123, eb-123 or 123.

    Raises:
        RequestError: ``case``.
    """
    match = _NUMBER.fullmatch(typed.strip().upper())
    row = match and store.row(f"{_SUMMARIES} WHERE cases.number = ?", (int(match[2]),))
    found = _summary(row) if row else None
    # A name of another lane's store must not open the case that has the same number here.
    if not match or found is None or not found.label.startswith(match[1] or ""):
        raise RequestError("case", "There is no such case. `list` shows all of them.")
    return found


def show(store: Store, typed: str) -> Case:
    """Return a case with its messages, attachments' names and replies, oldest first.

    Raises:
        RequestError: ``case``.
    """
    summary = find(store, typed)
    files = _files(store, summary.number)
    messages = store.rows("SELECT * FROM messages WHERE case_number = ? ORDER BY position", (summary.number,))
    replies = store.rows(_REPLIES, (summary.number,))
    return Case(
        summary=summary,
        messages=tuple(_message(row, files.get(row["number"], ())) for row in messages),
        replies=tuple(
            Sent(
                number=number,
                day=day_of(row["day"]),
                text=row["text"],
                shown=row["shown"],
                withdrawn=bool(row["withdrawn"]),
                taken_back=row["back_entry"] is not None and not row["position"],
                not_before=day_of(row["not_before"]),
            )
            for number, row in enumerate(replies, 1)
        ),
    )


def aside(store: Store) -> list[Aside]:
    """Return the envelopes that are part of no case, and why."""
    rows = store.rows(
        "SELECT id, status, kind, day FROM envelopes WHERE status <> 'opened' AND kind <> 'destroyed' "
        "ORDER BY status, kind, id"
    )
    return [
        Aside(id=row["id"], status=row["status"], kind=row["kind"], day=day_of(row["day"])) for row in rows
    ]


def names_envelope(typed: str) -> bool:
    """Whether what was typed is the beginning of an envelope's id, and so no case."""
    return _ENVELOPE.fullmatch(typed.strip()) is not None


def message_aside(store: Store, typed: str) -> Message:
    """Return the message of an envelope that opened and is part of no case.

    Raises:
        RequestError: ``envelope``.
    """
    row = store.row(
        "SELECT * FROM messages WHERE case_number IS NULL AND hex(envelope) LIKE ?",
        (typed.strip().upper() + "%",),
    )
    if row is None:
        raise RequestError(
            "envelope", "No message to show: it did not open here, or is part of a case. See `list --aside`."
        )
    return _message(
        row,
        tuple(
            _numbered(
                store.rows(_FILES + "messages.number = ? ORDER BY attachments.number", (row["number"],))
            )
        ),
    )


def _summary(row: Row) -> Summary:
    return Summary(**{**row, "day": day_of(row["day"])})


def _message(row: Row, files: tuple[File, ...]) -> Message:
    plain = ("kind", "path", "lang", "text", "contact")
    said = json.loads(row["said"])
    return Message(
        **{name: row[name] for name in plain},
        sent=day_of(row["sent"]),
        opened=day_of(row["opened"]),
        said=draft.read(said) if said else None,
        files=files,
    )


def _files(store: Store, case: int) -> dict[int, tuple[File, ...]]:
    """Return a case's attachments by message; numbers stay, for messages only ever come after."""
    files: dict[int, tuple[File, ...]] = {}
    rows = store.rows(_FILES + _OF_CASE, (case,))
    for row, file in zip(rows, _numbered(rows), strict=True):
        files[row["message"]] = (*files.get(row["message"], ()), file)
    return files


def _numbered(rows: list[Row]) -> list[File]:
    return [
        File(number=number, name=row["name"], type=row["type"], size=row["size"], sha256=row["sha256"])
        for number, row in enumerate(rows, 1)
    ]
