"""The next quarter: thirteen weeks more, under a new master secret with shares of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from keys import primitives
from keys.calendar import epoch_of, quarter_of
from keys.errors import KeystoreError, ShareError
from keys.manifest import Manifest
from keys.private import changes, epochs, shares
from keys.private.ceremony.founding import write_key
from keys.private.ceremony.randomness import Randomness
from keys.private.epochs import Weeks
from keys.private.hybrid import HybridPrivate
from keys.private.kek import Chain, following, last_of
from keys.private.keystore import Session
from keys.private.session import IDENTITY
from keys.private.shares import Plan

__all__ = ["Extension", "check_drill", "prepare", "put_in_force"]

KEPT = timedelta(weeks=4)  # a manifest lists past weeks so long, for the board's and the vault's sake


@dataclass(frozen=True, slots=True)
class Extension:
    """Weeks that were made and are not in force yet: shares to be handed out, master for the drill.

    ``again`` tells that they replace weeks whose keys somebody may know.
    """

    chain: Chain
    again: bool
    shares: list[list[str]] = field(repr=False)
    master: bytes = field(repr=False)


def prepare(
    session: Session, weeks: Weeks, plan: Plan, random: Randomness, day: date, *, again: bool = False
) -> Extension:
    """Draw the next weeks, after those that are here, or from today where these have run out, or ``again``.

    Raises:
        KeystoreError: ``role``, this session does not hold all that shares must bring back.
        ShareError: ``plan``.
    """
    session.need("desk", *session.roster.sections)
    held = [] if again else weeks.state.epochs()
    first = max(epoch_of(day), following(held[-1])) if held else epoch_of(day)
    master = random.draw()
    chain = Chain.start(
        master, lane=session.lane, deployment=session.deployment, first=first, last=last_of(first)
    )
    return Extension(chain, again, shares.split(master, plan), master)


def check_drill(made: Extension, typed: Sequence[str]) -> None:
    """Require shares, typed back from the sheets, that give the new master secret.

    Raises:
        ShareError: as ``shares.combine``; ``foreign``, of other weeks than these.
    """
    if not primitives.equal(shares.combine(typed), made.master):
        raise ShareError("foreign", "These shares are not those just printed.")


def put_in_force(
    session: Session, weeks: Weeks, made: Extension, folder: Path, current: Manifest, day: date
) -> dict[str, object]:
    """Take the new weeks into the ratchet and the keystore; return what the next manifest must change.

    Raises:
        KeystoreError: ``role``; ``deployment``, the manifest is another deployment's.
    """
    if current.deployment != session.deployment:
        raise KeystoreError("deployment", "The manifest and the keystore are of two deployments.")
    changes.add_recovery(session, made.master, made.chain.last)
    epochs.add_chain(session, weeks, made.chain, day, "revoked" if made.again else "extended")
    change: dict[str, object] = {}
    quarter = quarter_of(day)
    if session.holds(IDENTITY) and quarter not in session.identity():
        private = HybridPrivate.generate()
        session.put(IDENTITY, {**session.identity(), quarter: private})
        session.write()
        change["identity"] = {"key": write_key(folder, private), "quarter": quarter}
    oldest = epoch_of(day - KEPT)
    listed = {epoch: key for epoch, key in current.lanes.get(session.lane, {}).items() if epoch >= oldest}
    listed |= {epoch: write_key(folder, made.chain.pair(epoch)) for epoch in made.chain.epochs()}
    lanes = {**current.lanes, session.lane: listed}
    change["lanes"] = {
        lane: {str(epoch): key for epoch, key in known.items()} for lane, known in lanes.items()
    }
    return change
