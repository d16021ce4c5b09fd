"""Export one attachment, on demand: until then it exists only inside its sealed envelope."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from keys.private.open import copy_attachment
from reviewer import cases
from reviewer.cases import File
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.originals import original
from reviewer.store import Store
from reviewer.workstation import Workstation

__all__ = ["Located", "export", "locate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where an attachment is: its ``case`` by author key, and its number within a message of an envelope."""

    case: bytes = field(repr=False)
    message: int
    attachment: int
    envelope: bytes
    size: int


def locate(store: Store, typed_case: str, number: int) -> Located:
    """Return where attachment ``number`` of a case is, counted from 1 over all its messages.

    Raises:
        RequestError: ``case``, ``attachment``.
    """
    summary = cases.find(store, typed_case)
    row = store.row(
        "SELECT messages.number AS message, attachments.number AS attachment, envelope, size "
        "FROM attachments "
        "JOIN messages ON messages.number = attachments.message WHERE messages.case_number = ? "
        "ORDER BY messages.position, attachments.number LIMIT 1 OFFSET ?",
        (summary.number, number - 1),
    )
    if row is None or number < 1:
        raise RequestError("attachment", f"{summary.label} has {summary.files} attachments, from 1.")
    return Located(case=summary.author, **row)


def export(station: Workstation, typed_case: str, number: int, out: Path) -> File:
    """Write attachment ``number`` of a case to the new file ``out``; the name it came with is never used.

    Raises:
        RequestError: ``case``, ``attachment``, or ``exists``: nothing is ever overwritten.
        WorkstationError, UntrustedError, FormatError: the original is missing or damaged.
        OSError: ``out`` cannot be written.
    """
    place = locate(station.store, typed_case, number)
    if os.path.lexists(out):
        raise _exists(out)
    with original(station, place.envelope) as (source, opened):
        item = opened.report.attachments[place.attachment]
        temporary = _temporary(out)
        try:
            with temporary.open("wb") as file:
                copy_attachment(source, opened, place.attachment, file)
                file.flush()
                os.fsync(file.fileno())
            handed = Act(
                name="export-attachment",
                case=place.case,
                body={"attachment": number},
                before=item.sha256,
                after=item.sha256,
            )
            record(station, handed)
            _put(temporary, out)
        finally:
            temporary.unlink(missing_ok=True)
    return File(number=number, name=item.name, type=item.type, size=item.size, sha256=item.sha256)


def _temporary(out: Path) -> Path:
    descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=".amana-")
    os.close(descriptor)
    return Path(name)


def _put(temporary: Path, out: Path) -> None:
    """Rename without overwriting. A stick's file system knows no links, hence a place is taken first."""
    try:
        os.close(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise _exists(out) from error
    temporary.replace(out)


def _exists(out: Path) -> RequestError:
    return RequestError("exists", f"{out} is there already. Nothing is overwritten: give a new file name.")
