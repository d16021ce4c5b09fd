"""People of a keystore: roles, public halves, and what each is granted (docs/formats.md §10.2, §10.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keys import primitives, tags, wrap
from keys.errors import KeystoreError, NotForMeError
from keys.primitives import HybridPublic
from keys.private.hybrid import HybridPrivate, Pair, pair, unwrap
from keys.private.sections import ROLES, SECTIONS
from keys.shape import Shape
from keys.wire import u8

__all__ = ["GRANT", "Own", "Person", "grant", "open_grant", "person_from_json", "person_to_json"]

GRANT = wrap.OVERHEAD + 32
MOST_PEOPLE = 16
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,60}")
_shape = Shape("keystore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What everybody may know of a person of the keystore.

    ``grants`` are section keys sealed to this person. Where two custodians are asked for, ``halves`` are this
    person's halves of the identity section's key, one for each other custodian, by that one's name.
    """

    name: str
    roles: tuple[str, ...]
    sign: bytes
    hybrid: HybridPublic
    grants: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    halves: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def sections(self) -> set[str]:
        """Return the sections that this person's roles open."""
        return {section for role in self.roles for section in ROLES[role]}


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own secrets, all derived from the 32 bytes in that person's slot."""

    secret: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    pair: Pair = field(repr=False)

    @classmethod
    def derive(cls, secret: bytes, deployment: bytes) -> Own:
        """Derive the signing seed and the hybrid pair."""
        parts = [primitives.hkdf(secret, deployment, tags.KEYSTORE_PERSON + u8(part)) for part in range(4)]
        return cls(secret, parts[0], pair(HybridPrivate.from_seed(b"".join(parts[1:]))))

    def person(self, name: str, roles: tuple[str, ...]) -> Person:
        """Return the public side, with nothing granted yet.

        Raises:
            KeystoreError: ``bounds``, for the name or the roles.
        """
        if not _NAME.fullmatch(name) or name != name.strip():
            raise KeystoreError("bounds", "A name has 1 to 60 characters, and no slash.")
        if not roles or not set(roles) <= ROLES.keys():
            raise KeystoreError("bounds", f"A role is one of: {', '.join(ROLES)}.")
        return Person(
            name=name,
            roles=tuple(sorted(set(roles))),
            sign=primitives.signing_public(self.seed),
            hybrid=self.pair[0],
        )


def grant(deployment: bytes, section: str, name: str, to: HybridPublic, key: bytes) -> bytes:
    """Seal a section's key, or half of one, to a person or to the recovery pair."""
    return wrap.wrap(tags.KEYSTORE_GRANT, deployment, 0, to, key, _context(section, name))


def open_grant(deployment: bytes, section: str, name: str, own: Pair, sealed: bytes) -> bytes:
    """Return the section's key.

    Raises:
        KeystoreError: ``keystore``, it was altered or is another's.
    """
    try:
        return unwrap(tags.KEYSTORE_GRANT, deployment, 0, own, sealed, _context(section, name))
    except NotForMeError as error:
        raise KeystoreError("keystore", "This keystore was altered. Restore it from its copy.") from error


def person_to_json(person: Person) -> dict[str, Any]:
    """Return the roster's entry of a person, without the name, which is its key there."""
    return {
        "grants": {section: sealed.hex() for section, sealed in person.grants.items()},
        "halves": {name: sealed.hex() for name, sealed in person.halves.items()},
        "mlkem": person.hybrid.mlkem.hex(),
        "roles": list(person.roles),
        "sign": person.sign.hex(),
        "x25519": person.hybrid.x25519.hex(),
    }


def person_from_json(name: str, value: object) -> Person:
    """Read a roster's entry.

    Raises:
        FormatError: ``keystore`` or ``key-file``.
    """
    entry = _shape.keys(value, ("grants", "halves", "mlkem", "roles", "sign", "x25519"))
    roles = [_shape.choice(role, ROLES) for role in _shape.items(entry["roles"], 1, len(ROLES))]
    grants, halves = (
        _shape.mapping(entry["grants"], len(SECTIONS)),
        _shape.mapping(entry["halves"], MOST_PEOPLE),
    )
    if roles != sorted(set(roles)) or not grants.keys() <= set(SECTIONS) or not _NAME.fullmatch(name):
        raise _shape.fail("This person's entry is malformed.")
    return Person(
        name=name,
        roles=tuple(roles),
        sign=_shape.octets(entry["sign"], 32),
        hybrid=HybridPublic(
            x25519=_shape.octets(entry["x25519"], 32), mlkem=_shape.octets(entry["mlkem"], 1184)
        ),
        grants={section: _shape.octets(sealed, GRANT) for section, sealed in grants.items()},
        halves={other: _shape.octets(sealed, GRANT) for other, sealed in halves.items()},
    )


def _context(section: str, name: str) -> bytes:
    """Bind a grant to its section and person: none can be passed off as another's."""
    return section.encode() + b"\x00" + name.encode()
