"""Keystores (docs/formats.md §10), at the least cost allowed: 64 MiB, three passes.

One desk of two people, laid out by hand from the page: Amina, who may do everything, and Brahim, an auditor.
Every grant has randomness of its own, as grants must; its ciphertext is proved to be that of its coins.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from keys import canonical, primitives, signed, tags
from keys.private.hybrid import HybridPrivate
from keys.wire import u8, u32
from tests.vectors.generate.material import CUSTODIAN, DEPLOYMENT, QUARTER, Slot, draw
from tests.vectors.generate.model import Blob, Vector, edited, fails, succeeds

__all__ = ["CONTENTS", "LANE", "LAST", "MASTER", "desk", "grantees", "packed", "vectors"]

Value = dict[str, Any]
LANE, LAST = "desk", 202707
MASTER = draw("quarter master", 32)
SEED = draw("desk signer", 32)
CONTENTS: dict[str, Value] = {
    "desk": {"board": draw("board secret", 32).hex(), "seed": SEED.hex()},
    "identity": {str(QUARTER): CUSTODIAN.pair_json()},
    "intake": {"keys": [draw("intake key", 32).hex()]},
    "log": {"keys": [draw("log key", 32).hex(), draw("former log key", 32).hex()]},
    "store": {"keys": [draw("store key", 32).hex()]},
}
ROLES = {"Amina": ["custodian", "reviewer", "supervisor"], "Brahim": ["auditor"]}
GRANTED = {"Amina": sorted(CONTENTS), "Brahim": ["log"]}
_PASSPHRASES = {"Amina": "correct \u00e9 battery", "Brahim": "another"}
_FILE = "keystore.bin"


@dataclass(frozen=True)
class Grantee(Slot):
    """Who a section's key is sealed to: a person, or the recovery pair of a quarter."""

    held: HybridPrivate

    @property
    def private(self) -> HybridPrivate:
        return self.held


def _secret(person: str) -> bytes:
    return draw(f"secret of {person}", 32)


def _expand(key: bytes, info: bytes, first: int) -> HybridPrivate:
    """Take 96 bytes, as §10.2 and §10.5 do: part after part, 32 bytes each."""
    parts = [primitives.hkdf(key, DEPLOYMENT, info + u8(first + part)) for part in range(3)]
    return HybridPrivate(x25519=parts[0], mlkem=parts[1] + parts[2])


def _person_pair(person: str) -> HybridPrivate:
    return _expand(_secret(person), tags.KEYSTORE_PERSON, 1)


def _recovery_pair() -> HybridPrivate:
    return _expand(MASTER, tags.KEYSTORE_RECOVERY + LANE.encode(), 0)


def _grants(person: str, pair: HybridPrivate, sections: list[str]) -> Value:
    """Seal each section's key; the recovery pair is nobody, and its name is empty."""
    return {
        section: Grantee(f"grant {person or 'recovery'} {section}", pair)
        .wrap(tags.KEYSTORE_GRANT, 0, _key(section), section.encode() + b"\0" + person.encode())
        .hex()
        for section in sections
    }


def grantees() -> Iterator[Grantee]:
    """Yield every recipient that a ciphertext in encapsulations.json is for."""
    for person, sections in GRANTED.items():
        yield from (Grantee(f"grant {person} {section}", _person_pair(person)) for section in sections)
    yield from (Grantee(f"grant recovery {section}", _recovery_pair()) for section in CONTENTS)


def _key(section: str) -> bytes:
    return draw(f"key of section {section}", 32)


def _public(pair: HybridPrivate) -> Value:
    public = pair.public()
    return {"mlkem": public.mlkem.hex(), "x25519": public.x25519.hex()}


def _person(name: str) -> Value:
    seed = primitives.hkdf(_secret(name), DEPLOYMENT, tags.KEYSTORE_PERSON + u8(0))
    return {
        "grants": _grants(name, _person_pair(name), GRANTED[name]),
        "halves": {},
        "roles": ROLES[name],
        "sign": primitives.signing_public(seed).hex(),
        **_public(_person_pair(name)),
    }


def _slot(name: str, *, memory: int = 65536, time: int = 3, lanes: int = 4) -> Value:
    salt = draw(f"slot of {name}", 32)
    bound = DEPLOYMENT + primitives.sha256(name.encode()) + u32(memory) + u32(time) + u8(lanes) + salt
    passphrase = unicodedata.normalize("NFC", _PASSPHRASES[name]).encode()
    stretched = primitives.argon2id(passphrase, salt, time=time, memory=memory, lanes=lanes)
    kek = primitives.hkdf(stretched, bound, tags.KEYSTORE_SLOT)
    return {
        "commitment": primitives.hkdf(stretched, bound, tags.KEYSTORE_COMMIT).hex(),
        "lanes": lanes,
        "memory": memory,
        "salt": salt.hex(),
        "time": time,
        "wrap": primitives.aead_seal(kek, primitives.ZERO_NONCE, _secret(name), bound).hex(),
    }


def _section(name: str, body: bytes) -> str:
    salt = draw(f"salt of section {name}", 32)
    key = primitives.hkdf(_key(name), salt, tags.KEYSTORE_SECTION)
    ad = DEPLOYMENT + LANE.encode() + b"\0" + name.encode()
    return (salt + primitives.aead_seal(key, primitives.ZERO_NONCE, body, ad)).hex()


def desk() -> Value:
    """Return the file's JSON, but for the signature."""
    return {
        "deployment": DEPLOYMENT.hex(),
        "lane": LANE,
        "people": {name: _person(name) for name in ROLES},
        "recovery": [
            {
                "grants": _grants("", _recovery_pair(), sorted(CONTENTS)),
                "last": LAST,
                **_public(_recovery_pair()),
            }
        ],
        "sections": {name: _section(name, canonical.dumps(held)) for name, held in CONTENTS.items()},
        "serial": 1,
        "slots": {name: _slot(name) for name in ROLES},
        "team": primitives.signing_public(SEED).hex(),
        "two_custodians": False,
        "v": 1,
    }


def packed(value: Value, seed: bytes = SEED) -> bytes:
    """Sign all but sections and slots, and lay the file out."""
    body = canonical.dumps({name: part for name, part in value.items() if name not in ("sections", "slots")})
    signature = signed.sign(tags.KEYSTORE_ROSTER, DEPLOYMENT, body, seed)
    return _laid_out({**value, "signature": signature.hex()})


def _laid_out(value: Value) -> bytes:
    body = canonical.dumps(value)
    return tags.MAGIC_KEYSTORE + u32(len(body)) + body


def vectors() -> Iterator[Vector | Blob]:
    """Make the groups keystore and recovery, and the file that their vectors bend."""
    value = desk()
    good = packed(value)
    yield Blob(_FILE, good)
    yield from _opening()
    yield from _recovering()
    for name, about, kind, file in _faults(value, good):
        yield fails(
            "keystore",
            name,
            about,
            kind,
            file=edited(_FILE, good, file),
            person="Amina",
            passphrase=_PASSPHRASES["Amina"],
        )


def _opening() -> Iterator[Vector]:
    def opens(name: str, about: str, opener: str, passphrase: str, **named: str) -> Vector:
        return succeeds(
            "keystore",
            name,
            about,
            file={"file": _FILE},
            passphrase=passphrase,
            **named,
            deployment=DEPLOYMENT.hex(),
            lane=LANE,
            opened_by=opener,
            roles=ROLES[opener],
            sections={section: CONTENTS[section] for section in GRANTED[opener]},
        )

    passphrase = _PASSPHRASES["Amina"]
    yield opens("good", "Everything is granted to Amina.", "Amina", passphrase, person="Amina")
    yield opens("auditor", "To an auditor, the log alone.", "Brahim", _PASSPHRASES["Brahim"], person="Brahim")
    yield opens("nobody-named", "Slots are tried in turn.", "Brahim", _PASSPHRASES["Brahim"])
    yield opens(
        "decomposed-passphrase",
        "A passphrase is normalised to NFC.",
        "Amina",
        unicodedata.normalize("NFD", passphrase),
        person="Amina",
    )
    for name, about, person, typed, kind in (
        ("other-passphrase", "Another passphrase.", "Amina", passphrase.title(), "passphrase"),
        ("other-person", "Another person's passphrase.", "Brahim", passphrase, "passphrase"),
        ("unknown-person", "Nobody has this name.", "amina", passphrase, "person"),
    ):
        yield fails("keystore", name, about, kind, file={"file": _FILE}, person=person, passphrase=typed)


def _recovering() -> Iterator[Vector]:
    yield succeeds(
        "recovery",
        "good",
        "The quarter's master secret opens every section.",
        file={"file": _FILE},
        master=MASTER.hex(),
        sections=CONTENTS,
    )
    other = bytes([MASTER[0] ^ 1]) + MASTER[1:]
    yield fails(
        "recovery", "other-master", "A bit of it.", "shares", file={"file": _FILE}, master=other.hex()
    )


def _changed(value: Value, change: Callable[[Value], None]) -> Value:
    changed = copy.deepcopy(value)
    change(changed)
    return changed


def _flipped(text: str, at: int = 0) -> str:
    data = bytearray.fromhex(text)
    data[at] ^= 1
    return data.hex()


def _put(*path: str, to: Callable[[Any], Any]) -> Callable[[Value], None]:
    def change(value: Value) -> None:
        place: Any = value
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to(place.get(path[-1]))

    return change


def _faults(value: Value, good: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    yield "magic", "Another magic.", "magic", b"B" + good[1:]
    yield "version", "The next version.", "version", good[:7] + b"\2" + good[8:]
    yield "cut", "A byte is missing.", "truncated", good[:-1]
    yield "trailing", "A byte too many.", "trailing", good + b"\0"
    signature = canonical.loads(good[12:], 2 << 20)["signature"]
    for name, about, kind, change in (*_SLOTS, *_SECTIONS):
        yield name, about, kind, _laid_out({**_changed(value, change), "signature": signature})
    for name, about, change in _ALTERED:
        yield name, about, "signature", _laid_out({**_changed(value, change), "signature": signature})
    for name, about, kind, change in _MISSHAPEN:
        yield name, about, kind, packed(_changed(value, change))
    yield "unknown-key", "Something unknown in the file.", "keystore", packed({**value, "note": ""})
    thief = draw("other team", 32)
    yield (
        "another-team-throughout",
        "Named and signed by a key that is not the one in section desk.",
        "keystore",
        packed({**value, "team": primitives.signing_public(thief).hex()}, thief),
    )
    yield (
        "other-team",
        "Signed by another key than the one named.",
        "signature",
        packed(value, thief),
    )


def _slot_part(name: str, to: Callable[[Any], Any]) -> Callable[[Value], None]:
    return _put("slots", "Amina", name, to=to)


def _costs(memory: int, time: int, lanes: int) -> Callable[[Value], None]:
    def change(value: Value) -> None:
        value["slots"]["Amina"] |= {"lanes": lanes, "memory": memory, "time": time}

    return change


def _exchange(value: Value) -> None:
    """Give Amina's entry Brahim's slot."""
    value["slots"]["Amina"] = value["slots"]["Brahim"]


# What is not signed, but bound to itself: name, what is wrong, kind, how it is made wrong.
_SLOTS: tuple[tuple[str, str, str, Callable[[Value], None]], ...] = (
    ("weak-memory", "Less than 64 MiB.", "weak", _costs(65535, 16, 1)),
    ("weak-time", "64 MiB and two passes.", "weak", _costs(65536, 2, 1)),
    ("weak-product", "t·m just below 3·65,536.", "weak", _costs(98303, 2, 1)),
    ("memory-beyond", "More than 4 GiB: refused before any is taken.", "bounds", _costs(2**22 + 1, 3, 1)),
    ("memory-of-all-ones", "The largest there is.", "bounds", _costs(2**32 - 1, 3, 1)),
    ("time-17", "Seventeen passes.", "bounds", _costs(65536, 17, 1)),
    ("time-0", "No pass.", "bounds", _costs(2**21, 0, 1)),
    ("lanes-17", "Seventeen lanes.", "bounds", _costs(65536, 3, 17)),
    ("lanes-0", "No lane.", "bounds", _costs(65536, 3, 0)),
    ("slot-salt", "A bit of the salt.", "passphrase", _slot_part("salt", _flipped)),
    ("slot-commitment", "A bit of the commitment.", "passphrase", _slot_part("commitment", _flipped)),
    ("slot-wrap", "A bit of the wrapped secret.", "keystore", _slot_part("wrap", _flipped)),
    ("slot-short", "A wrap of 47 bytes.", "keystore", _slot_part("wrap", lambda wrap: wrap[2:])),
    ("slot-exchanged", "The slot of another person: a slot is bound to a name.", "passphrase", _exchange),
    ("slot-unknown-key", "Something unknown in a slot.", "keystore", _slot_part("token", lambda _: "")),
    ("slot-missing", "A person without a slot.", "keystore", lambda value: value["slots"].pop("Brahim")),
)
_SECTIONS: tuple[tuple[str, str, str, Callable[[Value], None]], ...] = (
    ("section-salt", "A bit of a salt.", "keystore", _put("sections", "store", to=_flipped)),
    (
        "section",
        "A bit of what is sealed.",
        "keystore",
        _put("sections", "store", to=lambda old: _flipped(old, -1)),
    ),
    (
        "section-moved",
        "One section in another's place.",
        "keystore",
        lambda value: value["sections"].update(store=value["sections"]["intake"]),
    ),
    (
        "section-unknown",
        "A section of no known name.",
        "keystore",
        _put("sections", "x", to=lambda _: "00" * 48),
    ),
    *(
        (
            f"contents-{name}",
            about,
            "keystore",
            _put("sections", section, to=lambda _, section=section, body=body: _section(section, body)),
        )
        for name, about, section, body in (
            ("unknown-key", "Something unknown held.", "intake", b'{"keys":[],"note":""}'),
            ("no-key", "No key in a list of keys.", "intake", b'{"keys":[]}'),
            ("space", "A space in the JSON.", "intake", b'{"keys": []}'),
            ("short-seed", "31 bytes.", "desk", b'{"board":"%s","seed":"%s"}' % (b"00" * 32, b"00" * 31)),
            ("quarter-twice", "A quarter is written in one way only.", "identity", b'{"020264":{}}'),
        )
    ),
)
# What the team's key signs, altered afterwards.
_ALTERED: tuple[tuple[str, str, Callable[[Value], None]], ...] = (
    ("other-deployment", "Another deployment.", _put("deployment", to=_flipped)),
    ("other-lane", "Another lane.", _put("lane", to=lambda _: "oversight")),
    (
        "role-added",
        "A role that was not given.",
        _put("people", "Brahim", "roles", to=lambda _: ["supervisor"]),
    ),
    ("grant-removed", "A grant taken away.", lambda value: value["people"]["Amina"]["grants"].pop("store")),
    ("serial-raised", "Another serial.", _put("serial", to=lambda serial: serial + 1)),
    ("custodians", "Whether it takes two custodians.", _put("two_custodians", to=lambda _: True)),
    ("recovery-removed", "The recovery pair taken away.", _put("recovery", to=lambda _: [])),
)
# What the team's key signed, and should not have.
_MISSHAPEN: tuple[tuple[str, str, str, Callable[[Value], None]], ...] = (
    ("nobody", "Nobody is in it.", "keystore", lambda value: value.update(people={}, slots={})),
    (
        "unknown-role",
        "A role of no known name.",
        "keystore",
        _put("people", "Brahim", "roles", to=lambda _: ["x"]),
    ),
    (
        "roles-unsorted",
        "Roles out of order.",
        "keystore",
        _put("people", "Amina", "roles", to=lambda roles: roles[::-1]),
    ),
    ("no-role", "A person without a role.", "keystore", _put("people", "Brahim", "roles", to=lambda _: [])),
    (
        "grant-exchanged",
        "A grant of another section, signed: a grant is bound to its section.",
        "keystore",
        lambda value: value["people"]["Amina"]["grants"].update(
            store=value["people"]["Amina"]["grants"]["log"]
        ),
    ),
    (
        "keys-exchanged",
        "Another person's public keys: the slot's secret must give the ones that are listed.",
        "keystore",
        _put("people", "Amina", "sign", to=_flipped),
    ),
    ("serial-0", "Serials begin at 1.", "keystore", _put("serial", to=lambda _: 0)),
)
