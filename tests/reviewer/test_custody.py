"""The custody log: whatever is done to it afterwards is found, and order of arrival changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from keys import primitives
from keys.errors import FormatError, UntrustedError
from reviewer.custody import check, entry, log, writers
from reviewer.custody.check import Fault, Head, Report
from reviewer.custody.entry import Act, Entry
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.world import World

CASE = bytes(range(32))


def checked(station: Workstation, *known: Head) -> Report:
    people = {name: person.sign for name, person in station.session.people.items()}
    return check.check(station.store, station.deployment, people, known)


@pytest.fixture
def written(station: Workstation) -> list[Entry]:
    """Five entries, in two goes."""
    made = log.record(
        station, *(Act(name="reveal", case=CASE, body={"n": str(n)}, text=f"why {n}") for n in range(3))
    )
    return made + log.record(
        station, Act(name="reveal"), Act(name="export-attachment", after=CASE, before=CASE)
    )


def test_a_log_is_read_as_it_was_written(station: Workstation, written: list[Entry]) -> None:
    assert list(log.read(station.store, station.deployment)) == written
    assert list(log.read(station.store, station.deployment, CASE)) == written[:3]
    assert [each.number for each in written] == [each.clock for each in written] == [1, 2, 3, 4, 5]
    assert checked(station) == Report(5, (), ())
    assert checked(station, *check.heads(station.store)).faults == ()


TAMPERINGS: dict[str, tuple[Callable[[Workstation], None], list[int]]] = {
    "a line is removed": (lambda at: at.store.run("DELETE FROM acts WHERE number = 3"), [3, 4]),
    "the first line is removed": (lambda at: at.store.run("DELETE FROM acts WHERE number = 1"), [1, 2, 3, 4]),
    "a line is altered": (
        lambda at: at.store.run(
            "UPDATE acts SET packed = CAST(replace(CAST(packed AS TEXT), '\"1\"', '\"9\"') AS BLOB)"
        ),
        [2],
    ),
    "a line is said to be of another case": (
        lambda at: at.store.run("UPDATE acts SET author = zeroblob(32) WHERE number = 2"),
        [2],
    ),
    "two lines change places": (
        lambda at: (
            [
                at.store.run("UPDATE acts SET number = ? WHERE number = ?", pair)
                for pair in ((9, 2), (2, 3), (3, 9))
            ]
            and None
        ),
        [2, 3],
    ),
    "a text is altered": (
        lambda at: at.store.run("UPDATE acts SET text = 'why not' WHERE number = 2"),
        [2],
    ),
    "a text is added": (
        lambda at: at.store.run("UPDATE acts SET text = 'why', salt = zeroblob(32) WHERE number = 4"),
        [4],
    ),
    "a signature is another": (
        lambda at: at.store.run("UPDATE acts SET signature = zeroblob(64) WHERE number = 5"),
        [5],
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_done_to_it_afterwards_is_found(
    station: Workstation, written: list[Entry], name: str
) -> None:
    tamper, lines = TAMPERINGS[name]
    tamper(station)
    found = [fault.number for fault in checked(station).faults]
    assert found[: len(lines)] == lines
    assert written


def test_what_is_cut_off_at_the_end_is_found_by_a_head_on_paper(
    station: Workstation, written: list[Entry]
) -> None:
    (head,) = check.heads(station.store)
    station.store.run("DELETE FROM acts WHERE number > 3")
    assert checked(station).faults == ()
    assert checked(station, Head.parse(str(head))).faults == (
        Fault(written[0].station, 5, "it was here before, and is gone"),
    )
    other = Head(head.station, 2, bytes(32))
    assert checked(station, other).faults == (
        Fault(head.station, 2, "it is not the line that was here before"),
    )


def test_a_line_in_another_s_name_is_found(station: Workstation, written: list[Entry]) -> None:
    """Whoever holds the store can write a line, but not sign it as somebody else."""
    last = written[-1]
    (name,) = station.session.people
    log.insert(
        station.store,
        entry.make(
            Act(name="reveal"),
            deployment=station.deployment,
            station=last.station,
            number=6,
            clock=6,
            time=0,
            person=name,
            previous=last.hash,
            seed=bytes(32),
        ),
    )
    (fault,) = checked(station).faults
    assert (fault.number, fault.said) == (6, f"it is signed as {name}, with a key that is not theirs")


def test_who_left_is_named_and_is_no_fault(station: Workstation, written: list[Entry]) -> None:
    found = check.check(station.store, station.deployment, {})
    assert found == Report(5, (), (written[0].person,))


def test_an_entry_is_of_one_deployment(station: Workstation, written: list[Entry]) -> None:
    with pytest.raises(UntrustedError):
        entry.parse(written[0].packed, written[0].signature, bytes(16))
    with pytest.raises(FormatError):
        entry.parse(written[0].packed + b" ", written[0].signature, station.deployment)


def test_a_text_is_destroyed_and_the_log_stays_whole(station: Workstation, written: list[Entry]) -> None:
    """Neither the text nor anything that it could be guessed by is left."""
    station.store.run("UPDATE acts SET text = '', salt = zeroblob(0) WHERE number = 2")
    assert checked(station).faults == ()
    read = list(log.read(station.store, station.deployment))
    assert [each.is_gone for each in read] == [False, True, False, False, False]
    assert [each.act.text for each in read] == ["why 0", "", "why 2", "", ""]
    assert entry.commitment(b"", "why 1").hex() not in read[1].packed.decode()


def test_an_act_that_cannot_be_written_leaves_nothing(station: Workstation) -> None:
    with pytest.raises(FormatError):
        log.record(station, Act(name="reveal"), Act(name="reveal", body={"weight": 1.5}))
    assert list(log.read(station.store, station.deployment)) == []


def test_the_last_writer_is_the_same_in_any_order(world: World, station: Workstation) -> None:
    stamps = [(clock, bytes([n]) * 8) for clock in (1, 2, 2, 7) for n in range(3)]
    entries = [
        entry.make(
            Act(name="set", case=CASE),
            deployment=station.deployment,
            station=where,
            number=1,
            clock=clock,
            time=0,
            person="A",
            previous=bytes(32),
            seed=primitives.random_bytes(32),
        )
        for clock, where in stamps
    ]
    for seed in range(20):
        order = random.Random(seed).sample(entries, len(entries))
        winners = [each for each in order if writers.wins(station.store, each, f"field {seed}")]
        assert winners[-1].stamp == max(stamps)


@pytest.mark.parametrize("typed", ["", "00", "00" * 8 + "-0", "zz" * 8 + "-1-" + "00" * 32, "0-1-2-3"])
def test_a_head_is_read_strictly(typed: str) -> None:
    with pytest.raises(RequestError) as caught:
        Head.parse(typed)
    assert caught.value.kind == "head"
