"""The file that workstations of a team exchange on a stick (docs/formats.md §16).

It holds acts with their texts, the rows of envelopes with the keys that open them, and the bundles that came,
each as a JSON object; first who wrote it and what they have, last a signature over all before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys import signed, tags
from keys.envelope.stream import StreamWriter
from keys.errors import FormatError, UntrustedError
from keys.shape import Shape
from reviewer import sealedfile
from reviewer.custody import entry as entries
from reviewer.custody.entry import STATION, Entry
from reviewer.sealedfile import Kind
from reviewer.store.db import Row
from reviewer.workstation import Workstation

__all__ = ["KIND", "SUFFIX", "Bundle", "Envelope", "Head", "Writer", "read"]

KIND = Kind(tags.MAGIC_SYNC, tags.SYNC, "sync")
SUFFIX = ".amana-sync"
STATUSES = ("opened", "waiting", "set-aside", "other-lane", "late", "quarantined")
_MOST = 2**53 - 1
_shape = Shape("sync")


@dataclass(frozen=True, slots=True)
class Head:
    """Who wrote a file: the station, the person with their signing key, and the acts they had, by station."""

    station: bytes
    person: str
    sign: bytes
    heads: Mapping[bytes, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The row of an envelope; ``case`` is the number of the case that its message opened, else 0."""

    id: bytes
    status: str
    kind: str
    day: int
    lane: str
    station: bytes
    entry: int
    file_key: bytes | None
    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle of a vault that came, how far, and what it carried."""

    vault: bytes
    serial: int
    segment: int
    segments: int
    hash: bytes
    station: bytes | None
    entry: int | None
    carried: tuple[bytes, ...]


Part = Entry | Envelope | Bundle


class Writer:
    """Writes the parts of a file; ``end`` signs it."""

    def __init__(self, out: StreamWriter, station: Workstation, head: Head) -> None:
        self._out = out
        self._station = station
        self._hash = hashlib.sha256()
        heads = {each.hex(): number for each, number in head.heads.items()}
        octets = {"sign": head.sign.hex(), "station": head.station.hex()}
        self._put({"head": {**octets, "heads": heads, "person": head.person}})

    def act(self, row: Row) -> None:
        """Write an act with its text."""
        octets = {name: row[name].hex() for name in ("salt", "signature")}
        self._put({"act": {**octets, "packed": row["packed"].decode(), "text": row["text"]}})

    def envelope(self, row: Row) -> None:
        """Write the row of an envelope."""
        plain = {name: row[name] for name in ("status", "kind", "day", "lane", "entry")}
        octets = {name: (row[name] or b"").hex() for name in ("id", "station", "file_key")}
        self._put({"envelope": {**plain, **octets, "case": row["case_number"] or 0}})

    def bundle(self, row: Row, carried: list[bytes]) -> None:
        """Write a bundle that came."""
        # One frame is bounded, and a bundle is not.
        for at in range(0, len(carried) or 1, 10_000):
            named = [each.hex() for each in carried[at : at + 10_000]]
            plain = {name: row[name] for name in ("serial", "segment", "segments")}
            octets = {name: (row[name] or b"").hex() for name in ("vault", "hash", "station")}
            self._put({"bundle": {**plain, **octets, "carried": named, "entry": row["entry"] or 0}})

    def end(self) -> None:
        """Sign what was written."""
        _, own = self._station.session.me()
        signature = signed.sign(tags.SYNC, self._station.deployment, self._hash.digest(), own.seed)
        self._out.write(sealedfile.frame({"end": {"signature": signature.hex()}}))

    def _put(self, value: Mapping[str, Any]) -> None:
        framed = sealedfile.frame(value)
        self._hash.update(framed)
        self._out.write(framed)


def read(path: Path, station: Workstation) -> Iterator[Head | Part]:
    """Yield a file's head, then its parts; it is whole and signed only when it has ended.

    Raises:
        FormatError: ``magic``, ``deployment``, ``sync`` and as ``sealedfile.frames``.
        UntrustedError: ``sync``; ``signature``; ``stranger``, whoever signed is not of this team.
    """
    with sealedfile.reading(path, KIND, station.session.keys("store"), station.deployment) as chunks:
        content, hashed = sealedfile.frames(chunks), hashlib.sha256()
        head: Head | None = None
        for value in content:
            [(name, untrusted)] = _shape.mapping(value, 1).items() or [("", None)]
            if name == "end":
                if head is None or next(content, None) is not None:
                    raise _shape.fail("This file is not of this form.")
                _check(untrusted, head, hashed.digest(), station.deployment)
                return
            hashed.update(sealedfile.frame(value))
            if head is None:
                head = _head(untrusted if name == "head" else None)
                _know(head, station)
                yield head
            else:
                yield _part(name, untrusted, station.deployment)
    raise FormatError("truncated", "The file ends too early.")


def _check(untrusted: object, head: Head, digest: bytes, deployment: bytes) -> None:
    signature = _shape.octets(_shape.keys(untrusted, ("signature",))["signature"], 64)
    signed.verify(tags.SYNC, deployment, digest, head.sign, signature)


def _know(head: Head, station: Workstation) -> None:
    known = station.session.people.get(head.person)
    if known is None or known.sign != head.sign:
        raise UntrustedError("stranger", "Whoever wrote this file is not among the people of this keystore.")


def _head(untrusted: object) -> Head:
    value = _shape.keys(untrusted, ("heads", "person", "sign", "station"))
    heads = _shape.mapping(value["heads"], 1000)
    return Head(
        _shape.octets(value["station"], STATION),
        _shape.text(value["person"], 1, 60),
        _shape.octets(value["sign"], 32),
        {_shape.octets(each, STATION): _shape.integer(n, 1, _MOST) for each, n in heads.items()},
    )


def _part(name: str, untrusted: object, deployment: bytes) -> Part:
    match name:
        case "act":
            return _act(untrusted, deployment)
        case "envelope":
            return _envelope(untrusted)
        case "bundle":
            return _bundle(untrusted)
    raise _shape.fail("This file is not of this form.")


def _act(untrusted: object, deployment: bytes) -> Entry:
    value = _shape.keys(untrusted, ("packed", "salt", "signature", "text"))
    salt = value["salt"]
    return entries.parse(
        _shape.text(value["packed"], 1, entries.LONGEST).encode(),
        _shape.octets(value["signature"], 64),
        deployment,
        salt=b"" if salt == "" else _shape.octets(salt, entries.SALT),
        text=_shape.text(value["text"], 0, entries.LONGEST_TEXT),
    )


def _envelope(untrusted: object) -> Envelope:
    names = ("case", "day", "entry", "file_key", "id", "kind", "lane", "station", "status")
    value = _shape.keys(untrusted, names)
    return Envelope(
        id=_shape.octets(value["id"], 32),
        status=_shape.choice(value["status"], STATUSES),
        kind=_shape.text(value["kind"], 0, 60),
        day=_shape.integer(value["day"], 0, _MOST),
        lane=_shape.text(value["lane"], 0, 16),
        station=_shape.octets(value["station"], STATION),
        entry=_shape.integer(value["entry"], 1, _MOST),
        file_key=None if value["file_key"] == "" else _shape.octets(value["file_key"], 32),
        case=_shape.integer(value["case"], 0, _MOST),
    )


def _bundle(untrusted: object) -> Bundle:
    names = ("carried", "entry", "hash", "segment", "segments", "serial", "station", "vault")
    value = _shape.keys(untrusted, names)
    return Bundle(
        vault=_shape.octets(value["vault"], 32),
        serial=_shape.integer(value["serial"], 1, _MOST),
        segment=_shape.integer(value["segment"], 0, _MOST),
        segments=_shape.integer(value["segments"], 0, _MOST),
        hash=_shape.octets(value["hash"], 32),
        station=None if value["station"] == "" else _shape.octets(value["station"], STATION),
        entry=_shape.integer(value["entry"], 0, _MOST) or None,
        carried=tuple(_shape.octets(each, 32) for each in _shape.items(value["carried"], 0, 10_000)),
    )
