"""Keystores, week keys and the ratchet file, for reading (§10)."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Any

from tests.second import canonical, edwards, shape, signed
from tests.second.errors import FormatError, need
from tests.second.primitives import NO_NONCE, argon2id, hkdf, open_aead, sha256
from tests.second.shape import ascending, boolean, fields, hexes, integer, items, matching, one_of, table
from tests.second.wire import Reader, epoch, u
from tests.second.wrap import Pair, unwrap

__all__ = ["join", "kek", "pair_of_kek", "read_log", "read_ratchet", "recover", "unlock"]

LARGEST = 2 << 20
PLACE = 8192
NAME = r"[^\x00-\x1f\x7f-\x9f/\\]{1,60}"
SECTIONS = "desk|identity|intake|log|root|store"
WEEK = shape.integer(200001, 299953)
GRANTS = table(SECTIONS, hexes(1216), 0, 6)
PUBLIC = {"mlkem": hexes(1184), "x25519": hexes(32)}
PERSON = fields(
    grants=GRANTS,
    halves=table(NAME, hexes(1216), 0, 16),
    roles=ascending(items(one_of("auditor", "custodian", "reviewer", "signer", "supervisor"), 5, 1)),
    sign=hexes(32),
    **PUBLIC,
)
SLOT = fields(
    commitment=hexes(32),
    lanes=integer(0, 2**53),
    memory=integer(0, 2**53),
    salt=hexes(32),
    time=integer(0, 2**53),
    wrap=hexes(48),
)
FILE = fields(
    v=one_of(1),
    deployment=hexes(16),
    lane=matching("[a-z]{0,16}"),
    serial=integer(1, 2**31),
    team=hexes(32),
    two_custodians=boolean,
    people=table(NAME, PERSON, 1, 16),
    recovery=items(fields(grants=GRANTS, last=WEEK, **PUBLIC), 16),
    slots=table(NAME, SLOT, 1, 16),
    sections=table(SECTIONS, matching("([0-9a-f]{2})*"), 0, 6),
    signature=hexes(64),
)
KEYS = fields(keys=items(hexes(32), 64, 1))
QUARTER = "2[0-9]{3}[1-4]"
HOLDS = {
    "intake": KEYS,
    "store": KEYS,
    "log": KEYS,
    "desk": fields(board=hexes(32), seed=hexes(32)),
    "identity": table(QUARTER, fields(mlkem=hexes(64), x25519=hexes(32)), 0, 120),
    "root": fields(seed=hexes(32)),
}
LINE = fields(
    act=matching(".{1,60}"),
    day=shape.day,
    detail=matching("(?s:.{0,2000})"),
    number=integer(1, 2**31),
    person=matching(NAME),
    previous=hexes(32),
    sign=hexes(32),
    signature=hexes(64),
)
STATE = fields(
    chains=items(fields(epoch=WEEK, kek=hexes(32), last=WEEK), 12),
    log=fields(hash=hexes(32), lines=integer(0, 2**53 - 1)),
    seen=shape.day,
)


def _read(data: bytes) -> dict[str, Any]:
    need(len(data) <= LARGEST, "bounds")
    reader = Reader(data)
    reader.magic(b"AMANAS\0\1")
    body = reader.take(reader.number(4))
    reader.end()
    said = canonical.read(body, LARGEST)
    need(FILE(said) and said["slots"].keys() == said["people"].keys(), "keystore")
    for slot in said["slots"].values():
        m, t, p = slot["memory"], slot["time"], slot["lanes"]
        need(m <= 1 << 22 and 1 <= t <= 16 and 1 <= p <= 16, "bounds")
        need(m >= 65536 and (t * m >= 3 * 65536 or m >= 1 << 21), "weak")
    roster = {key: said[key] for key in said.keys() - {"sections", "signature", "slots"}}
    team, signature = bytes.fromhex(said["team"]), bytes.fromhex(said["signature"])
    signed.verify(
        team, "keystore/roster", bytes.fromhex(said["deployment"]), canonical.write(roster), signature
    )
    return said


def _secret(said: dict[str, Any], name: str, passphrase: str) -> bytes:
    slot, typed = said["slots"][name], unicodedata.normalize("NFC", passphrase).encode()
    salt, m, t, p = bytes.fromhex(slot["salt"]), slot["memory"], slot["time"], slot["lanes"]
    bound = bytes.fromhex(said["deployment"]) + sha256(name.encode()) + u(4, m) + u(4, t) + u(1, p) + salt
    stretched = argon2id(typed, salt, t, m, p)
    need(hkdf(stretched, bound, b"amana/v1/keystore/commit").hex() == slot["commitment"], "passphrase")
    key = hkdf(stretched, bound, b"amana/v1/keystore/slot")
    return open_aead(key, NO_NONCE, bytes.fromhex(slot["wrap"]), bound, "keystore")


def unlock(
    data: bytes, passphrase: str, person: str | None = None
) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """Open what a person may: the file's JSON, whose slot it was, and the sections."""
    said = _read(data)
    need(person is None or person in said["people"], "person")
    for name in [person] if person else said["slots"]:
        try:
            secret = _secret(said, name, passphrase)
        except FormatError as error:
            if error.kind == "passphrase":
                continue
            raise
        return said, name, _of_person(said, name, secret)
    raise FormatError("passphrase")


def join(data: bytes, *custodians: tuple[str, str]) -> dict[str, Any]:
    """Open `identity` with two passphrases, given with whose they are, where it takes two."""
    said = _read(data)
    pairs = {name: _pair(said, name, _secret(said, name, passphrase)) for passphrase, name in custodians}
    one, other = pairs
    halves = [
        _half(said, name, pair, to) for (name, pair), to in zip(pairs.items(), (other, one), strict=True)
    ]
    return dict(_section(said, "identity", bytes(a ^ b for a, b in zip(*halves, strict=True))))


def _half(said: dict[str, Any], name: str, pair: Pair, other: str) -> bytes:
    sealed = said["people"][name]["halves"].get(other)
    need(sealed is not None, "role")
    return _granted(said, pair, sealed, "identity", name)


def _of_person(said: dict[str, Any], name: str, secret: bytes) -> dict[str, Any]:
    return _sections(said, said["people"][name]["grants"], _pair(said, name, secret), name)


def _pair(said: dict[str, Any], name: str, secret: bytes) -> Pair:
    deployment, listed = bytes.fromhex(said["deployment"]), said["people"][name]
    parts = [hkdf(secret, deployment, b"amana/v1/keystore/person" + u(1, n)) for n in range(4)]
    pair = Pair(parts[1], parts[2] + parts[3])
    public = edwards.public_of(parts[0]), pair.public.x25519, pair.public.mlkem
    need([each.hex() for each in public] == [listed[key] for key in ("sign", "x25519", "mlkem")], "keystore")
    return pair


def _granted(said: dict[str, Any], pair: Pair, sealed: str, section: str, name: str) -> bytes:
    bound = section.encode() + b"\0" + name.encode()
    try:
        return unwrap(
            "keystore/grant", bytes.fromhex(said["deployment"]), 0, pair, bytes.fromhex(sealed), bound
        )
    except FormatError:
        raise FormatError("keystore") from None


def _sections(said: dict[str, Any], grants: dict[str, str], pair: Pair, name: str) -> dict[str, Any]:
    opened: dict[str, Any] = {}
    for section, grant in grants.items():
        need(section in said["sections"], "keystore")
        opened[section] = _section(said, section, _granted(said, pair, grant, section, name))
    for section in opened.keys() & {"desk", "root"}:
        need(edwards.public_of(bytes.fromhex(opened[section]["seed"])).hex() == said["team"], "keystore")
    return opened


def _section(said: dict[str, Any], section: str, key: bytes) -> Any:
    sealed = bytes.fromhex(said["sections"][section])
    own = hkdf(key, sealed[:32], b"amana/v1/keystore/section")
    bound = bytes.fromhex(said["deployment"]) + said["lane"].encode() + b"\0" + section.encode()
    try:
        held = canonical.read(open_aead(own, NO_NONCE, sealed[32:], bound, "keystore"), LARGEST)
    except FormatError:
        raise FormatError("keystore") from None
    need(HOLDS[section](held), "keystore")
    return held


def _expand(key: bytes, salt: bytes, info: bytes) -> Pair:
    parts = [hkdf(key, salt, info + u(1, n)) for n in range(3)]
    return Pair(parts[0], parts[1] + parts[2])


def recover(data: bytes, master: bytes) -> dict[str, Any]:
    """Open every section with a quarter's master secret."""
    said = _read(data)
    lane = said["lane"].encode()
    pair = _expand(master, bytes.fromhex(said["deployment"]), b"amana/v1/keystore/recovery" + lane)
    for each in said["recovery"]:
        if (each["x25519"], each["mlkem"]) == (pair.public.x25519.hex(), pair.public.mlkem.hex()):
            return _sections(said, each["grants"], pair, "")
    raise FormatError("shares")


def kek(master: bytes, deployment: bytes, lane: str, first: int, week: int) -> bytes:
    """Derive the key of a week of a quarter that begins with the week `first`."""
    key = hkdf(master, deployment, b"amana/v1/kek/first" + lane.encode() + u(4, first))
    monday = datetime.date.fromisocalendar(first // 100, first % 100, 1)
    while epoch(monday) != week:
        key, monday = hkdf(key, b"", b"amana/v1/kek/next"), monday + datetime.timedelta(7)
    return key


def pair_of_kek(key: bytes, deployment: bytes, lane: str, week: int) -> Pair:
    """Derive the intake pair of a week."""
    return _expand(key, deployment, b"amana/v1/kek/epoch" + lane.encode() + u(4, week))


def read_ratchet(data: bytes, deployment: bytes, keys: list[bytes]) -> dict[str, Any]:
    """Read the newest state of a ratchet file; `ratchet` if there is none."""
    reader = Reader(data)
    reader.magic(b"AMANAR\0\1")
    found, places = reader.take(16), [reader.take(PLACE), reader.take(PLACE)]
    reader.end()
    need(found == deployment, "ratchet")
    states = [
        (int.from_bytes(place[:8], "big"), block)
        for place in places
        for key in keys
        for block in _place(place, deployment, key)
    ]
    need(states, "ratchet")
    block = Reader(max(states)[1])
    try:
        state = canonical.read(block.take(block.number(2)), PLACE)
    except FormatError:
        raise FormatError("ratchet") from None
    need(STATE(state) and not any(block.rest()), "ratchet")
    return state


def _place(place: bytes, deployment: bytes, key: bytes) -> list[bytes]:
    own = hkdf(key, place[8:40], b"amana/v1/ratchet")
    try:
        return [open_aead(own, NO_NONCE, place[40:], deployment + place[:8], "ratchet")]
    except FormatError:
        return []


def read_log(data: bytes, said: dict[str, Any], keys: list[bytes]) -> list[dict[str, Any]]:
    """Read a key log, line by line, with the keys of section `log`; `keylog` if it was altered."""
    deployment, at, previous = bytes.fromhex(said["deployment"]), 0, bytes(32)
    found: list[dict[str, Any]] = []
    while len(data) >= at + 4 and len(data) >= at + 4 + int.from_bytes(data[at : at + 4], "big"):
        length = int.from_bytes(data[at : at + 4], "big")
        need(48 < length <= 48 + (1 << 14), "keylog")
        sealed = data[at + 4 : at + 4 + length]
        bodies = [body for key in keys for body in _line(sealed, deployment, key)]
        need(bodies, "keylog")
        line = canonical.read(bodies[0], 1 << 14)
        need(LINE(line) and line["number"] == len(found) + 1 and line["previous"] == previous.hex(), "keylog")
        unsigned = canonical.write({key: line[key] for key in line.keys() - {"signature"}})
        signer = bytes.fromhex(line["sign"])
        signed.verify(signer, "keylog", deployment, unsigned, bytes.fromhex(line["signature"]))
        known = said["people"].get(line["person"])
        need(known is None or known["sign"] == line["sign"], "keylog")
        found.append(line)
        at, previous = at + 4 + length, sha256(bodies[0])
    return found


def _line(sealed: bytes, deployment: bytes, key: bytes) -> list[bytes]:
    own = hkdf(key, sealed[:32], b"amana/v1/keylog/line")
    try:
        return [open_aead(own, NO_NONCE, sealed[32:], deployment, "keylog")]
    except FormatError:
        return []
