"""Invariant 8: a week's keys die on time, and then nothing but its quarter's shares opens its envelopes.

The thief of these tests has every passphrase, a copy of the keystore from before, and every file of the
workstation from after; he holds the server too, where the envelopes lie. He may open all that can be opened.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from keys import mailbox, primitives
from keys.codename import Codename
from keys.envelope import seal
from keys.errors import KeysError, KeystoreError, NotForMeError
from keys.private import changes, epochs, keylog, keystore, ratchet
from keys.private.hybrid import HybridPrivate, pair
from keys.private.kek import Chain, end_of
from keys.private.keystore import NewPerson, Session, Strength
from keys.private.open import open_envelope
from keys.private.sections import Desk
from keys.report import Draft

D = bytes(range(16))
DAY = date(2026, 11, 24)
FIRST, LAST = 202648, 202707  # thirteen weeks, over the turn of a year that has a week 53
NEXT, END = 202708, 202720
MASTERS = (primitives.random_bytes(32), primitives.random_bytes(32))
PASSPHRASES = {"Amina": "one of them", "Brahim": "another"}
BOX = mailbox.derive(Codename(0, 0), D)


def chains() -> tuple[Chain, Chain]:
    return (
        Chain.start(MASTERS[0], lane="desk", deployment=D, first=FIRST, last=LAST),
        Chain.start(MASTERS[1], lane="desk", deployment=D, first=NEXT, last=END),
    )


def sealed(epoch: int) -> bytes:
    """An envelope of that week, as a reporter's device makes it."""
    out = io.BytesIO()
    chain = next(each for each in chains() if each.epoch <= epoch <= each.last)
    seal(
        out,
        Draft(kind="follow-up", path="device", lang="ar", sent=end_of(epoch), text="رأيت"),
        deployment=D,
        epoch=epoch,
        lanes=[chain.pair(epoch).public()],
        mailbox=BOX,
    )
    return out.getvalue()


def opens(envelope: bytes, private: HybridPrivate) -> bool:
    try:
        open_envelope(io.BytesIO(envelope), deployment=D, pairs=[pair(private)])
    except NotForMeError:
        return False
    return True


@dataclass(frozen=True)
class Team:
    """A desk's folder, and the copies of its keystore that were made while it worked."""

    keystore: Path
    copies: Path

    def copy(self, name: str) -> None:
        """Keep a copy, as docs/ceremony.md advises: of the keystore, never of the ratchet."""
        shutil.copy(self.keystore, self.copies / name)

    def use(self, day: date) -> epochs.Weeks:
        with keystore.unlock(self.keystore, PASSPHRASES["Amina"], "Amina") as session:
            weeks = epochs.open_weeks(session, day, known=day)
            epochs.destroy_due(session, weeks, day)
            return weeks


@pytest.fixture
def desk(tmp_path: Path) -> Team:
    for folder in ("offline", "copies"):
        (tmp_path / folder).mkdir()
    path = tmp_path / "offline" / "keystore"
    keystore.create(
        path,
        deployment=D,
        lane="desk",
        people=[
            NewPerson("Amina", PASSPHRASES["Amina"], ("reviewer", "supervisor")),
            NewPerson("Brahim", PASSPHRASES["Brahim"], ("custodian",)),
        ],
        contents={
            "desk": Desk(seed=primitives.random_bytes(32), board=primitives.random_bytes(32)),
            "identity": {20264: HybridPrivate.generate()},
            **{name: [primitives.random_bytes(32)] for name in ("intake", "log", "store")},
        },
        strength=Strength(),
    )
    with keystore.unlock(path, PASSPHRASES["Amina"], "Amina") as session:
        epochs.begin(session, chains(), DAY)
    made = Team(path, tmp_path / "copies")
    made.copy("from the first day")
    return made


def sessions(desk: Team) -> Iterator[Session]:
    """Every keystore there is, old and new, opened by every passphrase."""
    for path in (desk.keystore, *desk.copies.iterdir()):
        for name, passphrase in PASSPHRASES.items():
            with keystore.unlock(path, passphrase, name) as session:
                yield session


def held_by_a_thief(desk: Team) -> tuple[list[ratchet.State], bytes]:
    """Every state of the ratchet that any key opens, and all bytes: as they lie there, and unsealed."""
    states, seen = [], [file.read_bytes() for file in desk.keystore.parent.iterdir()]
    seen += [file.read_bytes() for file in desk.copies.iterdir()]
    file = desk.keystore.with_name("keystore.ratchet").read_bytes()
    for session in sessions(desk):
        for name in session.roster.sections:
            if session.holds(name):
                seen.append(repr(_bare(session.section(name))).encode())
        if not session.holds("intake"):
            continue
        for key in session.keys("intake"):
            for place in range(2):
                start = ratchet._START + place * ratchet.PLACE
                opened = ratchet._open(file[start : start + ratchet.PLACE], key, D, "desk")
                states += [opened[1]] if opened else []
        seen += [repr(line).encode() for line in keylog.read(keystore.paths(desk.keystore)[1], session)]
    seen += [chain.kek for state in states for chain in state.chains]
    return states, b"\n".join(seen)


def _bare(held: object) -> object:
    """Show what a repr of secrets hides."""
    if isinstance(held, Desk):
        return held.seed.hex(), held.board.hex()
    if isinstance(held, dict):
        return {number: (each.x25519.hex(), each.mlkem.hex()) for number, each in held.items()}
    return [key.hex() for key in held] if isinstance(held, list) else held


def dies_on(epoch: int) -> date:
    return end_of(epoch) + ratchet.GRACE + timedelta(days=1)


def test_until_the_day_it_dies_a_week_s_envelope_opens(desk: Team) -> None:
    """The other tests would pass if nothing ever opened anything."""
    envelope = sealed(FIRST)
    weeks = desk.use(dies_on(FIRST) - timedelta(days=1))
    assert weeks.destroyed == ()
    states, _ = held_by_a_thief(desk)
    assert any(opens(envelope, private) for state in states for private in state.pairs(FIRST))


def test_a_dead_week_s_envelope_opens_with_nothing_that_is_left(desk: Team) -> None:
    """No key that the thief can derive opens it, not that of any other week either; the next week's opens."""
    dead, living = sealed(FIRST), sealed(FIRST + 1)
    weeks = desk.use(dies_on(FIRST))
    assert weeks.destroyed == (FIRST,)
    states, _ = held_by_a_thief(desk)
    assert states
    assert all(state.pairs(FIRST) == [] for state in states)
    candidates = [private for state in states for epoch in state.epochs() for private in state.pairs(epoch)]
    assert len(candidates) >= 25
    assert not any(opens(dead, private) for private in candidates)
    assert any(opens(living, private) for private in candidates)


def test_no_byte_of_a_dead_week_is_left_anywhere(desk: Team) -> None:
    """Neither its key, nor the pair, nor the master, nor the key before; the next week's is there."""
    chain = chains()[0]
    second = chain.step()
    gone = [MASTERS[0], chain.kek, second.kek]
    for epoch in (FIRST, FIRST + 1):
        private = chain.pair(epoch)
        gone += [private.x25519, private.mlkem[:32], private.mlkem[32:]]
    desk.use(dies_on(FIRST))
    desk.use(dies_on(FIRST + 1))
    desk.copy("of the last day")
    _, seen = held_by_a_thief(desk)
    assert second.step().kek in seen
    assert [secret for secret in gone if secret in seen or secret.hex().encode() in seen] == []


def test_every_secret_the_thief_has_is_no_master(desk: Team) -> None:
    """Not one of the 32-byte secrets lying about starts the chain, nor steps to the dead week's key."""
    chain = chains()[0]
    desk.use(dies_on(FIRST))
    states, _ = held_by_a_thief(desk)
    found = {each.kek for state in states for each in state.chains}
    for session in sessions(desk):
        for name in {"intake", "log", "store"} & session.roster.sections.keys():
            if session.holds(name):
                found.update(session.keys(name))
    assert len(found) >= 4
    for secret in found:
        started = Chain.start(secret, lane="desk", deployment=D, first=FIRST, last=LAST)
        assert started.kek != chain.kek
        assert Chain(lane="desk", deployment=D, epoch=FIRST, last=LAST, kek=secret).kek != chain.kek


def test_with_the_shares_exactly_that_quarter_opens(desk: Team) -> None:
    """The master that shares give back opens each week of its quarter, dead or not, and none of the next."""
    desk.use(dies_on(FIRST))
    ours = Chain.start(MASTERS[0], lane="desk", deployment=D, first=FIRST, last=LAST)
    beyond = Chain.start(MASTERS[0], lane="desk", deployment=D, first=FIRST, last=END)
    weeks = list(ours.epochs())
    assert len(weeks) == 13
    for epoch in (weeks[0], weeks[6], weeks[-1]):
        assert opens(sealed(epoch), ours.pair(epoch))
    for epoch in (NEXT, END):
        assert not opens(sealed(epoch), beyond.pair(epoch))


def test_the_shares_of_another_lane_or_deployment_open_nothing_here() -> None:
    envelope = sealed(FIRST)
    for lane, deployment in (("oversight", D), ("desk", bytes(16))):
        other = Chain.start(MASTERS[0], lane=lane, deployment=deployment, first=FIRST, last=LAST)
        assert not opens(envelope, other.pair(FIRST))


def test_the_shares_open_the_keystore_of_their_quarter_only(desk: Team) -> None:
    """With a copy of the keystore they give back everything but week keys, which they derive."""
    with keystore.unlock(desk.keystore, PASSPHRASES["Amina"], "Amina") as session:
        with keystore.unlock(desk.keystore, PASSPHRASES["Brahim"], "Brahim") as custodian:
            session.join(custodian)
        changes.add_recovery(session, MASTERS[0], LAST)
        expected = session.keys("store"), session.desk().seed, session.identity()
    with keystore.recover(desk.keystore, MASTERS[0]) as recovered:
        assert (recovered.keys("store"), recovered.desk().seed, recovered.identity()) == expected
    for path, master in (
        (desk.keystore, MASTERS[1]),
        (desk.copies / "from the first day", MASTERS[0]),
    ):
        with pytest.raises(KeystoreError) as caught:
            keystore.recover(path, master)
        assert caught.value.kind == "shares"


def test_after_the_last_week_nothing_at_all_is_left(desk: Team) -> None:
    """Not using the workstation for long keeps nothing alive once it is used again."""
    day = dies_on(END)
    with keystore.unlock(desk.keystore, PASSPHRASES["Amina"], "Amina") as session:
        with pytest.raises(KeysError) as caught:
            epochs.open_weeks(session, day, known=DAY)
        assert caught.value.kind == "clock"
        weeks = epochs.open_weeks(session, day, known=DAY, confirmed=True)
        epochs.destroy_due(session, weeks, day)
        epochs.destroy_due(session, weeks, day)
        (line,) = keylog.read(keystore.paths(desk.keystore)[1], session)[1:]
    assert weeks.destroyed == tuple(sorted([*chains()[0].epochs(), *chains()[1].epochs()]))
    assert (line.act, line.person, line.day) == ("destroyed", "Amina", day)
    states, _ = held_by_a_thief(desk)
    assert [state.chains for state in states if state.chains] == []
