"""What is kept and how it ends: destroying by two, retention by rules, and backups that live again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys import manifest
from keys.calendar import day_number, day_of
from keys.errors import KeysError, KeystoreError
from keys.private import changes, keystore, recovery
from keys.private.keystore import NewPerson, Strength
from reviewer import cases, inbound
from reviewer.alike import compare
from reviewer.cli import main
from reviewer.conversation import publish, replies
from reviewer.custody import check, log
from reviewer.errors import RequestError, ReviewerError, WorkstationError
from reviewer.keeping import backup, destroying, retention
from reviewer.search import finding, index
from reviewer.search.query import parse
from reviewer.team import exchange
from reviewer.triage import queue, ruling, undoing, work
from reviewer.viewing import previews
from reviewer.workstation import Workstation, enter
from tests.keys.test_founding import DAY, Ceremony, held, sealed
from tests.reviewer.world import World, identifier, mailbox

__all__ = ["held"]

SECOND = NewPerson("second", "a passphrase of the second", ("reviewer", "supervisor"))
WORD = "قيروانيات"  # stands in one case only


@pytest.fixture
def two(world: World) -> World:
    """A desk of two supervisors."""
    with keystore.unlock(world.offline / "keystore", world.passphrase) as session:
        changes.add_person(session, SECOND, Strength())
    return world


def as_second(world: World) -> World:
    return replace(world, passphrase=SECOND.passphrase)


def busy(world: World, station: Workstation) -> None:
    """Three cases, one of them with everything that a case can have."""
    box = mailbox()
    report = world.write(box, f"{WORD} سرقوا مالي", files={"a.jpg": b"evidence", "b": b"more"})
    world.take(station, report, world.write(mailbox(), "deux"), world.write(mailbox(), "trois"))
    world.take(station, world.follow(box, f"{WORD} مرة أخرى"))
    compare.compare(station)
    list(previews.gather(station))
    replies.write(station, "1", f"réponse {WORD}", world.day)
    work.note(station, ["1"], f"note {WORD}")
    work.tag(station, ["1", "2"], "x")
    work.link(station, "1", "2")
    work.set_category(station, ["1"], "minors")
    publish.publish(station, world.stick, world.day)
    index.catch_up(station.store)


def everything_in(station: Workstation) -> str:
    """All that the store holds, as text."""
    tables = station.store.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'found%'"
    )
    rows = [station.store.rows(f"SELECT * FROM {table['name']}") for table in tables]
    return repr(rows)


def test_it_takes_two_and_nothing_is_left(two: World) -> None:
    with two.enter() as station:
        busy(two, station)
        envelopes = [
            row["envelope"]
            for row in station.store.rows("SELECT envelope FROM messages WHERE case_number = 1")
        ]
        with pytest.raises(RequestError, match="Nobody asked"):
            destroying.destroy(station, "1")
        with pytest.raises(RequestError, match="Say why"):
            destroying.ask(station, "1", " ")
        destroying.ask(station, "1", f"the reporter wishes it {WORD}")
        with pytest.raises(RequestError, match="already"):
            destroying.ask(station, "1", "again")
        with pytest.raises(RequestError, match="second person"):
            destroying.destroy(station, "1")
        assert [each.label for each in destroying.asked(station.store)] == ["EB-000001"]
        keys = [row["file_key"].hex() for row in station.store.rows("SELECT file_key FROM envelopes")]
        assert WORD in everything_in(station)
    with as_second(two).enter() as station:
        assert destroying.destroy(station, "1").label == "EB-000001"
        left = everything_in(station)
        assert WORD not in left
        assert sum(repr(bytes.fromhex(key)) in left for key in keys) == len(keys) - 2
        assert not any(station.envelopes.holds(each) for each in envelopes)
        with pytest.raises(RequestError):
            cases.find(station.store, "1")
        ruling.catch_up(station.store, two.offline)
        assert [line.label for line in queue.page(station.store).lines] == ["EB-000002", "EB-000003"]
        assert finding.find(station.store, parse(WORD), today=day_number(two.day)).lines == ()
        assert work.linked(station, cases.find(station.store, "2")) == []
        people = {person.name: person.sign for person in station.session.people.values()}
        assert check.check(station.store, station.deployment, people).faults == ()
        destroyed = list(log.read(station.store, station.deployment, name="destroy"))
        assert [entry.person for entry in destroyed] == ["second"]
        assert cases.aside(station.store) == []
        # Work goes on: boards, comparing, the next case, which gets a number of its own.
        publish.publish(station, two.stick, two.day)
        compare.compare(station)
    # What the disk holds beside the tables: pages that were freed are overwritten.
    assert WORD.encode() not in (two.offline / "store.db").read_bytes()


def test_what_was_destroyed_does_not_come_back(two: World, tmp_path: Path) -> None:
    envelope = two.write(mailbox(), WORD)
    with two.enter() as station:
        two.take(station, envelope)
        destroying.ask(station, "1", "so")
    with as_second(two).enter() as station:
        destroying.destroy(station, "1")
        loose = tmp_path / "loose"
        loose.mkdir()
        (loose / identifier(envelope)).write_bytes(envelope)
        inbound.import_loose(station, loose, two.day)
        two.take(station, envelope)
        assert WORD not in everything_in(station)
        assert list(station.envelopes.folder.iterdir()) == []
        two.take(station, two.write(mailbox(), "next"))
        assert cases.show(station.store, "2").messages[0].text == "next"


def test_a_wish_to_destroy_can_be_refused(two: World) -> None:
    with two.enter() as station:
        busy(two, station)
        destroying.ask(station, "1", "so")
        destroying.refuse(station, "1", "no")
        assert destroying.asked(station.store) == []
        with pytest.raises(RequestError):
            destroying.refuse(station, "1")
        destroying.ask(station, "1", "once more")


def test_it_takes_a_supervisor(two: World) -> None:
    with keystore.unlock(two.offline / "keystore", two.passphrase) as session:
        changes.add_person(session, NewPerson("third", "of the third", ("reviewer",)), Strength())
    with two.enter() as station:
        busy(two, station)
        destroying.ask(station, "1", "so")
    with replace(two, passphrase="of the third").enter() as station:
        with pytest.raises(KeystoreError, match="supervisor"):
            destroying.destroy(station, "1")
        retention_of(station, "triage = 1")
        with pytest.raises(KeystoreError, match="supervisor"):
            retention.apply(station, two.day + timedelta(days=9))


def retention_of(station: Workstation, rules: str) -> None:
    (station.places.offline / "desk.toml").write_text(f"[retention]\n{rules}\n")


def test_rules_say_what_goes_and_when(world: World, station: Workstation) -> None:
    busy(world, station)
    work.set_state(station, ["2"], "out_of_scope", reason="not_illegal")
    assert retention.due(station, world.day + timedelta(days=9999)) == []
    retention_of(station, "out_of_scope = 30\ntriage = 900")
    day = max(world.day, day_of(station.clock() // 86400))
    assert retention.due(station, day + timedelta(days=29)) == []
    [due] = retention.due(station, day + timedelta(days=29), within=1)
    assert (due.label, due.state, due.days, due.end) == (
        "EB-000002",
        "out_of_scope",
        30,
        day + timedelta(days=30),
    )
    assert [each.label for each in retention.apply(station, day + timedelta(days=30))] == ["EB-000002"]
    with pytest.raises(RequestError):
        cases.find(station.store, "2")
    [entry] = log.read(station.store, station.deployment, name="destroy")
    assert entry.act.body["rule"] == "out_of_scope 30"
    for wrong in ("nonsense = 3", "triage = 0", "triage = 'x'", "triage = true", "triage = 99999"):
        retention_of(station, wrong)
        with pytest.raises(WorkstationError, match=r"retention\."):
            retention.due(station, day)


def test_destroying_reaches_other_workstations_in_any_order(two: World, tmp_path: Path) -> None:
    others = []
    for name in ("b", "c"):
        shutil.copytree(two.offline, tmp_path / name)
        others.append(replace(two, offline=tmp_path / name))
    sticks = {name: tmp_path / f"stick-{name}" for name in "abc"}
    for stick in sticks.values():
        stick.mkdir()
    day = day_number(two.day)
    with two.enter() as a:
        busy(two, a)
        exchange.give(a, sticks["a"])
        destroying.ask(a, "1", "so")
    with others[0].enter() as b:
        exchange.take(b, sticks["a"], day)
        work.tag(b, ["1"], "late")
        work.note(b, ["1"], f"late {WORD}")
        exchange.give(b, sticks["b"], everything=True)
    with as_second(two).enter() as a:
        destroying.destroy(a, "1")
        exchange.give(a, sticks["a"], everything=True)
    with others[1].enter() as c:
        # First that it is gone, then what somebody who did not know still wrote about it.
        exchange.take(c, sticks["a"], day)
        exchange.take(c, sticks["b"], day)
        assert WORD not in everything_in(c)
        assert [each.number for each in cases.summaries(c.store)] == [3, 2]
    for world, stick in ((others[0], "a"), (two, "b")):
        with world.enter() as station:
            exchange.take(station, sticks[stick], day)
            assert WORD not in everything_in(station)
            assert station.store.rows("SELECT tag FROM tags WHERE tag = 'late'") == []
            people = {person.name: person.sign for person in station.session.people.values()}
            assert check.check(station.store, station.deployment, people).faults == ()


def test_a_backup_is_verified_and_says_what_is_wrong(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with world.enter() as station:
        busy(world, station)
        made = backup.back_up(station, folder)
        assert made.heads == tuple(str(head) for head in check.heads(station.store))
        with pytest.raises(WorkstationError, match="another disk"):
            backup.back_up(station, world.offline / "here")
        elsewhere = tmp_path / "photos"
        elsewhere.mkdir()
        (elsewhere / "holiday.jpg").write_bytes(b"x")
        with pytest.raises(WorkstationError, match="something else"):
            backup.back_up(station, elsewhere)
        assert (elsewhere / "holiday.jpg").exists()
        # Again, over it: what went away goes away, what is new comes.
        world.take(station, world.write(mailbox()))
        assert backup.back_up(station, folder).files == made.files + 1
    assert not list(folder.rglob("*.ratchet"))
    assert not (folder / "passphrase").exists()
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*") if path.is_file()} == {0}
    good = backup.verify(folder)
    file = folder / "store.db"
    envelope = next((folder / "envelopes").iterdir())
    for spoilt, wrong in (
        (file, file.read_bytes()[:-1] + b"?"),
        (envelope, envelope.read_bytes()[:-1]),
        (folder / backup.LIST, (folder / backup.LIST).read_bytes().replace(b'"size":', b'"sise":', 1)),
        (folder / "keystore", (folder / "keystore").read_bytes()[:-1]),
        (folder / "one-too-many", b"x"),
    ):
        before = spoilt.read_bytes() if spoilt.exists() else None
        spoilt.write_bytes(wrong)
        with pytest.raises((ReviewerError, KeysError)):
            backup.verify(folder)
        spoilt.unlink()
        if before is not None:
            with pytest.raises((ReviewerError, KeysError, FileNotFoundError)):
                backup.verify(folder)
            spoilt.write_bytes(before)
    assert backup.verify(folder) == good
    assert CliRunner().invoke(main, ["check-backup", str(folder)]).exit_code == 0


def test_another_workstation_comes_to_life_from_a_backup_and_the_shares(
    held: Ceremony, tmp_path: Path
) -> None:
    offline, folder, new = tmp_path / "offline", tmp_path / "backup", tmp_path / "new"
    shutil.copytree(held.folder, offline)
    with enter(offline, "passphrase of Amina", day=DAY) as station:
        incoming = tmp_path / "stick"
        incoming.mkdir()
        waiting = sealed(held, "desk", DAY)
        (incoming / identifier(waiting)).write_bytes(waiting)
        inbound.import_loose(station, incoming, DAY)
        backup.back_up(station, folder)
        before = [
            row["id"] for row in station.store.rows("SELECT id FROM envelopes WHERE status = 'waiting'")
        ]
        assert before
    shutil.rmtree(offline)
    done = CliRunner().invoke(main, ["restore", str(folder), "--to", str(new)])
    assert (done.exit_code, "recover" in done.output) == (0, True)
    master = held.founded["desk"].master
    manifest_file = (new / "manifest").read_bytes()
    chain = recovery.find_chain(master, "desk", [manifest.parse(manifest_file)])
    newcomer = NewPerson("Newcomer", "a passphrase of the newcomer", ("reviewer", "supervisor"))
    recovery.restore(new / "keystore", master, chain, newcomer, DAY, Strength())
    with enter(new, newcomer.passphrase, person="Newcomer", day=DAY) as station:
        rows = station.store.rows("SELECT id, text FROM envelopes JOIN messages ON envelope = id")
        assert [(row["id"], row["text"]) for row in rows] == [(before[0], "Bonjour")]


def test_an_undone_move_is_again_that_of_whoever_moved_it_before(two: World) -> None:
    """Else somebody could confirm their own assessment, once a second person had moved it and undone that."""
    with two.enter() as station:
        two.take(station, two.write(mailbox(), identity={"kind": "contact", "contact": "06"}))
        for to in ("assessment", "qualified"):
            work.set_state(station, ["1"], to)
    with as_second(two).enter() as station:
        work.set_state(station, ["1"], "validated")
        undoing.undo(station)
        assert "validated" in work.moves(station, cases.find(station.store, "1"))
    with two.enter() as station:
        assert "validated" not in work.moves(station, cases.find(station.store, "1"))
        with pytest.raises(RequestError, match="second person"):
            work.set_state(station, ["1"], "validated")
