"""Keystores: people and roles, what each passphrase opens, who may change that, and what is said when not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from keys import primitives
from keys.errors import KeysError, KeystoreError
from keys.private import changes, keystore, slots
from keys.private import roster as rosters
from keys.private.hybrid import HybridPrivate
from keys.private.keystore import NewPerson, Session, Strength
from keys.private.sections import ROLES, Desk, Held

D = bytes(range(16))
WEAK = Strength()
SECRETS: dict[str, Held] = {
    "desk": Desk(seed=b"s" * 32, board=b"b" * 32),
    "identity": {20264: HybridPrivate(x25519=b"x" * 32, mlkem=b"m" * 64)},
    **{name: [name.encode().ljust(32, b".")] for name in ("intake", "log", "store")},
}
PEOPLE = {"Amina": "supervisor", "Brahim": "reviewer", "Chama": "custodian", "Driss": "auditor"}


def passphrase(name: str) -> str:
    return f"passphrase of {name}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keystore"
    people = [NewPerson(name, passphrase(name), (role,)) for name, role in PEOPLE.items()]
    keystore.create(path, deployment=D, lane="desk", people=people, contents=SECRETS, strength=WEAK)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy to write to."""
    copy = tmp_path / "keystore"
    copy.write_bytes(made.read_bytes())
    return copy


@contextmanager
def opened(path: Path, name: str) -> Iterator[Session]:
    with keystore.unlock(path, passphrase(name), name) as session:
        yield session


@contextmanager
def refused(kind: str) -> Iterator[None]:
    with pytest.raises(KeysError) as caught:
        yield
    assert caught.value.kind == kind
    assert "passphrase of" not in str(caught.value)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_role_opens_its_sections_and_no_other(made: Path, name: str) -> None:
    """Not by asking the program nicely: the keys of the others are in no way derivable from the session."""
    with opened(made, name) as session:
        for section, held in SECRETS.items():
            if section in ROLES[PEOPLE[name]]:
                assert session.section(section) == held
            else:
                with refused("role"):
                    session.section(section)
        person = session.people[name]
        assert set(person.grants) == set(ROLES[PEOPLE[name]])


def test_whose_passphrase_it_is_need_not_be_said(made: Path) -> None:
    with keystore.unlock(made, passphrase("Chama")) as session:
        assert session.person is not None
        assert session.person.name == "Chama"
    with refused("person"):
        keystore.unlock(made, passphrase("Chama"), "Zineb")
    assert made.stat().st_mode & 0o777 == 0o600


def test_after_a_wrong_passphrase_the_next_attempt_waits(path: Path) -> None:
    waited: list[float] = []
    for _ in range(3):
        with refused("passphrase"):
            keystore.unlock(path, "wrong", "Amina", sleep=waited.append)
    keystore.unlock(path, passphrase("Amina"), "Amina", sleep=waited.append).lock()
    keystore.unlock(path, passphrase("Amina"), "Amina", sleep=waited.append).lock()
    assert waited == [1, 2, 4]
    assert [each.name for each in path.parent.iterdir()] == ["keystore"]


def test_a_passphrase_of_broken_bytes_is_only_wrong(path: Path) -> None:
    """A terminal in another encoding hands over surrogates."""
    with refused("passphrase"):
        keystore.unlock(path, "pass \udce9", "Amina")


def test_a_locked_session_opens_nothing_and_shows_nothing(made: Path) -> None:
    session = keystore.unlock(made, passphrase("Amina"), "Amina")
    assert "s" * 32 not in repr(session)
    session.lock()
    with refused("role"):
        session.desk()
    with refused("role"):
        session.me()


def test_a_new_person_opens_what_their_role_needs(path: Path) -> None:
    with opened(path, "Amina") as session:
        changes.add_person(session, NewPerson("Zineb", passphrase("Zineb"), ("reviewer",)), WEAK)
        with refused("person"):
            changes.add_person(session, NewPerson("Zineb", "x", ("auditor",)), WEAK)
        with refused("bounds"):
            changes.add_person(session, NewPerson("a/b", "x", ("auditor",)), WEAK)
        with refused("bounds"):
            changes.add_person(session, NewPerson("Y", "x", ("king",)), WEAK)
        # A supervisor does not hold what a custodian needs: it takes one beside her.
        with refused("role"):
            changes.add_person(session, NewPerson("Younes", "x", ("custodian",)), WEAK)
        with opened(path, "Chama") as custodian:
            session.join(custodian)
        changes.add_person(session, NewPerson("Younes", passphrase("Younes"), ("custodian",)), WEAK)
    with opened(path, "Zineb") as session:
        assert session.keys("store") == SECRETS["store"]
    with opened(path, "Younes") as session:
        assert session.identity() == SECRETS["identity"]


@pytest.mark.parametrize("name", ["Brahim", "Chama", "Driss"])
def test_only_who_signs_for_the_team_adds_people(path: Path, name: str) -> None:
    before = path.read_bytes()
    with opened(path, name) as session, refused("role"):
        changes.add_person(session, NewPerson("Zineb", "x", (PEOPLE[name],)), WEAK)
    assert path.read_bytes() == before


def test_who_leaves_opens_nothing_any_more(path: Path) -> None:
    """Every section that the person could open gets a new key, and the store a new one under it."""
    copy = path.read_bytes()
    with opened(path, "Brahim") as before:
        old = {section: before.key_of(section) for section in ROLES["reviewer"]}
        with opened(path, "Amina") as session:
            changes.remove_person(session, "Brahim")
            with refused("person"):
                changes.remove_person(session, "Brahim")
            with refused("person"):
                changes.remove_person(session, "Amina")
        with refused("person"):
            keystore.unlock(path, passphrase("Brahim"), "Brahim")
        with opened(path, "Amina") as session:
            assert session.keys("store")[1:] == SECRETS["store"]
            assert all(session.key_of(section) != key for section, key in old.items())
            # With all that he held when he left, today's file says nothing to him.
            kept = Session(path, session.roster, old)
            for section in old:
                with refused("keystore"):
                    kept.section(section)
    with opened(path, "Driss") as session:
        assert session.keys("log")[1:] == SECRETS["log"]
    path.write_bytes(copy)
    with opened(path, "Brahim") as session:
        assert session.keys("store") == SECRETS["store"], "an old copy opens what it held: threat-model.md"


def test_a_changed_passphrase_replaces_the_old_one(path: Path) -> None:
    with opened(path, "Brahim") as session:
        changes.change_passphrase(session, "another", WEAK)
    with refused("passphrase"):
        keystore.unlock(path, passphrase("Brahim"), "Brahim", sleep=lambda _: None)
    with keystore.unlock(path, "another", "Brahim", sleep=lambda _: None) as session:
        assert session.keys("store") == SECRETS["store"]


def test_two_custodians_open_together_what_neither_opens_alone(path: Path) -> None:
    with opened(path, "Amina") as session, opened(path, "Chama") as chama:
        session.join(chama)
        with refused("person"):
            changes.set_two_custodians(session, two=True)
        for name in ("Younes", "Zineb"):
            changes.add_person(session, NewPerson(name, passphrase(name), ("custodian",)), WEAK)
        changes.set_two_custodians(session, two=True)
    pairs = [("Chama", "Younes"), ("Younes", "Zineb"), ("Zineb", "Chama")]
    for first, second in pairs:
        with opened(path, first) as one, opened(path, second) as other:
            for alone in (one, other):
                with refused("role"):
                    alone.identity()
            one.join(other)
            assert one.identity() == SECRETS["identity"]
    with opened(path, "Amina") as session, opened(path, "Chama") as one, opened(path, "Zineb") as two:
        one.join(two)
        session.join(one)
        changes.remove_person(session, "Younes")
        assert session.two_custodians
    with opened(path, "Chama") as one, opened(path, "Zineb") as other:
        one.join(other)
        assert one.identity() == SECRETS["identity"]


def test_the_shares_of_a_quarter_open_everything_and_sign_nothing(path: Path) -> None:
    master, other = b"M" * 32, b"N" * 32
    with opened(path, "Amina") as session, opened(path, "Chama") as custodian:
        with refused("role"):
            changes.add_recovery(session, master, 202652)
        session.join(custodian)
        changes.add_recovery(session, master, 202652)
        changes.add_recovery(session, other, 202713)
    with keystore.recover(path, master) as session:
        assert {name: session.section(name) for name in SECRETS} == SECRETS
        with refused("role"):
            session.me()
        changes.add_person(session, NewPerson("Zineb", passphrase("Zineb"), ("supervisor",)), WEAK)
    with opened(path, "Zineb") as session:
        assert session.desk() == SECRETS["desk"]
        changes.drop_recoveries(session, 202701)
    with refused("shares"):
        keystore.recover(path, master)
    keystore.recover(path, other).lock()
    with refused("shares"):
        keystore.recover(path, b"L" * 32)


def test_a_new_team_key_keeps_everything_else(path: Path) -> None:
    with opened(path, "Amina") as session:
        public = changes.rotate_team(session)
    with opened(path, "Amina") as session:
        assert session.team == public == primitives.signing_public(session.desk().seed)
        assert session.desk() != SECRETS["desk"]
        assert session.keys("store") == SECRETS["store"]


def test_a_roster_signed_by_somebody_else_grants_nothing(path: Path) -> None:
    """Whoever can write the file names a team key of their own and waits for the next change of people."""
    roster = rosters.parse(path.read_bytes())
    seed = b"evil".ljust(32)
    named = replace(roster, team=primitives.signing_public(seed))
    path.write_bytes(rosters.pack(replace(named, signature=rosters.sign(named, seed))))
    with refused("keystore"):
        keystore.unlock(path, passphrase("Amina"), "Amina")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda data: data + b"\0", "trailing"),
        (lambda data: data[:-1], "truncated"),
        (lambda data: b"", "truncated"),
        (lambda data: bytes(3 << 20), "bounds"),
        (lambda data: data.replace(b'"serial":1', b'"serial":2'), "signature"),
        (lambda data: data.replace(b'"reviewer"', b'"auditors"'), "keystore"),
    ],
)
def test_damage_is_named(path: Path, wrong: object, kind: str) -> None:
    assert callable(wrong)
    path.write_bytes(wrong(path.read_bytes()))
    with refused(kind):
        keystore.unlock(path, passphrase("Amina"), "Amina")


@pytest.mark.parametrize("strength", [Strength(65535, 3, 1), Strength(65536, 2, 1), Strength(2**20, 0, 1)])
def test_weak_passphrase_protection_is_refused(tmp_path: Path, strength: Strength) -> None:
    with pytest.raises(KeystoreError) as caught:
        keystore.create(
            tmp_path / "k",
            deployment=D,
            lane="",
            people=[NewPerson("x", "x", ("signer",))],
            contents={"root": bytes(32)},
            strength=strength,
        )
    assert caught.value.kind in ("weak", "bounds")


def test_the_cost_follows_the_memory_that_is_free() -> None:
    assert slots.measured(4 << 20) == Strength(memory=2 << 20, time=1, lanes=4)
    assert slots.measured((4 << 20) - 1) == Strength(memory=64 << 10, time=3, lanes=4)
    slots.measured().check()


def test_a_wiped_keystore_is_gone(path: Path) -> None:
    keystore.wipe(path)
    assert list(path.parent.iterdir()) == []
