"""Keystore: a team's secrets, in sections, granted to the people whose roles need them (formats §10).

``create`` makes one; ``unlock`` opens it with one person's passphrase and gives a ``Session``, which holds
what that person may use and nothing else:

    with unlock(path, passphrase, "Amina") as session:
        session.desk().seed        # KeystoreError("role") unless a role of hers opens section ``desk``
        session.keys("store")[0]   # the key of the encrypted store; former ones follow
        session.identity()         # pairs by quarter; ``join`` a second custodian first where two are needed

keys.private.changes adds and removes people. Intake keys are in no keystore: keys.private.ratchet has them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from keys import primitives
from keys.durable import sync_folder, write_private
from keys.errors import FormatError, KeystoreError
from keys.private import changes, slots
from keys.private import roster as rosters
from keys.private.changes import NewPerson, number_of
from keys.private.hybrid import pair
from keys.private.kek import recovery_pair
from keys.private.people import Own, Person, open_grant
from keys.private.roster import FILE_LIMIT, Roster
from keys.private.sections import Desk, Held
from keys.private.session import IDENTITY, Session
from keys.private.slots import Strength

__all__ = [
    "LONGEST_WAIT",
    "NewPerson",
    "Session",
    "Strength",
    "create",
    "of_lane",
    "overwrite",
    "paths",
    "recover",
    "unlock",
    "wipe",
]

LONGEST_WAIT = 64  # seconds
Sleep = Callable[[float], None]


def create(
    path: Path,
    *,
    deployment: bytes,
    lane: str,
    people: Sequence[NewPerson],
    contents: Mapping[str, Held],
    two_custodians: bool = False,
    strength: Strength | None = None,
) -> None:
    """Make a keystore; ``contents`` by section, of which ``desk`` or ``root`` holds the seed that signs it.

    Raises:
        FileExistsError: something is at ``path``; keys are never overwritten.
        KeystoreError: ``weak`` or ``bounds``, for the strength, a name or a role; ``person``, a name twice.
    """
    if path.exists():
        raise FileExistsError(path)
    held = contents.get("desk") or contents["root"]
    seed = held.seed if isinstance(held, Desk) else held
    if not isinstance(seed, bytes):
        raise TypeError("internal error: no seed to sign the keystore with")
    added = {new.name: changes.made(new, deployment, strength) for new in people}
    if len(added) < len(people):
        raise KeystoreError("person", "Two people cannot have one name here. Write one of them otherwise.")
    empty = Roster(
        deployment=deployment,
        lane=lane,
        people={name: person for name, (person, _) in added.items()},
        recovery=(),
        serial=0,
        team=primitives.signing_public(seed),
        two_custodians=two_custodians,
        slots={name: slot for name, (_, slot) in added.items()},
        sections={},
    )
    with Session(
        path, empty, {name: primitives.random_bytes(primitives.KEY) for name in contents}
    ) as session:
        for name, each in contents.items():
            session.put(name, each)
        session.roster = replace(session.roster, people=changes.regranted(session, session.people))
        session.write(seed)


def unlock(path: Path, passphrase: str, person: str | None = None, *, sleep: Sleep = time.sleep) -> Session:
    """Open a keystore with one person's passphrase; without a name, whoever's it is.

    After a wrong passphrase the next attempt waits: a second, then twice as long each time.

    Raises:
        FormatError, UntrustedError: as ``roster.parse``.
        KeystoreError: ``passphrase``, ``person``, ``weak``, ``bounds``, or ``keystore`` when it is damaged.
    """
    roster = _read(path)
    if person is not None and person not in roster.people:
        raise KeystoreError("person", f"Nobody called {person} has a passphrase here.")
    _wait(path, sleep)
    for name in [person] if person else roster.people:
        try:
            secret = slots.open_slot(roster.slots[name], number_of(name), passphrase, roster.deployment)
        except KeystoreError as error:
            if error.kind != "passphrase":
                raise
            continue
        _tries(path).unlink(missing_ok=True)
        return _session(path, roster, roster.people[name], Own.derive(secret, roster.deployment))
    _count(path)
    raise KeystoreError("passphrase", "This passphrase opens no slot of the keystore.")


def recover(path: Path, master: bytes) -> Session:
    """Open a keystore with a quarter's master secret, put together from its shares.

    Raises:
        FormatError, UntrustedError: as ``roster.parse``.
        KeystoreError: ``shares``, they are of another keystore or another quarter.
    """
    roster = _read(path)
    own = pair(recovery_pair(master, lane=roster.lane, deployment=roster.deployment))
    for each in roster.recovery:
        if each.hybrid == own[0]:
            keys = {
                section: open_grant(roster.deployment, section, "", own, sealed)
                for section, sealed in each.grants.items()
            }
            return _believed(Session(path, roster, keys))
    raise KeystoreError(
        "shares",
        "These shares are of another keystore, or of a quarter that this copy is too old or new for.",
    )


def wipe(path: Path) -> None:
    """Overwrite a keystore and its ratchet file, and remove them with its log.

    On flash memory the old bytes may stay: docs/threat-model.md.
    """
    ratchet_file, log = paths(path)
    for each in (ratchet_file, path):
        overwrite(each)
    for each in (log, _tries(path)):
        each.unlink(missing_ok=True)
    sync_folder(path.parent)


def overwrite(path: Path) -> None:
    """Overwrite a file and remove it, if it is there; flash memory may keep the old bytes all the same."""
    if path.exists():
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            file.write(primitives.random_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def of_lane(folder: Path, lane: str) -> Path:
    """Return where a lane's keystore lies in the offline folder."""
    return folder / ("keystore" if lane == "desk" else f"{lane}.keystore")


def paths(keystore: Path) -> tuple[Path, Path]:
    """Return where a keystore's ratchet file and key log lie."""
    return keystore.with_name(f"{keystore.name}.ratchet"), keystore.with_name(f"{keystore.name}.log")


def _read(path: Path) -> Roster:
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise FormatError("bounds", "This file is too large to be a keystore.")
    return rosters.parse(data)


def _session(path: Path, roster: Roster, person: Person, own: Own) -> Session:
    if own.pair[0] != person.hybrid or primitives.signing_public(own.seed) != person.sign:
        raise _altered()

    def opened(section: str, sealed: bytes) -> bytes:
        return open_grant(roster.deployment, section, person.name, own.pair, sealed)

    keys = {section: opened(section, sealed) for section, sealed in person.grants.items()}
    halves = {other: opened(IDENTITY, sealed) for other, sealed in person.halves.items()}
    return _believed(Session(path, roster, keys, person=person, own=own, halves=halves))


def _believed(session: Session) -> Session:
    """Require that the team key which signed the roster is the one in the sealed section, where that is open.

    Otherwise whoever can write the file could name a team key of their own, and be granted everything at the
    next change of people.
    """
    seeds = [session.desk().seed] if session.holds("desk") else []
    seeds += [session.root()] if session.holds("root") else []
    if any(primitives.signing_public(seed) != session.team for seed in seeds):
        session.lock()
        raise _altered()
    return session


def _altered() -> KeystoreError:
    return KeystoreError("keystore", "This keystore was altered. Restore it from its copy.")


def _tries(path: Path) -> Path:
    return path.with_name(f".{path.name}.tries")


def _wait(path: Path, sleep: Sleep) -> None:
    """Slow down whoever sits at the workstation and guesses; a copy of the file is guarded by Argon2id."""
    failed = _failed(path)
    if failed:
        sleep(min(2 ** (failed - 1), LONGEST_WAIT))


def _failed(path: Path) -> int:
    with suppress(FileNotFoundError, ValueError):
        return min(int(_tries(path).read_bytes()[:4]), 16)
    return 0


def _count(path: Path) -> None:
    # Where nothing can be written, on a copy looked at read-only, a wrong passphrase is still just that.
    with suppress(OSError):
        write_private(_tries(path), str(_failed(path) + 1).encode())
