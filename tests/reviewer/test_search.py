"""Search: words in any spelling, facts, order and pages, kept searches, and whatever anybody may type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.calendar import day_number
from keys.draft import Link, Place
from reviewer import cases
from reviewer.alike import compare
from reviewer.conversation import replies
from reviewer.errors import RequestError
from reviewer.search import finding, folding, index, keeping
from reviewer.search import query as queries
from reviewer.store import Store, open_store
from reviewer.triage import ruling, work
from reviewer.workstation import Workstation
from tests.reviewer.world import World, mailbox
from tests.seeds.filling import fill
from tests.seeds.reports import seeded

ODD = r'(-?(is|age|place|tag)?:?["*<>()^x ]{0,6}){0,6}'


def found(station: Workstation, typed: str, world: World) -> list[int]:
    ruling.catch_up(station.store, station.places.offline)
    person, _ = station.session.me()
    page = finding.find(station.store, queries.parse(typed), today=day_number(world.day), person=person.name)
    return [line.number for line in page.lines]


def test_words_are_found_in_every_spelling(world: World, station: Workstation) -> None:
    texts = [
        "هدَّدني رجلٌ من مدرسة ابنتي، رقمه ٠٦١٢٣٤٥٦٧٨",
        "La société « Été » m’a volé : une fausse école.",
        "يطلبون رمز البطاقة البنكيّة بإسم البريد",
        "ⴰⵣⵓⵍ ⴼⴽⵉⵖ ⵉⴷⵔⵉⵎⵏ",
    ]
    world.take(station, *(world.write(mailbox(), text) for text in texts))
    order = {cases.show(station.store, str(number)).messages[0].text: number for number in range(1, 5)}
    first, second, third, fourth = (order[text] for text in texts)
    for typed, number in {
        "هددني": first,
        "مدرسه": first,
        "المدرسة": first,
        "0612345678": first,
        "٠٦١٢*": first,
        "societe": second,
        "ECOLE": second,
        '"fausse ecole"': second,
        "ete vole": second,
        "البنكية": third,
        "باسم": third,
        "بريد": third,
        "ⴼⴽⵉⵖ": fourth,
        "البطاق*": third,
    }.items():
        assert found(station, typed, world) == [number], typed
    for typed in ('"ecole fausse"', "soc", "fausse -ecole"):
        assert found(station, typed, world) == [], typed


def test_what_is_written_later_is_found_too(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box, "premier"))
    assert found(station, "boulangerie", world) == []
    world.take(station, world.follow(box, "près de la boulangerie"))
    replies.write(station, "1", "Quelle pharmacie ?", world.day)
    work.note(station, ["1"], "voir aussi la gendarmerie")
    for typed in ("boulangerie", "pharmacie", "gendarmerie", "premier boulangerie pharmacie"):
        assert found(station, typed, world) == [1]


def test_facts_narrow_what_is_found(world: World, station: Workstation) -> None:
    link = Link(given="https://t.me/x/1", url="https://t.me/x/1", platform="telegram", account="x")
    rabat = Place(of="event", country="MA", region="MA-04", city="Ville de Salé")
    reports: list[dict[str, object]] = [
        {"category": "other", "topic": "fraud", "links": (link,), "place": rabat},
        {"category": "minors", "topic": "grooming", "identity": {"kind": "contact", "contact": "06"}},
        {
            "category": "violent",
            "topic": "threat",
            "danger": "yes",
            "files": {"a.jpg": b"x"},
            "links": (link,),
        },
    ]
    for report in reports:
        world.take(station, world.write(mailbox(), **report))  # type: ignore[arg-type]
    compare.compare(station)
    replies.write(station, "2", "Merci.", world.day)
    work.tag(station, ["1", "3"], "banque")
    work.assign(station, ["3"], station.session.me()[0].name)
    work.set_state(station, ["1"], "assessment")
    work.set_state(station, ["2"], "out_of_scope", reason="private_dispute")
    for typed, numbers in {
        "category:minors": [2],
        "topic:fraud": [1],
        "urgency:0": [3],
        "urgency:0 urgency:1": [3, 2],
        "platform:telegram": [3, 1],
        "place:MA-04": [1],
        'place:"ville de sale"': [1],
        "place:ma": [1],
        "tag:banque": [3, 1],
        "tag:banque state:triage": [3],
        "assignee:me": [3],
        "assignee:nobody": [2, 1],
        "state:out_of_scope": [2],
        "is:closed": [2],
        "is:open": [3, 1],
        "is:danger": [3],
        "is:files": [3],
        "is:anonymous": [3, 1],
        "is:unanswered is:open": [3, 1],
        "lang:ar": [3, 2, 1],
        "lang:fr": [],
        "age:0": [3, 2, 1],
        "age:1": [],
        "age:<1": [3, 2, 1],
        "due:2": [3],
        "is:late": [],
        "is:alike": [3, 1],
        "رأيت tag:banque": [3, 1],
    }.items():
        assert found(station, typed, world) == numbers, typed


def test_what_cannot_be_searched_is_told(world: World, station: Workstation) -> None:
    for typed in (
        *("x" * 1001, "x " * 40, "nope:1", "state:nope", "urgency:7", "is:maybe", "lang:de"),
        *("age:old", "due:12345", "-tag:x", "-only", "platform:myspace"),
    ):
        with pytest.raises(RequestError) as caught:
            queries.parse(typed)
        assert caught.value.kind == "search", typed
    assert queries.parse("https://t.me/x").terms[0].words == ("https", "t", "me", "x")
    assert not queries.parse("   ").terms


@settings(max_examples=200, deadline=None)
@given(typed=st.text(max_size=80) | st.from_regex(ODD, fullmatch=True))
def test_whatever_is_typed_is_searched_or_refused(typed: str, filled: Store) -> None:
    try:
        query = queries.parse(typed)
    except RequestError:
        return
    finding.find(filled, query, today=20_000)


@given(text=st.text(max_size=40))
def test_folding_a_second_time_changes_no_letters(text: str) -> None:
    words = folding.words(text)
    assert folding.words(" ".join(words)) == [each for word in words for each in folding.words(word)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("search") / "store"
    day = date(2026, 11, 25)
    with open_store(path, bytes(32)) as store:
        fill(store, seeded(3, 300, day=day, files=False), day)
        ruling.catch_up(store, Path("/nonexistent"))
        index.catch_up(store)
        yield store


@pytest.mark.parametrize("typed", ["is:open", "lang:ar", "dirhams*", "category:other is:open", "age:0"])
def test_pages_follow_each_other_without_gap_or_repetition(filled: Store, typed: str) -> None:
    query = queries.parse(typed)
    whole = finding.find(filled, query, today=20_800, size=1000).lines
    walked, after = [], None
    while True:
        page = finding.find(filled, query, today=20_800, after=after, size=7)
        walked += [line.number for line in page.lines]
        after = page.next
        if after is None:
            break
    assert len(walked) > 7
    assert walked == [line.number for line in whole]


def test_searches_are_kept_for_the_team(world: World, station: Workstation) -> None:
    keeping.keep(station, "Mes urgences", "assignee:me is:open")
    keeping.keep(station, "Autre", "x")
    keeping.keep(station, "Autre", "y")
    assert [(each.name, each.query) for each in keeping.kept(station.store)] == [
        ("Autre", "y"),
        ("Mes urgences", "assignee:me is:open"),
    ]
    keeping.drop(station, "Autre")
    assert [each.name for each in keeping.kept(station.store)] == ["Mes urgences"]
    for name, typed in (("", "x"), ("x" * 41, "x"), ("x", ""), ("x", "state:nope")):
        with pytest.raises(RequestError):
            keeping.keep(station, name, typed)
    with pytest.raises(RequestError):
        keeping.drop(station, "Autre")
