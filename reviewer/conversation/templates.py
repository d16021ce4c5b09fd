"""Answers to begin from, in the languages of reporters: those that come along, and the organisation's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from reviewer.conversation import replies
from reviewer.errors import RequestError, WorkstationError

__all__ = ["FILE", "LANGUAGES", "Templates", "load"]

FILE = "answers.toml"
LANGUAGES = ("ar", "fr", "en", "es", "zgh")
LARGEST = 1 << 20  # bytes
MOST = 200
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
# A template has to leave room for what the reviewer adds.
_CELLS = 4

Templates = Mapping[str, Mapping[str, str]]


def load(offline: Path) -> Templates:
    """Return the templates by name and language; the organisation's own stand in ``offline``.

    Raises:
        WorkstationError: ``answers``, naming the place that is wrong.
    """
    shipped = resources.files("reviewer.conversation").joinpath("templates.toml").read_bytes()
    own = offline / FILE
    return {**_read(shipped), **(_read(_bounded(own)) if own.exists() else {})}


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        untrusted = file.read(LARGEST + 1)
    if len(untrusted) > LARGEST:
        raise _wrong("it is larger than a mebibyte")
    return untrusted


def _read(untrusted: bytes) -> Templates:
    try:
        tables = tomllib.loads(untrusted.decode("utf-8"))
    except ValueError as error:
        raise _wrong(f"it is not TOML in UTF-8 ({error})") from error
    if len(tables) > MOST:
        raise _wrong(f"it has more than {MOST} answers")
    return {name: _texts(name, table) for name, table in tables.items()}


def _texts(name: str, table: Any) -> Mapping[str, str]:
    if not _NAME.fullmatch(name):
        raise _wrong(f"[{name}] is no name: small letters, digits and hyphens")
    if not isinstance(table, dict) or not table:
        raise _wrong(f"[{name}] holds no text in any language")
    for language, text in table.items():
        if language not in LANGUAGES:
            raise _wrong(f"{name}.{language} is none of {', '.join(LANGUAGES)}")
        if not isinstance(text, str):
            raise _wrong(f"{name}.{language} is not text")
        try:
            replies.measure(text, _CELLS)
        except RequestError as error:
            raise _wrong(f"{name}.{language}: {error}") from error
    return dict(table)


def _wrong(what: str) -> WorkstationError:
    return WorkstationError("answers", f"{FILE} cannot be used: {what}.")
