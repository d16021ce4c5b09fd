"""Several workstations of one team: whatever they do, and however sticks go round, all come to the same."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from keys.calendar import day_number
from keys.errors import KeysError
from keys.private import changes, keystore
from keys.private.keystore import NewPerson, Strength
from reviewer import cases
from reviewer.alike import clusters
from reviewer.conversation import publish, replies
from reviewer.custody import log
from reviewer.custody.entry import Act
from reviewer.errors import RequestError, ReviewerError
from reviewer.keeping import destroying
from reviewer.search import keeping
from reviewer.team import exchange
from reviewer.triage import ruling, undoing, work
from reviewer.workstation import Workstation
from tests.reviewer.test_erase import erase
from tests.reviewer.world import World, mailbox

# What people decide, and what follows from it; `work` is ruled anew on each workstation.
SHARED = {
    "acts": "station, number, clock, author, act, hash, salt, text",
    "last_writers": "*",
    "cases": "number, lane, author, read_key, bucket",
    "decided": "*",
    "tags": "*",
    "links": "*",
    "clustered": "author, cluster",
    "searches": "*",
    "replies": "station, entry, clock, case_number, day, cells, not_before, back_station, position, shown, "
    "last_shown, withdrawn",
    "published": "*",
    "inbound": "*",
    "carried": "*",
    "envelopes": "id, status, kind, day, lane, file_key",
    "messages": "envelope, author, message, case_number, position, opened, kind, text",
}


def state(station: Workstation) -> dict[str, list[tuple[object, ...]]]:
    ruling.catch_up(station.store, station.places.offline)
    found = {
        table: sorted(tuple(row.values()) for row in station.store.rows(f"SELECT {columns} FROM {table}"))
        for table, columns in SHARED.items()
        if table != "cases"
    }
    rows = station.store.rows("SELECT case_number, state, category, urgency, assignee FROM work")
    return found | {"work": sorted(tuple(row.values()) for row in rows)}


class Team:
    """Workstations that share a keystore; the first one has the week keys."""

    def __init__(self, world: World, folder: Path, count: int) -> None:
        self.worlds = [world]
        for number in range(1, count):
            offline = folder / f"workstation-{number}"
            shutil.copytree(world.offline, offline)
            self.worlds.append(replace(world, offline=offline))
        self.day = day_number(world.day)

    @contextmanager
    def at_work(self) -> Iterator[list[Workstation]]:
        with ExitStack() as stack:
            yield [stack.enter_context(world.enter()) for world in self.worlds]

    def carry(self, stick: Path, *stations: Workstation) -> None:
        for station in stations:
            exchange.take(station, stick, self.day)
            exchange.give(station, stick)


@pytest.fixture
def team(world: World, tmp_path: Path) -> Team:
    return Team(world, tmp_path, 3)


def test_cases_answers_and_decisions_reach_the_others(team: Team, tmp_path: Path) -> None:
    stick = tmp_path / "sync"
    stick.mkdir()
    first_world = team.worlds[0]
    box = mailbox()
    with team.at_work() as (first, second, third):
        first_world.take(
            first, first_world.write(box, "un", files={"a": b"evidence"}), first_world.write(mailbox())
        )
        first_world.take(first, b"x" * 16384, first_world.follow(box))
        work.tag(first, ["1"], "bank")
        team.carry(stick, first, second, third)
        assert cases.show(second.store, "EB-000001").messages[0].text == "un"
        replies.write(second, "1", "Merci.", first_world.day)
        work.set_state(third, ["2"], "assessment")
        work.assign(second, ["2"], second.session.me()[0].name)
        team.carry(stick, second, third, first, second, third)
        assert state(first) == state(second) == state(third)
        publish.publish(first, first_world.stick, first_world.day)
        team.carry(stick, first, second)
        assert publish.rebuild(second).same
        assert [each.acts for each in exchange.take(second, stick, team.day)] == [0, 0]


def _acts(draw: random.Random, station: Workstation, world: World) -> list[Callable[[], object]]:
    case = str(draw.randrange(1, 5))
    other = str(draw.randrange(1, 5))
    word = draw.choice(("a", "b"))
    return [
        lambda: work.tag(station, [case], word, is_on=draw.random() < 0.6),
        lambda: work.note(station, [case], f"note {draw.random()}"),
        lambda: work.set_urgency(station, [case], draw.randrange(4), "so"),
        lambda: work.set_category(station, [case], draw.choice(("minors", "violent"))),
        lambda: work.set_state(station, [case], draw.choice(("assessment", "triage", "needs_info"))),
        lambda: work.assign(station, [case], draw.choice(("", station.session.me()[0].name))),
        lambda: work.link(station, case, other, is_on=draw.random() < 0.7),
        lambda: clusters.merge(station, [case, other]),
        lambda: replies.write(station, case, f"answer {draw.random()}", world.day),
        lambda: replies.take_back(station, case, 1),
        lambda: keeping.keep(station, word, f"tag:{word}"),
        lambda: undoing.undo(station),
        lambda: draw.random() < 0.1 and destroying.destroy_by_rule(station, [int(case)], "x"),
    ]


@pytest.mark.parametrize("seed", range(int(os.environ.get("ROUNDS", "4"))))
def test_random_histories_end_the_same_everywhere_and_lose_nothing(
    team: Team, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    sticks = [tmp_path / name for name in ("stick-1", "stick-2")]
    for stick in sticks:
        stick.mkdir()
    world, boxes = team.worlds[0], [mailbox(number) for number in range(4)]
    with team.at_work() as stations:
        world.take(stations[0], *(world.write(box) for box in boxes))
        team.carry(sticks[0], *stations)
        old = shutil.copytree(sticks[0], tmp_path / "old")
        for _ in range(60):
            station = draw.choice(stations)
            try:
                draw.choice(_acts(draw, station, world))()
            except RequestError:
                continue
            if draw.random() < 0.15:
                arrived = draw.choice((world.follow, lambda box: erase(world, box)))(draw.choice(boxes))
                world.take(stations[0], arrived)
            if draw.random() < 0.1:
                publish.publish(stations[0], world.stick, world.day)
            if draw.random() < 0.4:
                team.carry(draw.choice(sticks), draw.choice(stations))
            if draw.random() < 0.1:
                exchange.take(draw.choice(stations), old, team.day)
        acts = [row for each in stations for row in each.store.rows("SELECT hash FROM acts")]
        team.carry(sticks[0], *stations, *stations)
        states = [state(station) for station in stations]
        for table in states[0]:
            assert states[0][table] == states[1][table] == states[2][table], table
        assert {row[5] for row in states[0]["acts"]} == {row["hash"] for row in acts}
        # A board that carried what was destroyed cannot be made again.
        if states[0]["published"] and not any(row[4] == "destroy" for row in states[0]["acts"]):
            assert publish.rebuild(stations[2]).same


def refused(kind: str, station: Workstation, stick: Path, day: int) -> None:
    before = state(station)
    with pytest.raises((KeysError, ReviewerError)) as caught:
        exchange.take(station, stick, day)
    assert caught.value.kind == kind  # type: ignore[attr-defined]
    assert state(station) == before


def test_a_file_that_is_not_whole_or_not_of_this_team_changes_nothing(team: Team, tmp_path: Path) -> None:
    stick = tmp_path / "sync"
    stick.mkdir()
    world = team.worlds[0]
    with team.at_work() as (first, second, third):
        world.take(first, world.write(mailbox(), "x" * 3000), world.write(mailbox()))
        for number in range(300):
            work.note(first, ["1"], f"{number} {'long ' * 60}")
        path = exchange.give(first, stick)
        whole = path.read_bytes()
        assert len(whole) > 3 * 65536
        chunk = 65536 + 16
        for hostile, kind in (
            (whole[:-1], "sync"),
            (whole[: 56 + chunk], "sync"),
            (whole[:56] + whole[56 + chunk :], "sync"),
            (whole[:100] + bytes([whole[100] ^ 1]) + whole[101:], "sync"),
            (b"AMANAX\0\1" + whole[8:], "magic"),
            (whole[:8] + bytes(16) + whole[24:], "deployment"),
            (whole[:30], "truncated"),
            (b"", "truncated"),
            (b"AMANAY\0\2" + whole[8:], "version"),
        ):
            path.write_bytes(hostile)
            refused(kind, second, stick, team.day)
        path.write_bytes(whole)
        envelope = next((stick / "envelopes").iterdir())
        content = envelope.read_bytes()
        envelope.write_bytes(content[:-1] + b"x")
        with pytest.raises(KeysError):
            exchange.take(second, stick, team.day)
        envelope.unlink()
        refused("sync", second, stick, team.day)
        envelope.write_bytes(content)
        exchange.take(second, stick, team.day)
        exchange.give(second, stick)
        # The third never saw the beginning, which the first now leaves out.
        exchange.take(first, stick, team.day)
        work.note(first, ["1"], "more")
        exchange.give(first, stick)
        (stick / f"{second.store.pin('station').hex()}.amana-sync").unlink()  # type: ignore[union-attr]
        refused("sync", third, stick, team.day)
        exchange.give(first, stick, everything=True)
        exchange.take(third, stick, team.day)
        assert len(work.notes(third, cases.find(third.store, "1"))) == 301


def test_what_somebody_may_not_do_is_not_taken_from_them(team: Team, tmp_path: Path) -> None:
    """A reviewer who bends this program destroys nothing elsewhere."""
    stick = tmp_path / "sync"
    stick.mkdir()
    world = team.worlds[0]
    third = NewPerson("third", "of the third", ("reviewer",))
    with keystore.unlock(world.offline / "keystore", world.passphrase) as session:
        changes.add_person(session, third, Strength())
    for other in team.worlds[1:]:
        shutil.copy(world.offline / "keystore", other.offline / "keystore")
    with world.enter() as first:
        world.take(first, world.write(mailbox()))
        exchange.give(first, stick)
    bent = replace(team.worlds[1], passphrase=third.passphrase)
    with bent.enter() as second:
        exchange.take(second, stick, team.day)
        case = cases.find(second.store, "1")
        body = {"day": 0, "envelopes": [], "number": 1, "rule": ""}
        log.record(second, Act(name="destroy", case=case.author, body=body))
        exchange.give(second, stick)
    with world.enter() as first:
        refused("sync", first, stick, team.day)
        assert cases.find(first.store, "1").label == "EB-000001"
        # What a person vouches for is taken: a supervisor may have left since.
        assert [each.acts for each in exchange.take(first, stick, team.day, former=True)] == [1]
