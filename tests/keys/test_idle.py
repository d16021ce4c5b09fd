"""A keystore that waits for somebody locks itself; one whose person answers stays open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from keys.errors import KeystoreError
from keys.private import idle, keystore
from keys.private.keystore import NewPerson, Session, Strength

SEED = b"r" * 32


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    keystore.create(
        tmp_path / "root.keystore",
        deployment=bytes(16),
        lane="",
        people=[NewPerson("signer-1", "x", ("signer",))],
        contents={"root": SEED},
        strength=Strength(),
    )
    with keystore.unlock(tmp_path / "root.keystore", "x") as opened:
        yield opened


def stay_away(session: Session) -> None:
    for _ in range(500):
        if not session.holds("root"):
            return
        time.sleep(0.01)
    pytest.fail("it stayed open")


def test_who_answers_in_time_goes_on(session: Session) -> None:
    with idle.waiting(session, 60):
        pass
    assert session.root() == SEED


def test_who_stays_away_finds_it_locked(session: Session) -> None:
    """The keys go when the time is over, not when somebody looks: the block is still waiting then."""
    with pytest.raises(KeystoreError) as caught, idle.waiting(session, 0.02):
        stay_away(session)
    assert caught.value.kind == "locked"
    with pytest.raises(KeystoreError):
        session.root()


def test_what_goes_wrong_while_waiting_is_told_as_it_is(session: Session) -> None:
    with pytest.raises(KeyboardInterrupt), idle.waiting(session, 60):
        raise KeyboardInterrupt
    assert session.root() == SEED
