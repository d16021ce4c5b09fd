"""A line of the custody log (docs/formats.md §15): who did what to which case, when, and on whose signature.

The words are those of ISO/IEC 27037: an act on evidence says the hash before and after, and why.

What people write freely (a reason, a note, an answer) may have to be destroyed with its case, while the log
stays whole. So an entry holds only a commitment to it, SHA-256 of a random salt and the text; salt and text
lie beside the entry, and are destroyed together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from keys import canonical, primitives, signed, tags
from keys.errors import UntrustedError
from keys.primitives import sha256
from keys.shape import Shape

__all__ = ["STATION", "Act", "Entry", "commitment", "make", "parse"]

STATION = 8
SALT = 32
LONGEST = 16 << 10  # bytes of an entry
LONGEST_TEXT = 40_000  # characters
MOST = 2**53 - 1
_shape = Shape("custody")
_FIELDS = (
    *("act", "after", "before", "body", "case", "clock"),
    *("number", "person", "previous", "sign", "station", "text", "time"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does, by a ``name`` of reviewer/custody/table.py, on a case or on none.

    ``case`` is the author key of the case, 32 bytes; ``before`` and ``after`` are SHA-256 of evidence that
    was touched, where some was. ``body`` is a canonical JSON object whose members the act's family defines;
    it stays for ever. ``text`` is what a person wrote freely, which can be destroyed.
    """

    name: str
    case: bytes | None = None
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    before: bytes | None = None
    after: bytes | None = None
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An act as it stands in the log of one workstation: its ``number``-th, at Lamport time ``clock``.

    ``time`` is in seconds since 1970 by that workstation's own clock; order is told by ``stamp`` only.
    ``packed`` is the signed JSON and ``hash`` its SHA-256, which the next entry names as ``previous``.
    ``salt`` is empty for an act that has no text, or has none any more: then ``is_gone``.
    """

    station: bytes
    number: int
    clock: int
    time: int
    person: str
    sign: bytes
    act: Act
    previous: bytes
    packed: bytes = field(repr=False)
    hash: bytes
    signature: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    is_gone: bool

    @property
    def stamp(self) -> tuple[int, bytes]:
        """What the last writer of two is known by, the same on every workstation."""
        return self.clock, self.station

    @property
    def when(self) -> datetime:
        """The time, UTC."""
        return datetime.fromtimestamp(self.time, UTC)


def make(
    act: Act,
    *,
    deployment: bytes,
    station: bytes,
    number: int,
    clock: int,
    time: int,
    person: str,
    previous: bytes,
    seed: bytes,
) -> Entry:
    """Sign an act with a person's seed.

    Raises:
        FormatError: ``canonical``, ``bounds`` or ``custody``, it is nothing that an entry may hold.
    """
    salt = primitives.random_bytes(SALT) if act.text else b""
    value = {
        "act": act.name,
        "after": (act.after or b"").hex(),
        "before": (act.before or b"").hex(),
        "body": dict(act.body),
        "case": (act.case or b"").hex(),
        "clock": clock,
        "number": number,
        "person": person,
        "previous": previous.hex(),
        "sign": primitives.signing_public(seed).hex(),
        "station": station.hex(),
        "text": commitment(salt, act.text).hex() if act.text else "",
        "time": time,
    }
    packed = canonical.dumps(value)
    signature = signed.sign(tags.CUSTODY, deployment, packed, seed)
    return parse(packed, signature, deployment, salt=salt, text=act.text)


def commitment(salt: bytes, text: str) -> bytes:
    """Return what an entry says of a text: nothing to who does not know the salt."""
    return sha256(salt + text.encode())


def parse(
    untrusted: bytes, signature: bytes, deployment: bytes, *, salt: bytes = b"", text: str = ""
) -> Entry:
    """Read an entry, and check its signature by the key that it names; whose key that is, the roster tells.

    ``salt`` and ``text`` are what lies beside it, both empty where the text was destroyed.

    Raises:
        FormatError: ``bounds``, ``canonical`` or ``custody``, it is no entry.
        UntrustedError: ``signature``; ``text``, it is not the text that was signed.
    """
    if len(text) > LONGEST_TEXT:
        raise _shape.fail(f"A text has at most {LONGEST_TEXT} characters.")
    value = _shape.keys(canonical.loads(untrusted, LONGEST), _FIELDS)
    sign = _shape.octets(value["sign"], 32)
    signed.verify(tags.CUSTODY, deployment, untrusted, sign, signature)
    committed = _hash(value["text"])
    if (salt or text) and (committed is None or not primitives.equal(commitment(salt, text), committed)):
        raise UntrustedError("text", "This is not the text that was signed with the entry.")
    return Entry(
        station=_shape.octets(value["station"], STATION),
        number=_shape.integer(value["number"], 1, MOST),
        clock=_shape.integer(value["clock"], 1, MOST),
        time=_shape.integer(value["time"], 0, MOST),
        person=_shape.text(value["person"], 1, 60),
        sign=sign,
        act=Act(
            name=_shape.text(value["act"], 1, 60),
            case=_hash(value["case"]),
            body=_shape.mapping(value["body"], 64),
            before=_hash(value["before"]),
            after=_hash(value["after"]),
            text=text,
        ),
        previous=_shape.octets(value["previous"], 32),
        packed=untrusted,
        hash=sha256(untrusted),
        signature=signature,
        salt=salt,
        is_gone=committed is not None and not salt,
    )


def _hash(value: object) -> bytes | None:
    return None if value == "" else _shape.octets(value, 32)
