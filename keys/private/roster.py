"""The file of a keystore: a signed roster of people, their slots, sealed sections (docs/formats.md §10.1).

Nothing here opens anything: this is what anybody who has the file can read, and what the team key signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keys import canonical, signed, tags
from keys.primitives import HybridPublic
from keys.private import slots
from keys.private.people import GRANT, MOST_PEOPLE, Person, person_from_json, person_to_json
from keys.private.sections import SECTIONS
from keys.shape import Shape
from keys.wire import Reader, u32

__all__ = ["FILE_LIMIT", "Recovery", "Roster", "check", "pack", "parse", "sign"]

FILE_LIMIT = 2 << 20
_SECTION_LIMIT = 1 << 18
_MOST_RECOVERIES = 16
_KEYS = "deployment lane people recovery sections serial signature slots team two_custodians v"
_shape = Shape("keystore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A quarter's recovery pair, its public half, and what it is granted; ``last`` is its last week."""

    last: int
    hybrid: HybridPublic
    grants: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A keystore as it stands in its file. ``lane`` is empty for a root signer's.

    ``slots`` are people's own, under their passphrases, by name; ``sections`` are sealed, each after the
    32-byte salt of its sealing. Neither is signed: each is bound to what it is by its own key.
    """

    deployment: bytes
    lane: str
    people: Mapping[str, Person]
    recovery: tuple[Recovery, ...]
    serial: int
    team: bytes
    two_custodians: bool
    slots: Mapping[str, Mapping[str, Any]] = field(repr=False)
    sections: Mapping[str, bytes] = field(repr=False)
    signature: bytes = b""


def sign(roster: Roster, seed: bytes) -> bytes:
    """Return the team's signature of who may open what."""
    return signed.sign(tags.KEYSTORE_ROSTER, roster.deployment, _body(roster), seed)


def check(roster: Roster) -> None:
    """Require the team's signature.

    Raises:
        UntrustedError: ``signature``.
    """
    signed.verify(tags.KEYSTORE_ROSTER, roster.deployment, _body(roster), roster.team, roster.signature)


def pack(roster: Roster) -> bytes:
    """Write the file's bytes."""
    body = canonical.dumps(
        {
            **_signed_part(roster),
            "sections": {name: sealed.hex() for name, sealed in roster.sections.items()},
            "signature": roster.signature.hex(),
            "slots": {name: dict(slot) for name, slot in roster.slots.items()},
        }
    )
    return tags.MAGIC_KEYSTORE + u32(len(body)) + body


def parse(untrusted: bytes) -> Roster:
    """Read a keystore's file strictly, and check the team's signature.

    Raises:
        FormatError: ``magic``, ``version``, ``truncated``, ``trailing``, ``canonical``, ``keystore``.
        KeystoreError: ``weak`` or ``bounds``, for a slot's cost.
        UntrustedError: ``signature``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_KEYSTORE)
    body = reader.take(reader.u32())
    reader.end()
    value = _shape.keys(canonical.loads(body, FILE_LIMIT), _KEYS.split())
    _shape.integer(value["v"], 1, 1)
    people = _shape.mapping(value["people"], MOST_PEOPLE)
    own = _shape.mapping(value["slots"], MOST_PEOPLE)
    sections = _shape.mapping(value["sections"], len(SECTIONS))
    if not people or own.keys() != people.keys() or not sections.keys() <= set(SECTIONS):
        raise _shape.fail("This keystore's people, slots and sections do not belong together.")
    roster = Roster(
        deployment=_shape.octets(value["deployment"], 16),
        lane=_shape.text(value["lane"], 0, 16),
        people={name: person_from_json(name, entry) for name, entry in people.items()},
        recovery=tuple(_recovery(entry) for entry in _shape.items(value["recovery"], 0, _MOST_RECOVERIES)),
        serial=_shape.integer(value["serial"], 1, 2**31),
        team=_shape.octets(value["team"], 32),
        two_custodians=_shape.boolean(value["two_custodians"]),
        slots={name: slots.from_json(slot) for name, slot in own.items()},
        sections={name: _sealed(sealed) for name, sealed in sections.items()},
        signature=_shape.octets(value["signature"], 64),
    )
    check(roster)
    return roster


def _signed_part(roster: Roster) -> dict[str, Any]:
    return {
        "deployment": roster.deployment.hex(),
        "lane": roster.lane,
        "people": {name: person_to_json(person) for name, person in roster.people.items()},
        "recovery": [
            {
                "grants": {section: sealed.hex() for section, sealed in each.grants.items()},
                "last": each.last,
                "mlkem": each.hybrid.mlkem.hex(),
                "x25519": each.hybrid.x25519.hex(),
            }
            for each in roster.recovery
        ],
        "serial": roster.serial,
        "team": roster.team.hex(),
        "two_custodians": roster.two_custodians,
        "v": 1,
    }


def _body(roster: Roster) -> bytes:
    return canonical.dumps(_signed_part(roster))


def _recovery(value: object) -> Recovery:
    entry = _shape.keys(value, ("grants", "last", "mlkem", "x25519"))
    grants = _shape.mapping(entry["grants"], len(SECTIONS))
    if not grants.keys() <= set(SECTIONS):
        raise _shape.fail("A recovery entry is malformed.")
    return Recovery(
        last=_shape.integer(entry["last"], 200001, 299953),
        hybrid=HybridPublic(
            x25519=_shape.octets(entry["x25519"], 32), mlkem=_shape.octets(entry["mlkem"], 1184)
        ),
        grants={section: _shape.octets(sealed, GRANT) for section, sealed in grants.items()},
    )


def _sealed(value: object) -> bytes:
    text = _shape.text(value, 2 * 48, 2 * _SECTION_LIMIT)
    return _shape.octets(text, len(text) // 2)
