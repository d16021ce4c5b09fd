"""Come back after everything was lost but the shares of a quarter, and perhaps a copy of the keystore.

The shares give the week keys of their quarter by themselves; which weeks these were, the manifest tells, for
it lists the public halves. With a copy of the keystore they open all that the team had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from keys import keyfile
from keys.errors import ShareError
from keys.manifest import Manifest
from keys.private import changes, epochs, keystore
from keys.private.kek import Chain, following
from keys.private.keystore import NewPerson, Strength
from keys.private.sections import fresh

__all__ = ["find_chain", "found_again", "restore"]


def find_chain(master: bytes, lane: str, manifests: Sequence[Manifest]) -> Chain:
    """Return the week keys that a quarter's master secret gives, from its first week on.

    Raises:
        ShareError: ``foreign``, no manifest lists keys that come of it in this lane.
    """
    listed: dict[int, set[str]] = {}
    for each in manifests:
        for epoch, key in each.lanes.get(lane, {}).items():
            listed.setdefault(epoch, set()).add(key)
    deployment = manifests[-1].deployment
    for first in sorted(listed):
        chain = Chain.start(master, lane=lane, deployment=deployment, first=first, last=first)
        if _is_listed(chain, first, listed):
            return _whole(master, lane, deployment, first, listed)
    raise ShareError(
        "foreign", "These shares are of another deployment, team or quarter than the manifests here."
    )


def restore(
    path: Path, master: bytes, chain: Chain, person: NewPerson, day: date, strength: Strength | None = None
) -> list[int]:
    """Bring a copy of the keystore at ``path`` to life again; return the weeks that open.

    ``person`` is added with the roles given, or takes a new passphrase under a name that is there already.

    Raises:
        FileExistsError: a ratchet file is there: nothing was lost.
        KeystoreError: ``shares``, the copy is too old or too new for them; as ``changes.add_person``.
    """
    with keystore.recover(path, master) as session:
        if person.name in session.people:
            changes.remove_person(session, person.name)
        changes.add_person(session, person, strength)
    with keystore.unlock(path, person.passphrase, person.name) as session:
        weeks = epochs.begin(session, [chain], day, "recovered")
        return weeks.state.epochs()


def found_again(
    path: Path, lane: str, chain: Chain, person: NewPerson, day: date, strength: Strength | None = None
) -> bytes:
    """Make a new keystore where not even a copy is left; return its new team key, for the next manifest.

    The weeks of the shares open; declared identities, the store and the former team key are gone for good.

    Raises:
        FileExistsError: there is a keystore.
        KeystoreError: as ``keystore.create``.
    """
    keystore.create(
        path, deployment=chain.deployment, lane=lane, people=[person], contents=fresh(), strength=strength
    )
    with keystore.unlock(path, person.passphrase, person.name) as session:
        epochs.begin(session, [chain], day, "recovered")
        return session.team


def _whole(master: bytes, lane: str, deployment: bytes, first: int, listed: Mapping[int, set[str]]) -> Chain:
    last = first
    while True:
        chain = Chain.start(master, lane=lane, deployment=deployment, first=first, last=following(last))
        if not _is_listed(chain, following(last), listed):
            return Chain.start(master, lane=lane, deployment=deployment, first=first, last=last)
        last = following(last)


def _is_listed(chain: Chain, epoch: int, listed: Mapping[int, set[str]]) -> bool:
    return keyfile.key_id(chain.pair(epoch).public()) in listed.get(epoch, ())
