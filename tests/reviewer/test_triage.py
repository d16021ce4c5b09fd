"""The queue and what people decide: order with its reasons, states with their rules, and undo."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from keys.calendar import day_number
from reviewer import cases
from reviewer.conversation import replies
from reviewer.custody import log, table
from reviewer.errors import RequestError, WorkstationError
from reviewer.store import Store
from reviewer.triage import danger, deadlines, queue, ruling, states, taxonomy, undoing, work
from reviewer.triage.danger import Facts
from reviewer.triage.deadlines import Times
from reviewer.workstation import Workstation
from tests.reviewer.world import World, mailbox

KINDS = taxonomy.load({})


def waiting(station: Workstation) -> list[str]:
    ruling.catch_up(station.store, station.places.offline)
    return [line.label for line in queue.page(station.store).lines]


def arrive(world: World, station: Workstation, *reports: dict[str, object]) -> None:
    world.take(station, *(world.write(mailbox(), **report) for report in reports))  # type: ignore[arg-type]


def test_danger_comes_first_then_children_then_life_and_each_says_why(
    world: World, station: Workstation
) -> None:
    kinds: list[dict[str, object]] = [
        {"category": "other", "topic": "fraud"},
        {"category": "others_rights", "topic": "blackmail"},
        {"category": "violent", "topic": "threat"},
        {"category": "minors", "topic": "grooming"},
        {"category": "other", "topic": "fraud", "danger": "yes"},
        {"category": "terrorism", "topic": "praise"},
    ]
    for report in kinds:
        arrive(world, station, report)
    assert waiting(station) == [f"EB-00000{number}" for number in (5, 4, 3, 2, 6, 1)]
    lines = queue.page(station.store).lines
    assert [(line.urgency, line.reasons) for line in lines] == [
        (0, ("danger",)),
        (1, ("child",)),
        (1, ("life",)),
        (1, ()),
        (2, ("incitement",)),
        (2, ()),
    ]
    assert [line.label for line in queue.urgent(station.store)] == ["EB-000005"]
    assert queue.load(station.store, day_number(world.day)).by_urgency == (1, 3, 2, 0)


@pytest.mark.parametrize(
    ("facts", "urgency", "reasons"),
    [
        (Facts(category="minors", topic="blackmail"), 0, ("child",)),
        (Facts(category="minors", topic="grooming", asked=frozenset(("meeting",))), 0, ("meeting", "child")),
        (Facts(category="others_rights", topic="insult", who="child"), 2, ("child",)),
        (Facts(category="other", topic="not_sure", listed=True), 1, ("listed",)),
        (Facts(category="other", topic="not_sure", ongoing="yes"), 3, ("ongoing",)),
        (Facts(category="no_such", topic="thing"), 2, ()),
    ],
)
def test_rules_only_raise(facts: Facts, urgency: int, reasons: tuple[str, ...]) -> None:
    ruled = danger.rule(facts, KINDS)
    assert (ruled.urgency, ruled.reasons) == (urgency, reasons)
    assert ruled.urgency <= KINDS.urgency(facts.category, facts.topic)


def test_pages_follow_each_other(world: World, station: Workstation) -> None:
    arrive(world, station, *({"text": f"{number}"} for number in range(7)))
    all_of_them = waiting(station)
    found: list[str] = []
    place = None
    for _ in range(4):
        page = queue.page(station.store, place, 2)
        found += [line.label for line in page.lines]
        place = page.next
    assert (found, place) == (all_of_them, None)


def test_a_person_lowers_urgency_and_new_danger_raises_it_again(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box, danger="yes", category="other"))
    with pytest.raises(RequestError, match="Say why"):
        work.set_urgency(station, ["1"], 3, " ")
    work.set_urgency(station, ["1"], 3, "An old film.")
    assert queue.page(station.store).lines[0].urgency == 3
    world.take(station, world.write(box, "again", danger="yes", category="other"))
    ruling.catch_up(station.store, station.places.offline)
    assert queue.page(station.store).lines[0].urgency == 0
    work.set_urgency(station, ["1"], None, "")
    assert queue.page(station.store).lines[0].urgency == 0


def test_an_anonymous_report_is_looked_at_for_credibility_first(world: World, station: Workstation) -> None:
    arrive(world, station, {})
    work.set_state(station, ["1"], "assessment")
    with pytest.raises(RequestError, match="law 03-23") as raised:
        work.set_state(station, ["1"], "qualified")
    assert raised.value.kind == "state"
    work.check(station, "1", dict.fromkeys(states.CHECKS, "yes"), "The page is still there.")
    work.set_state(station, ["1"], "qualified")
    # Whoever assessed it does not confirm it.
    with pytest.raises(RequestError, match="second person"):
        work.set_state(station, ["1"], "validated")


def test_out_of_scope_wants_a_reason_and_leaves_the_queue(world: World, station: Workstation) -> None:
    arrive(world, station, {}, {})
    with pytest.raises(RequestError, match="private_dispute"):
        work.set_state(station, ["1"], "out_of_scope", reason="because")
    work.set_state(station, ["1"], "out_of_scope", reason="not_illegal")
    assert waiting(station) == ["EB-000002"]
    assert undoing.undo(station).labels == ("EB-000001",)
    assert len(waiting(station)) == 2


def test_many_at_once_and_all_taken_back(world: World, station: Workstation) -> None:
    arrive(world, station, {}, {}, {})
    me = station.session.me()[0].name
    work.tag(station, ["1", "2", "3"], "bank")
    work.assign(station, ["1", "2"], me, "Please look.")
    assert [line.assignee for line in queue.lines(station.store, [1, 2, 3])] == [me, me, ""]
    assert undoing.undo(station).name == "assign"
    assert [line.assignee for line in queue.lines(station.store, [1, 2, 3])] == ["", "", ""]
    assert undoing.undo(station).labels == ("EB-000001", "EB-000002", "EB-000003")
    assert queue.lines(station.store, [1])[0].tags == ()
    with pytest.raises(RequestError, match="no decision"):
        undoing.undo(station)


def test_of_many_either_all_are_changed_or_none(world: World, station: Workstation) -> None:
    arrive(world, station, {}, {})
    work.set_state(station, ["2"], "assessment")
    with pytest.raises(RequestError, match="EB-000002"):
        work.set_state(station, ["1", "2"], "assessment")
    assert [line.state for line in queue.lines(station.store, [1, 2])] == ["triage", "assessment"]


def test_notes_links_and_kinds(world: World, station: Workstation) -> None:
    arrive(world, station, {"category": "other"}, {})
    work.note(station, ["1"], "Ring the bank.")
    work.link(station, "1", "2")
    work.set_category(station, ["1"], "minors", "grooming")
    case = cases.find(station.store, "1")
    assert [entry.act.text for entry in work.notes(station, case)] == ["Ring the bank."]
    assert work.linked(station, case) == ["EB-000002"]
    line = queue.lines(station.store, [1])[0]
    assert (line.category, line.topic, line.urgency) == ("minors", "grooming", 1)
    assert case.category == "other"
    for wrong in (
        lambda: work.note(station, ["1"], " "),
        lambda: work.link(station, "1", "1"),
        lambda: work.set_category(station, ["1"], "minors", "fraud"),
        lambda: work.assign(station, ["1"], "Nobody"),
        lambda: work.tag(station, ["1"], "two words"),
        lambda: work.check(station, "1", {"alive": "perhaps"}),
        lambda: work.set_state(station, ["1"], "nowhere"),
        lambda: work.set_urgency(station, ["1"], 7, "so"),
    ):
        with pytest.raises(RequestError):
            wrong()


def test_an_answer_ends_the_first_deadline(world: World, station: Workstation) -> None:
    arrive(world, station, {"category": "other", "topic": "fraud"})
    work.set_state(station, ["1"], "assessment")
    assert queue.page(station.store).lines[0].due_for == "acknowledge"
    replies.write(station, "1", "Thank you.", world.day)
    ruling.catch_up(station.store, station.places.offline)
    assert queue.page(station.store).lines[0].due_for == "feedback"


def test_deadlines_end_on_a_working_day_but_danger_knows_none() -> None:
    days = deadlines.calendar({"country": "MA", "free": [date(2026, 11, 9)]})
    saturday = date(2026, 10, 31)  # a feast too
    times = Times(
        opened=saturday, latest=saturday, urgency=0, state="triage", answered=False, is_anonymous=False
    )
    found = {each.kind: each.day for each in deadlines.due(times, days)}
    assert found["look"] == saturday
    # 7 November is a Saturday, the 9th is free by desk.toml.
    assert found["acknowledge"] == date(2026, 11, 10)
    assert found["inform"] == saturday + timedelta(days=16)
    assert found["feedback"] == date(2027, 2, 1)
    assert deadlines.due(Times(**{**_fields(times), "state": "out_of_scope"}), days) == []  # type: ignore[arg-type]


def _fields(times: Times) -> dict[str, object]:
    return {name: getattr(times, name) for name in Times.__slots__}


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[categories.minors]\nurgency = 4", "categories.minors.urgency"),
        ("[categories.minors.topics]\nBad = 1", "categories.minors.topics.Bad"),
        ("[categories.minors]\nlife = ['none']", "categories.minors.life"),
        ("[categories.minors]\nchild = 1", "categories.minors.child"),
        ("[categories.minors]\ncolour = 1", "categories.minors.colour"),
        ("[categories]\nminors = 1", "categories.minors"),
        ("[deadlines]\ncountry = 'ZZ'", "deadlines.country"),
        ("[deadlines]\nfree = ['2026-01-01']", "deadlines.free"),
        ("[deadlines]\nfrée = 1", "TOML"),
        ("[elsewhere]", "elsewhere"),
        ("= 1", "TOML"),
        ("categories = 1", "categories"),
    ],
)
def test_settings_that_are_wrong_are_named(world: World, station: Workstation, toml: str, named: str) -> None:
    arrive(world, station, {})
    (world.offline / "desk.toml").write_text(toml, "utf-8")
    with pytest.raises(WorkstationError, match=r"desk\.toml cannot be used") as raised:
        ruling.catch_up(station.store, world.offline)
    assert raised.value.kind == "desk-toml"
    assert named in str(raised.value)


def test_settings_rule_every_case_anew(world: World, station: Workstation) -> None:
    arrive(world, station, {"category": "other", "topic": "fraud"})
    assert (waiting(station), queue.page(station.store).lines[0].urgency) == (["EB-000001"], 2)
    (world.offline / "desk.toml").write_text("[categories.other.topics]\nfraud = 1\nnew_kind = 3\n", "utf-8")
    assert ruling.catch_up(station.store, world.offline) == 1
    assert queue.page(station.store).lines[0].urgency == 1
    work.set_category(station, ["1"], "other", "new_kind")
    assert queue.page(station.store).lines[0].urgency == 3


def test_any_order_of_acts_comes_to_the_same(world: World, station: Workstation) -> None:
    arrive(world, station, {}, {})
    me = station.session.me()[0].name
    work.tag(station, ["1"], "a")
    work.assign(station, ["1"], me)
    work.tag(station, ["1"], "a", is_on=False)
    work.set_category(station, ["1"], "minors")
    work.link(station, "1", "2")
    work.set_category(station, ["1"], "violent", "threat")
    entries = [
        each
        for each in log.read(station.store, station.deployment)
        if each.act.name in ("tag", "category", "link")
    ]
    expected = list(tables(station.store))
    for order in itertools.islice(itertools.permutations(entries), 0, 720, 97):
        for name in ("decided", "tags", "links", "last_writers"):
            station.store.run(f"DELETE FROM {name}")
        for entry in order:
            table.apply(station.store, entry)
        assert list(tables(station.store)) == expected


def tables(store: Store) -> Iterator[tuple[object, ...]]:
    for sql in (
        "SELECT category, topic FROM decided ORDER BY author",
        "SELECT tag FROM tags ORDER BY author, tag",
        "SELECT author, other FROM links ORDER BY author",
    ):
        yield from (tuple(row.values()) for row in store.rows(sql))
