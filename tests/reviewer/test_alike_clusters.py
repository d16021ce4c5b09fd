"""The machine proposes what belongs together; people put it together, take it apart, set a flood aside."""

from __future__ import annotations

import itertools
import random

import pytest

from keys.draft import Link
from reviewer import cases
from reviewer.alike import clusters, proposals
from reviewer.alike.applied import APPLIES
from reviewer.alike.clusters import ALL
from reviewer.alike.groups import groups
from reviewer.custody import log
from reviewer.custody.entry import Entry
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.test_alike_index import VIDEO, update
from tests.reviewer.test_alike_texts import FRENCH
from tests.reviewer.world import World, mailbox


@pytest.fixture
def flooded(world: World, station: Workstation) -> Workstation:
    """Five report one video, three of them with the same words, one of danger; a sixth is apart.

    Of a bundle the order is that of the envelopes' ids, so cases are named by what they say.
    """
    link = (Link(given=VIDEO),)
    said = [FRENCH, FRENCH + " !", "x", "y", FRENCH + " ?"]
    envelopes = [
        world.write(mailbox(), text, links=link, danger="yes" if number == 3 else "no")
        for number, text in enumerate(said)
    ]
    world.take(station, *envelopes, world.write(mailbox(), "z"))
    update(station)
    return station


def named(station: Workstation, *texts: str) -> list[str]:
    rows = station.store.rows("SELECT case_number, text FROM messages")
    numbers = {row["text"]: str(row["case_number"]) for row in rows}
    return [numbers[text] for text in texts]


def acts(station: Workstation) -> list[Entry]:
    """Return the acts of this family."""
    entries = log.read(station.store, station.deployment)
    return [entry for entry in entries if entry.act.name in APPLIES]


def hidden(station: Workstation) -> list[int]:
    rows = station.store.rows("SELECT case_number FROM aside_cases ORDER BY case_number")
    return [row["case_number"] for row in rows]


def proposed(station: Workstation) -> list[list[str]]:
    return [list(map(str, each.cases)) for each in proposals.proposals(station.store)]


def test_what_is_alike_is_proposed_and_nothing_is_decided(flooded: Workstation) -> None:
    (proposal,) = proposals.proposals(flooded.store)
    assert len(proposal.cases) == 5
    assert [(each.kind, each.threads) for each in proposal.reasons] == [("page", 5), ("text", 3)]
    assert proposal.reasons[0].name == "tiktok:post:7301234567890123456"
    assert clusters.clusters(flooded.store) == []
    assert hidden(flooded) == []


def test_one_report_of_all_campaigns_does_not_make_one_of_them(world: World, station: Workstation) -> None:
    links = [Link(given=f"https://shop{number}.example/offer") for number in range(6)]
    world.take(station, *(world.write(mailbox(), "x", links=(link,)) for link in links for _ in range(2)))
    world.take(station, world.write(mailbox(), "y", links=tuple(links)))
    update(station)
    sizes = sorted(len(each.cases) for each in proposals.proposals(station.store))
    assert sizes == [2, 2, 2, 2, 2, 3]


def test_people_put_cases_together(flooded: Workstation) -> None:
    one, two, other = named(flooded, "x", "y", "z")
    made = clusters.merge(flooded, [one, two])
    assert sorted(map(str, made.cases)) == sorted([one, two])
    more = clusters.merge(flooded, [two, other])
    assert (more.id, len(more.cases)) == (made.id, 3)
    assert clusters.clusters(flooded.store) == [more]
    assert [entry.act.name for entry in acts(flooded)] == ["cluster"] * 3


def test_two_clusters_become_the_larger_one(flooded: Workstation) -> None:
    numbers = named(flooded, "x", "y", "z", FRENCH, FRENCH + " !")
    large = clusters.merge(flooded, numbers[:3])
    clusters.merge(flooded, numbers[3:])
    both = clusters.merge(flooded, [numbers[0], numbers[4]])
    assert (both.id, len(both.cases)) == (large.id, 5)


def test_a_merge_is_undone_as_one(flooded: Workstation) -> None:
    numbers = named(flooded, "x", "y", "z", FRENCH, FRENCH + " !")
    clusters.merge(flooded, numbers[:3])
    clusters.merge(flooded, numbers[3:])
    before = clusters.clusters(flooded.store)
    clusters.merge(flooded, [numbers[0], numbers[4]])
    assert set(map(str, clusters.undo_merge(flooded, numbers[4]))) == set(numbers[3:])
    assert clusters.clusters(flooded.store) == before
    clusters.undo_merge(flooded, numbers[4])
    assert len(clusters.clusters(flooded.store)) == 1


def test_a_whole_proposal_is_taken_and_then_proposed_no_more(flooded: Workstation) -> None:
    clusters.merge(flooded, proposed(flooded)[0])
    assert proposed(flooded) == []


def test_a_new_copy_is_proposed_with_the_cluster(world: World, flooded: Workstation) -> None:
    clusters.merge(flooded, proposed(flooded)[0])
    world.take(flooded, world.write(mailbox(), "new", links=(Link(given=VIDEO),)))
    update(flooded)
    (again,) = proposed(flooded)
    assert named(flooded, "new")[0] in again
    assert len(clusters.clusters(flooded.store)[0].cases) == 5


def test_what_was_taken_out_is_not_proposed_again(flooded: Workstation) -> None:
    clusters.merge(flooded, proposed(flooded)[0])
    (odd,) = named(flooded, "y")
    clusters.split(flooded, odd)
    assert len(clusters.clusters(flooded.store)[0].cases) == 4
    assert proposed(flooded) == []


def test_whoever_puts_it_back_knows_better(flooded: Workstation) -> None:
    numbers = proposed(flooded)[0]
    clusters.merge(flooded, numbers)
    (odd,) = named(flooded, "y")
    clusters.split(flooded, odd)
    clusters.merge(flooded, numbers)
    assert flooded.store.rows("SELECT * FROM apart") == []
    clusters.undo_merge(flooded, odd)
    (again,) = proposed(flooded)
    assert odd in again


def test_a_proposal_can_be_refused_for_one_case(flooded: Workstation) -> None:
    one, odd = named(flooded, "x", "y")
    clusters.keep_apart(flooded, odd, one)
    (left,) = proposed(flooded)
    assert (len(left), odd in left) == (4, False)


def test_a_flood_is_set_aside_as_one_but_for_danger(flooded: Workstation) -> None:
    numbers = proposed(flooded)[0]
    clusters.merge(flooded, numbers)
    aside = clusters.set_aside(flooded, numbers[2])
    first, danger = min(map(int, numbers)), int(named(flooded, "y")[0])
    assert first not in hidden(flooded)
    assert danger not in hidden(flooded)
    assert aside.hidden == len(hidden(flooded)) == 5 - len({first, danger})
    assert clusters.set_aside(flooded, numbers[2], ALL).hidden == 4
    assert clusters.take_back(flooded, numbers[2]).hidden == 0
    assert hidden(flooded) == []


def test_danger_that_is_told_later_brings_a_case_back(world: World, station: Workstation) -> None:
    boxes = [mailbox() for _ in range(3)]
    world.take(station, *(world.write(box, "a", danger="no") for box in boxes))
    clusters.merge(station, ["1", "2", "3"])
    clusters.set_aside(station, "1")
    assert hidden(station) == [2, 3]
    late = next(box for box in boxes if cases.find(station.store, "3").author == box.author)
    world.take(station, world.write(late, "b", danger="yes"))
    assert hidden(station) == [2]


@pytest.mark.parametrize("typed", [["1"], ["1", "1"], []])
def test_one_case_alone_is_no_cluster(flooded: Workstation, typed: list[str]) -> None:
    with pytest.raises(RequestError) as caught:
        clusters.merge(flooded, typed)
    assert caught.value.kind == "cluster"


def test_what_is_in_no_cluster_cannot_be_taken_out(flooded: Workstation) -> None:
    for verb in (clusters.split, clusters.set_aside, clusters.undo_merge, clusters.take_back):
        with pytest.raises(RequestError) as caught:
            verb(flooded, "1")
        assert caught.value.kind == "cluster"
    with pytest.raises(RequestError):
        clusters.keep_apart(flooded, "1", "1")
    with pytest.raises(RequestError):
        clusters.merge(flooded, ["1", "99"])


def test_acts_come_to_the_same_in_any_order(flooded: Workstation) -> None:
    """Two workstations that have the same acts show the same clusters, whichever came first."""
    numbers = proposed(flooded)[0]
    clusters.merge(flooded, numbers[:3])
    clusters.merge(flooded, numbers[2:4])
    clusters.set_aside(flooded, numbers[0])
    clusters.split(flooded, numbers[1])
    clusters.take_back(flooded, numbers[0])
    clusters.keep_apart(flooded, numbers[4], numbers[0])
    clusters.set_aside(flooded, numbers[0], ALL)
    expected = projections(flooded)
    entries = acts(flooded)
    for seed in range(10):
        random.Random(seed).shuffle(entries)
        with flooded.store.transaction():
            for table in ("clustered", "apart", "floods", "last_writers"):
                flooded.store.run(f"DELETE FROM {table}")
            for entry in entries:
                APPLIES[entry.act.name](flooded.store, entry)
        assert projections(flooded) == expected


def projections(station: Workstation) -> list[list[tuple[object, ...]]]:
    tables = ("clustered", "apart", "floods", "aside_cases")
    return [sorted(tuple(row.values()) for row in station.store.rows(f"SELECT * FROM {t}")) for t in tables]


def test_groups_are_what_is_linked_less_what_is_kept_apart() -> None:
    assert groups([], {}) == []
    assert groups([[3, 1], [5, 4], [1, 2]], {}) == [[1, 2, 3], [4, 5]]
    assert groups([[3, 1], [5, 4], [4, 3]], {}) == [[1, 3, 4, 5]]
    assert groups([[1, 2, 3]], {2: [1], 3: [9]}) == [[1, 3]]
    assert groups([[1, 2]], {2: [1]}) == []


def test_groups_are_those_of_a_slow_and_plain_way() -> None:
    draw = random.Random(11)
    for _ in range(200):
        links = [draw.sample(range(12), draw.randint(1, 4)) for _ in range(draw.randint(0, 6))]
        assert groups(links, {}) == slowly(links)


def slowly(links: list[list[int]]) -> list[list[int]]:
    """Join any two sets that have something in common, until there are none."""
    sets = [set(link) for link in links]
    while True:
        pairs = itertools.combinations(range(len(sets)), 2)
        found = next(((one, other) for one, other in pairs if sets[one] & sets[other]), None)
        if found is None:
            return sorted(sorted(each) for each in sets if len(each) > 1)
        sets[found[0]] |= sets.pop(found[1])
