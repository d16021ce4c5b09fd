"""What a reporter answers, read from a file of TOML or JSON: the fields of docs/formats.md §5.6.

Words stand in a file and never on the command line, where other programs and the shell's history read them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from keys import draft
from keys.draft import NO_IDENTITY, Elsewhere, Link, Particulars, Place, Seen
from keys.errors import FormatError
from keys.links.recognise import recognise
from submit.errors import ClientError

__all__ = ["Form", "read_form"]

LIMIT = 1 << 16  # bytes of the file
IDENTITIES = {
    "none": frozenset({"kind"}),
    "contact": frozenset({"kind", "contact"}),
    "declared": frozenset({"kind", "contact", "name", "number"}),
}


class Form:
    """Answers of the right shape: ``particulars``, ``identity`` and, if it stands there too, ``text``."""

    def __init__(self, untrusted: Mapping[str, Any]) -> None:
        """Check every answer; whatever is not there has the answer that a silent reporter gives.

        Raises:
            ClientError: ``form``, which names the key.
        """
        given = dict(untrusted)
        self.text = _line("text", given.pop("text", ""), 4000)
        self.identity = _identity(given.pop("identity", NO_IDENTITY))
        self.particulars = _particulars(given)


def read_form(file: Path | None, chosen: Mapping[str, str]) -> Form:
    """Read the file, if there is one; choices of the command line take the place of its own.

    Raises:
        ClientError: ``form``.
    """
    return Form({**(_load(file) if file else {}), **chosen})


def _load(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LIMIT:
            raise _wrong(file.name, "is larger than 64 KiB")
        text = file.read_text("utf-8")
        loaded = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise _wrong(file.name, f"cannot be read ({error.strerror})") from error
    except ValueError as error:  # its message may show a line of the file
        raise _wrong(file.name, "is neither TOML nor, with the ending .json, JSON") from error
    if not isinstance(loaded, dict):
        raise _wrong(file.name, "must be a table of answers")
    return loaded


def _particulars(given: dict[str, Any]) -> Particulars:
    usual = draft.fields(Particulars())
    if unknown := sorted(given.keys() - usual.keys()):
        raise _wrong(
            unknown[0], f"is no question; these are: {', '.join(sorted((*usual, 'identity', 'text')))}"
        )
    shaped = {name: _SHAPED.get(name, _as_is)(name, value) for name, value in given.items()}
    for name, value in shaped.items():
        try:
            draft.read({**usual, name: value})
        except (FormatError, TypeError) as error:
            raise _wrong(name, f"has a value that the form does not take: {error}") from error
    return draft.read({**usual, **shaped})


def _as_is(name: str, value: object) -> object:
    del name
    return value


def _table(name: str, value: object, usual: object) -> dict[str, object]:
    known = asdict(usual)  # type: ignore[call-overload]
    if not isinstance(value, dict) or not value.keys() <= known.keys():
        raise _wrong(name, f"must be a table with some of: {', '.join(known)}")
    return {**known, **value}


def _seen(name: str, value: object) -> object:
    table = _table(name, value, Seen())
    day = table["day"]
    precise = "day" if day and isinstance(value, dict) and "precision" not in value else table["precision"]
    return {"day": day.isoformat() if isinstance(day, date) else day or "", "precision": precise}


def _place(name: str, value: object) -> object:
    table = _table(name, value, Place())
    return {**table, "of": table["of"] or "event"}


def _elsewhere(name: str, value: object) -> object:
    return _table(name, value, Elsewhere())


def _told(name: str, value: object) -> object:
    return sorted(set(map(str, value))) if isinstance(value, list) else _as_is(name, value)


def _links(name: str, value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(name, "must be a list of addresses")
    return [asdict(_link(each)) for each in value]


def _link(given: str) -> Link:
    found = recognise(given)
    return Link(given=given.strip(), url=found.url, platform=found.platform, account=found.account)


_SHAPED = {"seen": _seen, "place": _place, "elsewhere": _elsewhere, "told": _told, "links": _links}


def _identity(value: object) -> dict[str, str]:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    known = IDENTITIES.get(kind) if isinstance(kind, str) else None
    if not isinstance(value, Mapping) or known is None or not value.keys() <= known:
        raise _wrong("identity", 'is { kind = "none" }, or "contact" with contact, or "declared" with name')
    empty = dict.fromkeys(known, "") if kind == "declared" else {}
    said = {name: _line(f"identity.{name}", each, 300) for name, each in value.items()}
    needed = {"contact": "contact", "declared": "name"}.get(str(kind))
    if needed and not said.get(needed):
        raise _wrong(f"identity.{needed}", "is missing")
    return {**empty, **said}


def _line(name: str, value: object, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise _wrong(name, f"must be text of at most {limit} characters")
    return value.strip()


def _wrong(name: str, why: str) -> ClientError:
    return ClientError("form", f"{name} {why}. Nothing was sent.")
