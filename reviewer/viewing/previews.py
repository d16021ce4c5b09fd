"""Previews of attachments: what the sandbox made of them, veiled unless somebody asked for more.

Only pixels and plain text cross from the sandbox, and pictures are encoded here: not one byte of the file
reaches a browser or another viewer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageFilter

from keys.errors import KeysError
from keys.private.open import copy_attachment
from reviewer.alike import compare, hashlists, pictures
from reviewer.attachments import Located, locate
from reviewer.errors import WorkstationError
from reviewer.originals import original
from reviewer.store import Store
from reviewer.store.db import Row
from reviewer.viewing import sandbox, told
from reviewer.viewing.told import Pixels, Told
from reviewer.workstation import Workstation

__all__ = ["Gathered", "gather", "is_known", "look", "png"]

_VEILED = 10  # pixels, the longer way, that a veiled picture is made of


@dataclass(slots=True)
class Gathered:
    """What was looked into: files, and how many of them showed something."""

    files: int = 0
    shown: int = 0


def look(station: Workstation, typed_case: str, number: int) -> Told:
    """Have attachment ``number`` of a case looked into, and compare its pictures with all others.

    What a list of known files has is not shown at all: the reason is ``known``.

    Raises:
        RequestError: ``case``, ``attachment``.
    """
    place = locate(station.store, typed_case, number)
    if is_known(station.store, place):
        return Told(reason="known")
    found = _made(station, place)
    _keep(station, place, found)
    return Told(walls=found.walls, reason="known") if is_known(station.store, place) else found


def is_known(store: Store, place: Located) -> bool:
    """Whether a list of known files has an attachment."""
    return hashlists.is_hidden(store, place.message, place.attachment)


def gather(station: Workstation) -> Iterator[Gathered]:
    """Look into every attachment that was not looked into yet, so that its pictures are compared.

    What was done so far is yielded after each. Stopped, it goes on from there the next time.
    """
    done = Gathered()
    for row in station.store.rows(
        "SELECT attachments.message, attachments.number, envelope, size, cases.author FROM attachments "
        "JOIN messages ON messages.number = attachments.message "
        "JOIN envelopes ON envelopes.id = messages.envelope AND file_key IS NOT NULL "
        "LEFT JOIN cases ON cases.number = messages.case_number "
        "LEFT JOIN opened_files ON opened_files.message = attachments.message "
        "AND opened_files.attachment = attachments.number "
        "WHERE opened_files.message IS NULL ORDER BY attachments.message, attachments.number"
    ):
        place = _located(row)
        found = Told(reason="known") if is_known(station.store, place) else _made(station, place)
        _keep(station, place, found)
        done.files += 1
        done.shown += bool(found.stills)
        yield done


def _located(row: Row) -> Located:
    return Located(
        case=row["author"] or b"",
        message=row["message"],
        attachment=row["number"],
        envelope=row["envelope"],
        size=row["size"],
    )


def png(picture: Pixels, *, veiled: bool, grey: bool = True) -> bytes:
    """Encode a picture as PNG: veiled it is grey and so blurred that nothing hurts."""
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.data)
    if veiled:
        small = image.convert("L")
        small.thumbnail((_VEILED, _VEILED), Image.Resampling.BOX)
        image = small.resize((max(image.width // 4, 1), max(image.height // 4, 1)), Image.Resampling.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(4))
    elif grey:
        image = image.convert("L")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _made(station: Workstation, place: Located) -> Told:
    if place.size > sandbox.LARGEST:
        return Told(reason="large")

    def write(file: BinaryIO) -> None:
        with original(station, place.envelope) as (source, opened):
            copy_attachment(source, opened, place.attachment, file)

    try:
        return told.read(sandbox.make(write))
    except (KeysError, WorkstationError):
        return Told(reason="lost")


def _keep(station: Workstation, place: Located, found: Told) -> None:
    """Remember that a file was looked into, and compare what pictures it has."""
    hashes = [pictures.of(each.data, each.width, each.height) for each in found.stills]
    compare.keep_pictures(station, place.message, place.attachment, [each for each in hashes if each])
    station.store.run(
        "INSERT OR REPLACE INTO opened_files (message, attachment, reason) VALUES (?, ?, ?)",
        (place.message, place.attachment, found.reason),
    )
