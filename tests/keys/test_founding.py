"""A deployment from nothing, the workstation lost, and back from the shares, with all that is real."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import calendar, history, keyfile, mailbox, manifest, proposal
from keys.cli import main
from keys.codename import Codename
from keys.envelope import seal
from keys.errors import KeysError, KeystoreError, ShareError
from keys.private import keylog, keystore, recovery, slots
from keys.private.ceremony import extending, founding
from keys.private.ceremony import facts as facts_file
from keys.private.ceremony.facts import Facts
from keys.private.ceremony.founding import Founded
from keys.private.ceremony.randomness import Randomness
from keys.private.epochs import open_weeks
from keys.private.hybrid import pair
from keys.private.keystore import NewPerson, Strength
from keys.private.open import open_envelope
from keys.private.shares import Collected, Plan
from keys.report import Draft

DAY = date(2026, 11, 24)
FIRST, LAST = 202648, 202707
PLAN = Plan(((2, 3),))
TEAM = [
    NewPerson("Amina", "passphrase of Amina", ("reviewer", "supervisor")),
    NewPerson("Chama", "passphrase of Chama", ("custodian",)),
    NewPerson("Driss", "passphrase of Driss", ("custodian",)),
]


@dataclass(frozen=True)
class Ceremony:
    """All that one ceremony made."""

    folder: Path
    server: Path
    sticks: dict[str, Path]
    facts: Facts
    founded: dict[str, Founded]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    place = tmp_path_factory.mktemp("ceremony")
    folder, server = place / "offline", place / "server"
    folder.mkdir()
    random = Randomness("1 2 3 4 5 6 " * 17)
    made = Facts.begin({"en": "Help", "ar": "عون"}, ("desk", "oversight"), DAY, FIRST, LAST)
    sticks = {}
    for name in ("Rachid", "Salma", "Tarik"):
        sticks[name] = place / name
        sticks[name].mkdir()
        made = founding.make_signer(sticks[name], made, name, f"passphrase of {name}", random, Strength())
    made = facts_file.replace(made, k=2, n=3)
    founded = {}
    for lane in made.lanes:
        people = (
            TEAM if lane == "desk" else [NewPerson("Omar", "passphrase of Omar", ("reviewer", "supervisor"))]
        )
        founded[lane] = founding.make_team(
            folder, made, lane, people, PLAN, random, two_custodians=lane == "desk", strength=Strength()
        )
        made = founded[lane].facts
        made.save(folder)
    first = founding.first_manifest(
        made, vault=bytes(32), csp="default-src 'none'", assets={"/en/": "00" * 32}
    )
    signatures = []
    for name in ("Salma", "Tarik"):
        with keystore.unlock(sticks[name] / founding.ROOT, f"passphrase of {name}") as session:
            signatures.append(proposal.sign(first, session.root()))
    signed = proposal.assemble(first, signatures, None)
    founding.release(folder, signed, server)
    return Ceremony(folder, server, sticks, made, founded)


def sealed(held: Ceremony, lane: str, day: date) -> bytes:
    """What a reporter's device makes of what the server gives it."""
    known = manifest.parse((held.server / "manifest").read_bytes())
    identifier = known.intake_key(lane, day)
    out = io.BytesIO()
    seal(
        out,
        Draft(kind="follow-up", path="device", lang="fr", sent=day, text="Bonjour"),
        deployment=known.deployment,
        epoch=next(epoch for epoch, key in known.lanes[lane].items() if key == identifier),
        lanes=[keyfile.parse((held.server / "keys" / identifier).read_bytes(), identifier)],
        mailbox=mailbox.derive(Codename(0, 7), known.deployment),
    )
    return out.getvalue()


def opens(envelope: bytes, path: Path, person: NewPerson, day: date) -> str:
    with keystore.unlock(path, person.passphrase, person.name) as session:
        weeks = open_weeks(session, day, known=DAY)
        pairs = [pair(each) for epoch in weeks.state.epochs() for each in weeks.state.pairs(epoch)]
        return open_envelope(io.BytesIO(envelope), deployment=session.deployment, pairs=pairs).report.text


def test_what_was_made_is_whole(held: Ceremony) -> None:
    """The first manifest lists what the folder holds, and the server folder holds nothing that opens."""
    known = history.collect([(held.server / "manifest").read_bytes()]).latest
    assert known.root.k == 2
    assert len(known.root.keys) == 3
    assert {lane: len(listed) for lane, listed in known.lanes.items()} == {"desk": 13, "oversight": 13}
    assert not known.demonstration
    assert {each.name for each in held.server.iterdir()} == {"manifest", "manifests", "keys"}
    assert len(list((held.server / "keys").iterdir())) == 2 * 13 + 1
    assert facts_file.load(held.folder) == held.facts
    assert "passphrase" not in (held.folder / facts_file.FILE).read_text()


@pytest.mark.parametrize("lane", ["desk", "oversight"])
def test_a_report_opens_where_it_should(held: Ceremony, lane: str) -> None:
    person = TEAM[0] if lane == "desk" else NewPerson("Omar", "passphrase of Omar", ())
    envelope = sealed(held, lane, DAY)
    assert opens(envelope, held.founded[lane].keystore, person, DAY) == "Bonjour"
    other = {"desk": "oversight", "oversight": "desk"}[lane]
    with pytest.raises(KeysError):
        opens(envelope, held.founded[other].keystore, NewPerson("Omar", "passphrase of Omar", ()), DAY)


@pytest.mark.parametrize("lane", ["desk", "oversight"])
def test_the_drill_takes_the_sheets_of_this_team_only(held: Ceremony, lane: str) -> None:
    founded = held.founded[lane]
    founding.check_drill(founded, founded.shares[0][:2])
    founding.check_drill(founded, founded.shares[0][::2])
    for typed, kind in ((founded.shares[0][:1], "few"), (founded.shares[0][:1] * 2, "twice")):
        with pytest.raises(ShareError) as caught:
            founding.check_drill(founded, typed)
        assert caught.value.kind == kind
    other = held.founded[{"desk": "oversight", "oversight": "desk"}[lane]]
    with pytest.raises(KeystoreError) as refused:
        founding.check_drill(founded, other.shares[0][:2])
    assert refused.value.kind == "shares"


def test_the_workstation_is_lost_and_the_shares_bring_it_back(held: Ceremony, tmp_path: Path) -> None:
    """Only paper, a copy of the keystore made on the day, and what the server shows everybody."""
    waiting = [sealed(held, "desk", DAY + timedelta(weeks=week)) for week in range(3)]
    copy = tmp_path / "keystore"
    shutil.copy(held.founded["desk"].keystore, copy)
    collected = Collected()
    for line in held.founded["desk"].shares[0][1:]:
        collected.add(line)
    master = collected.combine()
    chain = recovery.find_chain(master, "desk", [manifest.parse((held.server / "manifest").read_bytes())])
    assert (chain.epoch, chain.last) == (FIRST, LAST)
    newcomer = NewPerson("Zineb", "passphrase of Zineb", ("reviewer", "supervisor"))
    later = DAY + timedelta(weeks=4)
    weeks = recovery.restore(copy, master, chain, newcomer, later, Strength())
    assert weeks[0] == FIRST + 2, "weeks that were to be destroyed by then are not brought back"
    assert opens(waiting[2], copy, newcomer, later) == "Bonjour"
    with pytest.raises(KeysError):
        opens(waiting[0], copy, newcomer, later)
    with pytest.raises(FileExistsError):
        recovery.restore(copy, master, chain, newcomer, later, Strength())


def test_shares_of_another_team_are_named(held: Ceremony) -> None:
    known = [manifest.parse((held.server / "manifest").read_bytes())]
    with pytest.raises(ShareError) as caught:
        recovery.find_chain(held.founded["oversight"].master, "desk", known)
    assert caught.value.kind == "foreign"


def test_a_team_without_a_supervisor_or_custodian_is_refused(held: Ceremony, tmp_path: Path) -> None:
    fresh = Facts.begin({"en": "Help"}, ("desk",), DAY, FIRST, LAST)
    for people in ([NewPerson("A", "a", ("reviewer",))], [NewPerson("A", "a", ("reviewer", "supervisor"))]):
        with pytest.raises(KeystoreError) as caught:
            founding.make_team(tmp_path, fresh, "desk", people, PLAN, Randomness(), strength=Strength())
        assert caught.value.kind == "person"
    # What was half made does not stand in the way.
    made = founding.make_team(tmp_path, fresh, "desk", TEAM, PLAN, Randomness(), strength=Strength())
    assert made.facts.teams.keys() == {"desk"}


def test_dice_add_to_what_the_system_gives() -> None:
    assert Randomness().bits == 0
    assert Randomness("6" * 100).bits == 258
    same = Randomness("123456"), Randomness("123456")
    drawn = [each.draw(96) for each in same for _ in range(2)]
    assert len(set(drawn)) == 4, "the same rolls never give the same secret"
    assert all(len(each) == 96 for each in drawn)
    for wrong in ("7", "1,2", "x" * 30_000):
        with pytest.raises(KeystoreError) as caught:
            Randomness(wrong)
        assert caught.value.kind == "dice"


def test_damaged_facts_are_named(tmp_path: Path) -> None:
    assert facts_file.load(tmp_path) is None
    for wrong in ("{", "[]", '{"lanes": 3}'):
        (tmp_path / facts_file.FILE).write_text(wrong)
        with pytest.raises(KeysError) as caught:
            facts_file.load(tmp_path)
        assert caught.value.kind == "ceremony"


def test_the_next_quarter_has_weeks_and_shares_of_its_own(held: Ceremony, tmp_path: Path) -> None:
    """Extended in time: nobody notices; the old shares open the old weeks, the new ones the new."""
    folder = tmp_path / "offline"
    shutil.copytree(held.folder, folder)
    path = folder / "keystore"
    current = manifest.parse((folder / "manifest").read_bytes())
    day = DAY + timedelta(weeks=11)
    with ExitStack() as stack:
        lead, *custodians = [
            stack.enter_context(keystore.unlock(path, each.passphrase, each.name)) for each in TEAM
        ]
        weeks = open_weeks(lead, day, known=day)
        with pytest.raises(KeystoreError) as caught:
            extending.prepare(lead, weeks, PLAN, Randomness(), day)
        assert caught.value.kind == "role"
        custodians[0].join(custodians[1])
        lead.join(custodians[0])
        made = extending.prepare(lead, weeks, PLAN, Randomness(), day)
        assert (made.chain.epoch, made.chain.last) == (202708, 202720)
        extending.check_drill(made, made.shares[0][1:])
        with pytest.raises(ShareError) as refused:
            extending.check_drill(made, held.founded["desk"].shares[0][1:])
        assert refused.value.kind == "foreign"
        change = extending.put_in_force(lead, weeks, made, folder, current, day)
        assert 20271 in lead.identity()
    known = history.collect([(folder / "manifest").read_bytes()])
    following = proposal.amend(known, day, change)
    assert sorted(following.lanes["desk"])[-13:] == list(range(202708, 202721))
    assert following.lanes["oversight"] == current.lanes["oversight"]
    assert following.identity[0] == 20271
    for identifier in (*following.lanes["desk"].values(), following.identity[1]):
        keyfile.parse((folder / "keys" / identifier).read_bytes(), identifier)
    with keystore.unlock(path, TEAM[0].passphrase, TEAM[0].name) as session:
        state = open_weeks(session, day, known=day).state
        assert keyfile.key_id(state.pairs(202715)[0].public()) == following.lanes["desk"][202715]
    for master, last in ((held.founded["desk"].master, LAST), (made.master, 202720)):
        with keystore.recover(path, master) as session:
            assert session.holds("identity")
        chain = recovery.find_chain(master, "desk", [current, following])
        assert chain.last == last


def recovered(folder: Path, typed: list[str]) -> Result:
    given = "\n".join([*typed, "Zineb", *["tarte minuit lanterne sixpack"] * 2]) + "\n"
    return CliRunner().invoke(main, ["recover", "--offline", str(folder)], input=given)


def test_recovering_from_the_terminal(
    held: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a copy of the keystore, and with nothing but paper and what the site shows everybody."""
    monkeypatch.setattr(calendar, "today", lambda: DAY)
    monkeypatch.setattr(slots, "measured", Strength)
    shares = held.founded["desk"].shares[0]
    shutil.copytree(held.server / "manifests", tmp_path / "manifests")
    slip = shares[0].replace(shares[0].split()[3], "xyzzy", 1)
    done = recovered(tmp_path, [slip, shares[0], shares[0], shares[2]])
    assert done.exit_code == 0, done.output
    assert "Word 4" in done.output
    assert "given already" in done.output
    assert "a new one was made" in done.output
    newcomer = NewPerson("Zineb", "tarte minuit lanterne sixpack", ())
    assert opens(sealed(held, "desk", DAY), tmp_path / "keystore", newcomer, DAY) == "Bonjour"
    change = json.loads((tmp_path / "change.json").read_text())
    following = proposal.amend(history.collect(history.stored(tmp_path / "manifests")), DAY, change)
    assert following.desk != manifest.parse((held.server / "manifest").read_bytes()).desk
    keystore.wipe(tmp_path / "keystore")
    shutil.copy(held.folder / "keystore", tmp_path / "keystore")
    done = recovered(tmp_path, [shares[1], shares[2]])
    assert done.exit_code == 0, done.output
    assert f"{FIRST} to {LAST}" in done.output
    assert opens(sealed(held, "desk", DAY), tmp_path / "keystore", newcomer, DAY) == "Bonjour"
    with keystore.unlock(tmp_path / "keystore", TEAM[1].passphrase, "Chama") as session:
        assert session.holds("log")
    foreign = recovered(tmp_path, held.founded["oversight"].shares[0][:2])
    assert foreign.exit_code == 1
    assert "another deployment, team or quarter" in foreign.output
    assert recovered(tmp_path / "keys", shares[:2]).exit_code == 2, "no such folder"


def test_extending_from_the_terminal(held: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One custodian only of two is here: said before anything is printed."""
    day = DAY + timedelta(weeks=5)
    monkeypatch.setattr(calendar, "today", lambda: day)
    folder = tmp_path / "offline"
    shutil.copytree(held.folder, folder)
    people = [argument for each in TEAM[:2] for argument in ("--as", each.name)]
    given = "".join(f"{each.passphrase}\n" for each in TEAM[:2])
    refused = CliRunner().invoke(
        main, ["extend", "--offline", str(folder), *people, "--out", str(tmp_path / "change")], input=given
    )
    assert refused.exit_code == 1
    assert "custodian" in refused.output
    assert not (folder / "shares.pdf").exists()


def test_weeks_whose_keys_somebody_may_know_are_replaced(held: Ceremony, tmp_path: Path) -> None:
    """From this week on; what was sealed before opens still, and the thief opens nothing sealed since."""
    folder = tmp_path / "offline"
    shutil.copytree(held.folder, folder)
    path, day = folder / "keystore", DAY + timedelta(weeks=2)
    week = FIRST + 2
    current = manifest.parse((folder / "manifest").read_bytes())
    before = sealed(held, "desk", day)
    with ExitStack() as stack:
        lead, *custodians = [
            stack.enter_context(keystore.unlock(path, each.passphrase, each.name)) for each in TEAM
        ]
        lead.join_all(custodians)
        weeks = open_weeks(lead, day, known=day)
        stolen = weeks.state
        made = extending.prepare(lead, weeks, PLAN, Randomness(), day, again=True)
        assert (made.chain.epoch, made.chain.last) == (week, 202709)
        extending.check_drill(made, made.shares[0][1:])
        change = extending.put_in_force(lead, weeks, made, folder, current, day)
    following = proposal.amend(history.collect([(folder / "manifest").read_bytes()]), day, change)
    assert following.lanes["desk"][week - 1] == current.lanes["desk"][week - 1]
    known_to_thief = {keyfile.key_id(each.public()) for e in stolen.epochs() for each in stolen.pairs(e)}
    assert known_to_thief.isdisjoint(following.lanes["desk"][epoch] for epoch in made.chain.epochs())
    assert opens(before, path, TEAM[0], day) == "Bonjour"
    with keystore.unlock(path, TEAM[0].passphrase, TEAM[0].name) as session:
        acts = [line.act for line in keylog.read(keystore.paths(path)[1], session)]
        assert acts[-1] == "revoked"
        state = open_weeks(session, day, known=day).state
        assert {keyfile.key_id(each.public()) for each in state.pairs(week)} == {
            current.lanes["desk"][week],
            following.lanes["desk"][week],
        }
