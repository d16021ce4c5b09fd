"""Who may open a keystore: people come and go, and the team's key changes (docs/formats.md §10.4).

Every function needs a session that holds what it grants, and the team's seed, which signs the roster; each
writes the keystore whole, and raises ``role`` when the session does not hold enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from keys import primitives
from keys.errors import KeystoreError
from keys.primitives import HybridPublic
from keys.private import slots
from keys.private.kek import recovery_pair
from keys.private.people import MOST_PEOPLE, Own, Person, grant
from keys.private.roster import Recovery
from keys.private.sections import Desk
from keys.private.session import IDENTITY, Session
from keys.private.slots import Strength

__all__ = [
    "NewPerson",
    "add_person",
    "add_recovery",
    "change_passphrase",
    "drop_recoveries",
    "made",
    "number_of",
    "regranted",
    "remove_person",
    "rotate_team",
    "set_two_custodians",
]

_MOST_KEYS = 64


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be added."""

    name: str
    passphrase: str = field(repr=False)
    roles: tuple[str, ...]


def add_person(session: Session, new: NewPerson, strength: Strength | None = None) -> None:
    """Give somebody a slot, and grant what their roles need.

    Raises:
        KeystoreError: ``role``; ``person``, the name is taken; ``full``; ``bounds``, for a name or role.
    """
    if new.name in session.people:
        raise KeystoreError("person", f"{new.name} has a passphrase here already.")
    if len(session.people) == MOST_PEOPLE:
        raise KeystoreError("full", f"A keystore has at most {MOST_PEOPLE} people. Remove one first.")
    person, slot = made(new, session.deployment, strength)
    session.need("desk", *_existing(session, person.sections()))
    session.roster = replace(session.roster, slots={**session.roster.slots, new.name: slot})
    _regrant(session, {**session.people, new.name: person})


def made(new: NewPerson, deployment: bytes, strength: Strength | None) -> tuple[Person, dict[str, Any]]:
    """Return a person's public side, with nothing granted yet, and slot."""
    secret = primitives.random_bytes(32)
    person = Own.derive(secret, deployment).person(new.name, new.roles)
    slot = slots.make(number_of(new.name), new.passphrase, deployment, secret, strength or slots.measured())
    return person, slot


def remove_person(session: Session, name: str) -> None:
    """Take somebody's slot away, and give every section it opened a new key.

    What that person has seen is seen: change the team's key after a supervisor leaves.

    Raises:
        KeystoreError: ``person``, there is nobody of that name, or nobody else could sign; ``role``.
    """
    if name not in session.people:
        raise KeystoreError("person", f"Nobody called {name} has a passphrase here.")
    left = {each: person for each, person in session.people.items() if each != name}
    if not any("desk" in person.sections() for person in left.values()):
        raise KeystoreError("person", "Nobody else could add or remove people. Add a supervisor first.")
    lost = _existing(session, session.people[name].sections())
    session.need("desk", *lost)
    for section in lost:
        held = session.section(section)
        if isinstance(held, list):
            held = [primitives.random_bytes(primitives.KEY), *held][:_MOST_KEYS]
        session.rekey(section, held)
    kept = {each: slot for each, slot in session.roster.slots.items() if each != name}
    two = session.two_custodians and _custodians(left.values()) > 1
    session.roster = replace(session.roster, slots=kept, two_custodians=two)
    _regrant(session, left)


def change_passphrase(session: Session, passphrase: str, strength: Strength | None = None) -> None:
    """Put this person's secret under a new passphrase; the keys stay, and copies open with the old one.

    Raises:
        KeystoreError: ``role``, the session came from recovery shares; ``passphrase``, it is no text.
    """
    person, own = session.me()
    name, chosen = person.name, strength or slots.measured()
    slot = slots.make(number_of(name), passphrase, session.deployment, own.secret, chosen)
    session.roster = replace(session.roster, slots={**session.roster.slots, name: slot})
    session.write()


def set_two_custodians(session: Session, *, two: bool) -> None:
    """Ask for two custodians to open ``identity``, or for one again.

    Raises:
        KeystoreError: ``role``; ``person``, there are fewer than two.
    """
    session.need("desk", IDENTITY)
    if two and _custodians(session.people.values()) < 2:
        raise KeystoreError("person", "There is one custodian only. Add another first.")
    session.roster = replace(session.roster, two_custodians=two)
    # A key that one person once held alone must not stay the key that takes two.
    session.rekey(IDENTITY, session.identity())
    _regrant(session, session.people)


def add_recovery(session: Session, master: bytes, last: int) -> None:
    """Grant every section to the recovery pair of the quarter whose last week is ``last``.

    Raises:
        KeystoreError: ``role``.
    """
    session.need("desk", *session.roster.sections)
    private = recovery_pair(master, lane=session.lane, deployment=session.deployment)
    public = private.public()
    kept = [each for each in session.roster.recovery if each.last != last]
    one = Recovery(last=last, hybrid=public, grants=_for_recovery(session, public))
    session.roster = replace(session.roster, recovery=(*kept, one))
    session.write(session.desk().seed)


def drop_recoveries(session: Session, before: int) -> None:
    """Forget the recovery pairs of quarters whose last week is before week ``before``.

    Raises:
        KeystoreError: ``role``.
    """
    session.need("desk")
    kept = tuple(each for each in session.roster.recovery if each.last >= before)
    session.roster = replace(session.roster, recovery=kept)
    session.write(session.desk().seed)


def rotate_team(session: Session) -> bytes:
    """Make a new team key and board secret; return the new public key, for the next manifest.

    Raises:
        KeystoreError: ``role``.
    """
    session.need("desk")
    desk = Desk(seed=primitives.random_bytes(32), board=primitives.random_bytes(32))
    public = primitives.signing_public(desk.seed)
    session.put("desk", desk)
    session.roster = replace(session.roster, team=public)
    session.write(desk.seed)
    return public


def regranted(session: Session, people: Mapping[str, Person]) -> dict[str, Person]:
    """Return the people with everything granted that their roles need, and no more."""
    granted = {}
    for name, person in people.items():
        alone = {
            section
            for section in _existing(session, person.sections())
            if section != IDENTITY or not session.two_custodians
        }
        # What the session does not hold cannot be granted anew; it has not changed either.
        grants = {
            section: grant(session.deployment, section, name, person.hybrid, session.key_of(section))
            if session.holds(section)
            else person.grants[section]
            for section in sorted(alone)
        }
        granted[name] = replace(person, grants=grants, halves=person.halves)
    if session.two_custodians and session.holds(IDENTITY):
        return _halved(session, granted)
    return granted


def number_of(name: str) -> bytes:
    """Return what binds a slot to its person, 32 bytes."""
    return primitives.sha256(name.encode())


def _regrant(session: Session, people: Mapping[str, Person]) -> None:
    session.roster = replace(session.roster, people=regranted(session, people))
    lost = {section for section in session.roster.sections if not session.holds(section)}
    session.roster = replace(
        session.roster,
        recovery=tuple(
            replace(
                each,
                grants={section: each.grants[section] for section in lost & each.grants.keys()}
                | _for_recovery(session, each.hybrid),
            )
            for each in session.roster.recovery
        ),
    )
    session.write(session.desk().seed)


def _for_recovery(session: Session, public: HybridPublic) -> dict[str, bytes]:
    return {
        section: grant(session.deployment, section, "", public, session.key_of(section))
        for section in session.roster.sections
        if session.holds(section)
    }


def _halved(session: Session, people: Mapping[str, Person]) -> dict[str, Person]:
    """Split the identity section's key anew for every pair of custodians: either half alone is noise."""
    key = session.key_of(IDENTITY)
    names = sorted(name for name, person in people.items() if IDENTITY in person.sections())
    halves: dict[str, dict[str, bytes]] = {name: {} for name in names}
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            one = primitives.random_bytes(len(key))
            other = bytes(a ^ b for a, b in zip(one, key, strict=True))
            for name, partner, half in ((first, second, one), (second, first, other)):
                public = people[name].hybrid
                halves[name][partner] = grant(session.deployment, IDENTITY, name, public, half)
    return {name: replace(person, halves=halves.get(name, {})) for name, person in people.items()}


def _existing(session: Session, wanted: set[str]) -> list[str]:
    return sorted(wanted & session.roster.sections.keys())


def _custodians(people: Iterable[Person]) -> int:
    return sum(IDENTITY in person.sections() for person in people)
