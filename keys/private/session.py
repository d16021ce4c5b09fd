"""A keystore that is open: what one person, or a quarter's recovery shares, may use of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import TracebackType
from typing import cast

from keys import canonical, primitives, tags
from keys.durable import write_private
from keys.errors import KeysError, KeystoreError
from keys.primitives import ZERO_NONCE
from keys.private import roster as rosters
from keys.private import sections
from keys.private.guarded import Secret
from keys.private.hybrid import HybridPrivate
from keys.private.people import Own, Person
from keys.private.roster import Roster
from keys.private.sections import NEEDED, Desk, Held

__all__ = ["IDENTITY", "Session"]

IDENTITY = "identity"
_SALT = 32


class Session:
    """A keystore unlocked by one person, or by recovery shares; ``lock`` ends it.

    ``keys`` are the section keys granted; ``halves`` this person's halves of the identity section's key, by
    the other custodian's name; ``own`` the person's own secrets.
    """

    def __init__(
        self,
        path: Path,
        roster: Roster,
        keys: Mapping[str, bytes],
        *,
        person: Person | None = None,
        own: Own | None = None,
        halves: Mapping[str, bytes] | None = None,
    ) -> None:
        self.path = path
        self.roster = roster
        self.person = person
        self._own = own
        self._keys = {name: Secret(key) for name, key in keys.items()}
        self._halves = {name: Secret(half) for name, half in (halves or {}).items()}

    # --- what everybody may know ---

    @property
    def deployment(self) -> bytes:
        """The deployment id, 16 bytes."""
        return self.roster.deployment

    @property
    def lane(self) -> str:
        """The team's lane; empty for a root signer."""
        return self.roster.lane

    @property
    def team(self) -> bytes:
        """The team's public key; of the desk lane it is the desk key."""
        return self.roster.team

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody who has a slot, by name."""
        return self.roster.people

    @property
    def two_custodians(self) -> bool:
        """Whether it takes two to open section ``identity``."""
        return self.roster.two_custodians

    def holds(self, section: str) -> bool:
        """Tell whether a section is open in this session."""
        return section in self._keys

    # --- what is granted ---

    def desk(self) -> Desk:
        """Return the team's seed and board secret; raises as ``section``."""
        return cast(Desk, self.section("desk"))

    def root(self) -> bytes:
        """Return a root signer's seed, 32 bytes; raises as ``section``."""
        return cast(bytes, self.section("root"))

    def identity(self) -> dict[int, HybridPrivate]:
        """Return the identity pairs by quarter; raises as ``section``."""
        return cast(dict[int, HybridPrivate], self.section(IDENTITY))

    def keys(self, section: str) -> list[bytes]:
        """Return the keys of ``intake``, ``log`` or ``store``, that in force first; raises as ``section``."""
        return cast(list[bytes], self.section(section))

    def section(self, name: str) -> Held:
        """Open a section.

        Raises:
            KeystoreError: ``role``, it is not granted here; ``keystore``, it is damaged.
        """
        sealed = self.roster.sections.get(name)
        if sealed is None or name not in self._keys:
            raise KeystoreError("role", f"This takes {NEEDED[name]}.")
        salt, rest = sealed[:_SALT], sealed[_SALT:]
        try:
            body = primitives.aead_open(
                self._sealing_key(name, salt), ZERO_NONCE, rest, self._bound(name), kind="keystore"
            )
            return sections.parse(name, canonical.loads(body, len(body)))
        except KeysError as error:
            raise KeystoreError("keystore", "This keystore is damaged. Restore it from its copy.") from error

    def me(self) -> tuple[Person, Own]:
        """Return who opened it, and that person's own secrets.

        Raises:
            KeystoreError: ``role``, nobody is named: the session came from recovery shares.
        """
        if self.person is None or self._own is None:
            raise KeystoreError("role", "Recovery shares are nobody in particular. Add a person first.")
        return self.person, self._own

    def join(self, other: Session) -> None:
        """Open here what a second person's session opens too; two custodians open ``identity`` so.

        Raises:
            KeystoreError: ``deployment``, it is another keystore's session.
        """
        if (other.deployment, other.lane, other.team) != (self.deployment, self.lane, self.team):
            raise KeystoreError("deployment", "These two passphrases are of different keystores.")
        for name, key in other._keys.items():
            self._keys.setdefault(name, Secret(key.reveal()))
        mine, theirs = self.person, other.person
        if mine and theirs and theirs.name in self._halves and mine.name in other._halves:
            halves = self._halves[theirs.name].reveal(), other._halves[mine.name].reveal()
            self._keys.setdefault(IDENTITY, Secret(bytes(a ^ b for a, b in zip(*halves, strict=True))))

    def join_all(self, others: Sequence[Session]) -> None:
        """Open here what others open, alone or any two of them together; raises as ``join``."""
        for first, second in combinations(others, 2):
            first.join(second)
        for other in others:
            self.join(other)

    # --- changing: keys.private.changes says who may what, and writes ---

    def need(self, *names: str) -> None:
        """Require that sections are open; raises ``role`` otherwise."""
        for name in names:
            if name not in self._keys:
                raise KeystoreError("role", f"This takes {NEEDED[name]}.")

    def key_of(self, name: str) -> bytes:
        """Return an open section's own key, to be granted."""
        return self._keys[name].reveal()

    def put(self, name: str, held: Held) -> None:
        """Replace what an open section holds, in the session; ``write`` makes it last.

        Raises:
            KeystoreError: ``role``.
        """
        self.need(name)
        salt = primitives.random_bytes(_SALT)
        body = canonical.dumps(sections.pack(name, held))
        # The salt, hence the key, is fresh at every sealing, so the nonce may be constant.
        sealed = primitives.aead_seal(self._sealing_key(name, salt), ZERO_NONCE, body, self._bound(name))
        self.roster = replace(self.roster, sections={**self.roster.sections, name: salt + sealed})

    def rekey(self, name: str, held: Held) -> None:
        """Seal a section anew under a new key of its own; grants of the old one open nothing any more."""
        self.need(name)
        self._keys[name].wipe()
        self._keys[name] = Secret(primitives.random_bytes(primitives.KEY))
        self.put(name, held)

    def write(self, seed: bytes | None = None) -> None:
        """Write the file whole; with the team's seed if the signed part has changed."""
        if seed is not None:
            numbered = replace(self.roster, serial=self.roster.serial + 1)
            self.roster = replace(numbered, signature=rosters.sign(numbered, seed))
        write_private(self.path, rosters.pack(self.roster))

    # --- ending ---

    def lock(self) -> None:
        """Overwrite every key of the session; nothing can be opened with it any more."""
        for secret in (*self._keys.values(), *self._halves.values()):
            secret.wipe()
        self._keys.clear()
        self._halves.clear()
        self._own = None

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lock()

    def __repr__(self) -> str:
        return f"Session({self.path}, {self.person.name if self.person else 'recovery'})"

    def _sealing_key(self, name: str, salt: bytes) -> bytes:
        return primitives.hkdf(self.key_of(name), salt, tags.KEYSTORE_SECTION)

    def _bound(self, name: str) -> bytes:
        """Bind a section to its place: none can be passed off as another, or as another team's."""
        return self.deployment + self.lane.encode() + b"\x00" + name.encode()
