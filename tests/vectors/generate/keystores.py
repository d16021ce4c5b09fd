"""Keystores (docs/formats.md §10), at the least cost allowed: 64 MiB, three passes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from keys import canonical, primitives, tags
from keys.wire import u8, u32
from tests.vectors.generate.material import CUSTODIAN, DEPLOYMENT, DESK, EPOCH, QUARTER, draw
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_MASTER = draw("master", 32)
_PASSPHRASE = "correct \u00e9 battery"
_CONTENTS: dict[str, Any] = {
    "board": draw("board secret", 32).hex(),
    "desk": draw("desk signer", 32).hex(),
    "identity": {str(QUARTER): CUSTODIAN.pair_json()},
    "intake": {"desk": {str(EPOCH): DESK.pair_json()}},
}


def _head(number: int, memory: int, time: int, lanes: int) -> bytes:
    return u8(number) + u32(memory) + u32(time) + u32(lanes) + draw(f"slot {number}", 32)


def _slot(number: int = 0, passphrase: str = _PASSPHRASE, *, deployment: bytes = DEPLOYMENT) -> bytes:
    head = _head(number, 65536, 3, 4)
    secret = unicodedata.normalize("NFC", passphrase).encode()
    stretched = primitives.argon2id(secret, head[13:], time=3, memory=65536, lanes=4)
    kek = primitives.hkdf(stretched, deployment + head, tags.KEYSTORE_SLOT)
    commitment = primitives.hkdf(stretched, deployment + head, tags.KEYSTORE_COMMIT)
    return head + commitment + primitives.aead_seal(kek, primitives.ZERO_NONCE, _MASTER, deployment + head)


def _file(body: bytes, *slots: bytes) -> bytes:
    salt = draw("contents salt", 32)
    head = tags.MAGIC_KEYSTORE + DEPLOYMENT + u8(len(slots)) + b"".join(slots) + salt + u32(len(body) + 16)
    key = primitives.hkdf(_MASTER, salt, tags.KEYSTORE_CONTENTS)
    return head + primitives.aead_seal(key, primitives.ZERO_NONCE, body, head)


def vectors() -> Iterator[Vector]:
    """Make the group keystore."""
    slot, body = _slot(), canonical.dumps(_CONTENTS)
    good = _file(body, slot)
    outputs = {
        "deployment": DEPLOYMENT.hex(),
        "store_key": primitives.hkdf(_MASTER, DEPLOYMENT, tags.KEYSTORE_STORE).hex(),
    }

    def opens(name: str, about: str, file: bytes, passphrase: str, contents: dict[str, Any]) -> Vector:
        return succeeds(
            "keystore", name, about, file=file.hex(), passphrase=passphrase, **outputs, contents=contents
        )

    yield opens("good", "One slot.", good, _PASSPHRASE, _CONTENTS)
    yield opens(
        "decomposed-passphrase",
        "A passphrase is normalised to NFC.",
        good,
        unicodedata.normalize("NFD", _PASSPHRASE),
        _CONTENTS,
    )
    yield opens("empty", "Nothing held.", _file(b"{}", slot), _PASSPHRASE, {})
    yield opens(
        "two-slots",
        "The second slot's passphrase.",
        _file(body, slot, _slot(1, "another")),
        "another",
        _CONTENTS,
    )
    yield from _faults(good, slot)
    for name, about, held in (
        ("contents-unknown-key", "Something unknown held.", b'{"note":""}'),
        ("contents-space", "A space in the JSON.", b'{"desk": 1}'),
        (
            "contents-epoch-twice",
            "An epoch is written in one way only.",
            canonical.dumps({"intake": {"desk": {f"0{EPOCH}": DESK.pair_json()}}}),
        ),
        ("contents-short-seed", "31 bytes.", b'{"desk":"%s"}' % (b"00" * 31)),
    ):
        yield fails("keystore", name, about, "keystore", file=_file(held, slot).hex(), passphrase=_PASSPHRASE)


def _weak(memory: int, time: int, lanes: int) -> bytes:
    return _file(b"{}", _head(0, memory, time, lanes) + bytes(80))


def _faults(good: bytes, slot: bytes) -> Iterator[Vector]:
    def put(at: int, data: bytes) -> bytes:
        return good[:at] + data + good[at + len(data) :]

    def flip(at: int) -> bytes:
        at %= len(good)
        return put(at, bytes([good[at] ^ 1]))

    for name, about, kind, file in (
        ("weak-memory", "Less than 64 MiB.", "weak", _weak(65535, 16, 1)),
        ("weak-time", "64 MiB and two passes.", "weak", _weak(65536, 2, 1)),
        ("weak-product", "t·m just below 3·65,536.", "weak", _weak(98303, 2, 1)),
        (
            "memory-beyond",
            "More than 4 GiB: refused before any of it is taken.",
            "bounds",
            _weak(2**22 + 1, 3, 1),
        ),
        ("memory-of-all-ones", "The largest there is.", "bounds", _weak(2**32 - 1, 3, 1)),
        ("time-17", "Seventeen passes.", "bounds", _weak(65536, 17, 1)),
        ("time-0", "No pass.", "bounds", _weak(2**21, 0, 1)),
        ("lanes-17", "Seventeen lanes.", "bounds", _weak(65536, 3, 17)),
        ("lanes-0", "No lane.", "bounds", _weak(65536, 3, 0)),
        ("no-slots", "A count of 0.", "bounds", put(24, b"\0")),
        ("17-slots", "A count of 17.", "bounds", put(24, b"\x11")),
        ("magic", "Another magic.", "magic", flip(0)),
        ("cut", "A byte is missing.", "truncated", good[:-1]),
        ("cut-in-slot", "Cut within the slot.", "truncated", good[:100]),
        ("trailing", "A byte too many.", "trailing", good + b"\0"),
        ("other-deployment", "The deployment is part of every derivation.", "passphrase", flip(8)),
        ("slot-number", "The slot's number is part of every derivation.", "passphrase", flip(25)),
        ("slot-salt", "A bit of the salt.", "passphrase", flip(25 + 13)),
        ("slot-commitment", "A bit of the commitment.", "passphrase", flip(25 + 45)),
        ("slot-wrap", "A bit of the wrapped master secret.", "keystore", flip(25 + 77)),
        ("contents-salt", "A bit of the contents salt.", "keystore", flip(25 + 125)),
        ("contents", "A bit of the contents.", "keystore", flip(-1)),
        (
            "slot-removed",
            "A second slot was taken away: all before the contents is authenticated.",
            "keystore",
            _without_second(slot),
        ),
    ):
        yield fails("keystore", name, about, kind, file=file.hex(), passphrase=_PASSPHRASE)
    yield fails(
        "keystore",
        "other-passphrase",
        "Another passphrase.",
        "passphrase",
        file=good.hex(),
        passphrase="Correct \u00e9 battery",
    )


def _without_second(slot: bytes) -> bytes:
    two = _file(b"{}", slot, _head(1, 65536, 3, 4) + bytes(80))
    return two[:24] + u8(1) + two[25 : 25 + 125] + two[25 + 250 :]
