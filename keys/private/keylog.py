"""The key log: a line for every act on keys, chained, signed by whoever did it, and sealed (formats §10.7).

Who may read it is whoever holds section ``log``: auditors hold nothing else. Its end stands in the ratchet
file, so that lines cannot be cut off unseen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from keys import canonical, primitives, signed, tags
from keys.durable import sync_folder
from keys.errors import KeysError, UntrustedError
from keys.primitives import ZERO_NONCE
from keys.private.session import Session
from keys.shape import Shape
from keys.wire import u32

__all__ = ["Line", "append", "read"]

LONGEST = 1 << 14
_OVERHEAD = 32 + 16
_shape = Shape("keylog")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act: what was done, on which day, by whom, and of what; ``size`` bytes in the file."""

    number: int
    day: date
    person: str
    act: str
    detail: str
    previous: bytes
    hash: bytes
    size: int


def append(path: Path, session: Session, act: str, detail: str, day: date, after: Sequence[Line]) -> Line:
    """Write a line after those that are there, durably.

    Raises:
        KeystoreError: ``role``, this session writes no log or is nobody's.
    """
    person, own = session.me()
    previous = after[-1].hash if after else bytes(32)
    value: dict[str, Any] = {
        "act": act,
        "day": day.isoformat(),
        "detail": detail,
        "number": len(after) + 1,
        "person": person.name,
        "previous": previous.hex(),
        "sign": person.sign.hex(),
    }
    signature = signed.sign(tags.KEYLOG, session.deployment, canonical.dumps(value), own.seed)
    body = canonical.dumps({**value, "signature": signature.hex()})
    salt = primitives.random_bytes(32)
    key = primitives.hkdf(session.keys("log")[0], salt, tags.KEYLOG_LINE)
    # The salt, hence the key, is fresh for every line, so the nonce may be constant.
    sealed = salt + primitives.aead_seal(key, ZERO_NONCE, body, session.deployment)
    size = sum(each.size for each in after)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        # A line that was cut short by a loss of power lies after the good ones: what it told was not done.
        file.truncate(size)
        file.seek(size)
        file.write(u32(len(sealed)) + sealed)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return _line(value, body, 4 + len(sealed))


def read(path: Path, session: Session, *, lines: int = 0, end: bytes = bytes(32)) -> list[Line]:
    """Read and check the whole log, which must hold at least the first ``lines``, the last of them ``end``.

    A line cut short by a loss of power, after those, is passed over: what it told was not done.

    Raises:
        KeystoreError: ``role``.
        UntrustedError: ``keylog``, a line was removed, altered or put in another place.
    """
    keys = session.keys("log")
    found: list[Line] = []
    for body, size in _bodies(path, keys, session.deployment):
        value = _shape.keys(
            canonical.loads(body, LONGEST),
            ("act", "day", "detail", "number", "person", "previous", "sign", "signature"),
        )
        signature = _shape.octets(value.pop("signature"), 64)
        public = _shape.octets(value["sign"], 32)
        signed.verify(tags.KEYLOG, session.deployment, canonical.dumps(value), public, signature)
        line = _line(value, body, size)
        # Whoever may read the log holds its key; that a line is somebody's own, only the roster can tell.
        known = session.people.get(line.person)
        if known is not None and known.sign != public:
            raise _altered()
        if line.number != len(found) + 1 or line.previous != (found[-1].hash if found else bytes(32)):
            raise _altered()
        found.append(line)
    if len(found) < lines or (lines and found[lines - 1].hash != end):
        raise _altered()
    return found


def _bodies(path: Path, keys: Sequence[bytes], deployment: bytes) -> Iterator[tuple[bytes, int]]:
    data = path.read_bytes() if path.exists() else b""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        sealed = data[at + 4 : at + 4 + length]
        if at + 4 + length > len(data):
            return
        yield _open(sealed, keys, deployment), 4 + length
        at += 4 + length


def _open(sealed: bytes, keys: Sequence[bytes], deployment: bytes) -> bytes:
    if _OVERHEAD < len(sealed) <= LONGEST + _OVERHEAD:
        for key in keys:
            try:
                return primitives.aead_open(
                    primitives.hkdf(key, sealed[:32], tags.KEYLOG_LINE),
                    ZERO_NONCE,
                    sealed[32:],
                    deployment,
                    kind="keylog",
                )
            except KeysError:
                continue
    raise _altered()


def _line(value: dict[str, Any], body: bytes, size: int) -> Line:
    return Line(
        number=_shape.integer(value["number"], 1, 2**31),
        day=_shape.day(value["day"]),
        person=_shape.text(value["person"], 1, 60),
        act=_shape.text(value["act"], 1, 60),
        detail=_shape.text(value["detail"], 0, 2000),
        previous=_shape.octets(value["previous"], 32),
        hash=primitives.sha256(body),
        size=size,
    )


def _altered() -> UntrustedError:
    return UntrustedError(
        "keylog",
        "The key log was altered: a line is missing, changed or out of place. Ask an auditor.",
    )
