"""The life of week keys: used while it lasts, kept for its late envelopes, then destroyed for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from keys.private import keylog, ratchet
from keys.private.kek import Chain, end_of
from keys.private.keystore import paths
from keys.private.ratchet import Ratchet, State
from keys.private.session import Session

__all__ = ["WARNING", "Weeks", "add_chain", "begin", "destroy_due", "open_weeks"]

WARNING = timedelta(weeks=3)


@dataclass(slots=True)
class Weeks:
    """The week keys of an unlocked keystore; ``destroyed`` were destroyed just now."""

    ratchet: Ratchet
    destroyed: tuple[int, ...] = ()

    @property
    def state(self) -> State:
        """Where the chains stand."""
        return self.ratchet.state

    def was_destroyed(self, epoch: int) -> bool:
        """Whether keys of a week were here and are gone: of all weeks before the first that is left."""
        left = self.state.epochs()
        return epoch < left[0] if left else end_of(epoch) < self.state.seen

    def running_out(self, day: date) -> int | None:
        """Return the days until the last week ends, once they are few; negative when it has ended."""
        left = self.state.epochs()
        days = (end_of(left[-1]) - day).days if left else -1
        return days if days < WARNING.days else None


def begin(session: Session, chains: Sequence[Chain], day: date, act: str = "ceremony") -> Weeks:
    """Make the ratchet file beside a keystore, and the log's first line.

    Raises:
        FileExistsError: there is a ratchet file already.
        KeystoreError: ``role``.
    """
    ratchet_file, log = paths(session.path)
    if ratchet_file.exists():
        raise FileExistsError(ratchet_file)
    lines = keylog.read(log, session)
    state = State(chains=tuple(chains), seen=day)
    state = state.without(state.due(day))
    weeks = f"{state.epochs()[0]} to {state.epochs()[-1]}" if state.chains else "none"
    line = keylog.append(log, session, act, f"week keys: {weeks}", day, lines)
    state = replace(state, log_lines=line.number, log_hash=line.hash)
    return Weeks(ratchet.create(ratchet_file, session.deployment, session.keys("intake")[0], state))


def add_chain(session: Session, weeks: Weeks, chain: Chain, day: date, act: str = "extended") -> None:
    """Take the next quarter's keys, or those that replace revoked ones, and write it down.

    Raises:
        KeystoreError: ``role``.
    """
    state = replace(weeks.state, chains=(*weeks.state.chains, chain))
    _record(session, weeks, state, act, f"week keys: {chain.epoch} to {chain.last}", day)


def open_weeks(session: Session, day: date, *, known: date, confirmed: bool = False) -> Weeks:
    """Open the week keys; ``known`` is the newest day that somebody signed (ratchet.check_clock).

    Raises:
        KeystoreError: ``role``, ``ratchet``, ``clock``.
    """
    ratchet_file, _ = paths(session.path)
    held = ratchet.load(ratchet_file, session.deployment, session.lane, session.keys("intake"))
    held.check_clock(day, known=known, confirmed=confirmed)
    return Weeks(held)


def destroy_due(session: Session, weeks: Weeks, day: date) -> None:
    """Destroy the keys whose time is over, with a signed line in the log; at the end of an act, not before.

    So a stick that was filled in time is still read by whoever comes back from a holiday with it.

    Raises:
        KeystoreError: ``role``.
        UntrustedError: ``keylog``.
    """
    state = weeks.state
    due = state.due(day)
    if due:
        detail = f"week keys: {', '.join(map(str, due))}"
        _record(session, weeks, state.without(due), "destroyed", detail, day)
        weeks.destroyed = tuple(due)
    elif day > state.seen:
        weeks.ratchet.save(replace(state, seen=day))


def _record(session: Session, weeks: Weeks, state: State, act: str, detail: str, day: date) -> None:
    """Write the line first: a destruction that was written down and not done is done at the next start."""
    _, log = paths(session.path)
    now = weeks.state
    lines = keylog.read(log, session, lines=now.log_lines, end=now.log_hash)
    line = keylog.append(log, session, act, detail, day, lines)
    seen = max(day, now.seen)
    weeks.ratchet.save(replace(state, seen=seen, log_lines=line.number, log_hash=line.hash))
