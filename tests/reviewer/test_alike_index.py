"""Reports that are alike are found when they arrive, with the reasons; those that are not stay apart."""

from __future__ import annotations

import pytest
from PIL import ImageOps

from keys.draft import Link
from reviewer.alike import index, likeness, texts
from reviewer.alike.likeness import Reason
from reviewer.alike.pictures import Picture
from reviewer.workstation import Workstation
from tests.reviewer.test_alike_pictures import drawing, picture, recompressed
from tests.reviewer.test_alike_texts import ARABIC, FRENCH
from tests.reviewer.world import World, mailbox

VIDEO = "https://www.tiktok.com/@bad.guy/video/7301234567890123456"


def update(station: Workstation) -> int:
    with station.store.transaction():
        return len(index.update(station.store))


def report(world: World, station: Workstation, text: str, *links: str, files: tuple[bytes, ...] = ()) -> int:
    """Import one report of a new author; return its case."""
    named = {f"{number}.jpg": data for number, data in enumerate(files)}
    given = tuple(Link(given=link) for link in links)
    world.take(station, world.write(mailbox(), text, links=given, files=named))
    update(station)
    row = station.store.row("SELECT max(number) AS number FROM cases")
    assert row
    return int(row["number"])


def picture_of(station: Workstation, case: int, found: Picture | None) -> None:
    """Say what picture the first attachment of a case is."""
    assert found
    row = station.store.row("SELECT number FROM messages WHERE case_number = ?", (case,))
    assert row
    with station.store.transaction():
        index.add_pictures(station.store, row["number"], 0, [found])


def why(station: Workstation, one: int, other: int) -> list[Reason]:
    """Return the reasons, which must be the same from either side."""
    there = likeness.between(station.store, one, other)
    back = likeness.between(station.store, other, one)
    assert [each.kind for each in there] == [each.kind for each in back]
    assert bool(there) == (other in [each.case for each in likeness.similar(station.store, one)])
    return list(there)


def test_reports_of_one_page_are_alike(world: World, station: Workstation) -> None:
    one = report(world, station, "a", VIDEO)
    other = report(world, station, "b", "https://m.tiktok.com/v/7301234567890123456.html?_t=8x")
    apart = report(world, station, "c", "https://www.tiktok.com/@else/video/7301234567890123457")
    assert why(station, one, other) == [Reason("page", "tiktok:post:7301234567890123456")]
    assert why(station, one, apart) == []


def test_reports_of_one_account_are_alike(world: World, station: Workstation) -> None:
    one = report(world, station, "a", VIDEO)
    other = report(world, station, "voir https://www.tiktok.com/@Bad.Guy?lang=fr")
    assert why(station, one, other) == [Reason("account", "tiktok:bad.guy")]


def test_texts_that_are_nearly_one_are_alike(world: World, station: Workstation) -> None:
    one, other = report(world, station, FRENCH), report(world, station, FRENCH + " merci")
    apart = report(world, station, ARABIC)
    (reason,) = why(station, one, other)
    assert reason.kind == "text"
    assert reason.share
    assert 100 > reason.share >= 100 * texts.NEAR
    assert why(station, one, apart) == []


def test_one_file_sent_twice_is_found(world: World, station: Workstation) -> None:
    one, other = (report(world, station, text, files=(b"x" * 1000, text.encode())) for text in "ab")
    (reason,) = why(station, one, other)
    assert reason.kind == "file"


def test_a_mirrored_picture_is_found(world: World, station: Workstation) -> None:
    cases = [report(world, station, text, files=(text.encode(),)) for text in "abcd"]
    changes = (drawing(1), recompressed(drawing(1)), ImageOps.mirror(recompressed(drawing(1))), drawing(2))
    for case, image in zip(cases, changes, strict=True):
        picture_of(station, case, picture(image))
    (plain,), (mirrored,), none = (why(station, cases[0], case) for case in cases[1:])
    assert plain.distance is not None
    assert mirrored.distance is not None
    assert (plain.is_mirrored, mirrored.is_mirrored) == (False, True)
    assert max(plain.distance, mirrored.distance) <= 31
    assert none == []


def test_what_most_share_is_told_first(world: World, station: Workstation) -> None:
    cases = [report(world, station, FRENCH if number else "x", VIDEO) for number in range(4)]
    found = likeness.shared(station.store, cases[1])
    assert [(each.kind, each.threads) for each in found] == [("account", 4), ("page", 4), ("text", 3)]
    assert found[1].name == "tiktok:post:7301234567890123456"
    assert [each.case for each in likeness.similar(station.store, cases[1])] == [cases[3], cases[2], cases[0]]


def test_messages_of_one_thread_are_one_voice(world: World, station: Workstation) -> None:
    box = mailbox()
    world.take(station, world.write(box, FRENCH), world.follow(box, FRENCH + " !"), world.follow(box, VIDEO))
    update(station)
    other = report(world, station, FRENCH, VIDEO)
    assert {each.threads for each in likeness.shared(station.store, other)} == {2}
    assert {each.kind for each in why(station, 1, other)} == {"text", "page", "account"}


def test_a_message_that_waits_counts_when_it_joins(world: World, station: Workstation) -> None:
    box = mailbox()
    one = report(world, station, "a", VIDEO)
    world.take(station, world.follow(box, VIDEO))
    update(station)
    assert likeness.similar(station.store, one) == []
    other = report(world, station, "b")
    assert likeness.similar(station.store, one) == []
    world.take(station, world.write(box, "c"))
    assert [each.case for each in likeness.similar(station.store, one)] == [other + 1]


def test_an_older_store_is_compared_in_steps(world: World, station: Workstation) -> None:
    world.take(station, *(world.write(mailbox(), text, links=(Link(given=VIDEO),)) for text in "abcde"))
    with station.store.transaction():
        assert [len(index.update(station.store, 2)) for _ in range(4)] == [2, 2, 1, 0]
    assert [each.threads for each in likeness.shared(station.store, 1)] == [5, 5]


def test_another_method_compares_all_again(
    world: World, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(world, station, FRENCH, VIDEO)
    monkeypatch.setattr(index, "METHOD", index.METHOD + 1)
    assert update(station) == 1
    assert update(station) == 0


def test_a_copy_takes_the_place_of_a_first_that_was_destroyed(world: World, station: Workstation) -> None:
    cases = [report(world, station, FRENCH, files=(b"x",)) for _ in range(3)]
    for case in cases:
        picture_of(station, case, picture(drawing(5)))
    with station.store.transaction():
        index.forget(station.store, 1)
    assert likeness.similar(station.store, cases[0]) == []
    left = [each for each in why(station, cases[1], cases[2]) if each.kind != "file"]
    assert [each.kind for each in left] == ["picture", "text"]
    new = report(world, station, FRENCH + " !", files=(b"y",))
    picture_of(station, new, picture(ImageOps.mirror(drawing(5))))
    assert [each.kind for each in why(station, new, cases[2])] == ["picture", "text"]


def test_many_pictures_fill_many_blocks(world: World, station: Workstation) -> None:
    case = report(world, station, "a", files=(b"x",))
    found = [picture(drawing(seed, (64, 64))) for seed in range(5)]
    assert all(found)
    with station.store.transaction():
        index.add_pictures(station.store, case, 0, [each for each in found * 3 if each])
    assert len(station.store.rows("SELECT DISTINCT first FROM pictures")) == 5


def test_a_hostile_message_costs_little(world: World, station: Workstation) -> None:
    """The longest text and the most links that a report can hold, all different."""
    links = [f"https://a{number}.example/?{'&'.join(f'{n}={n}' for n in range(30))}" for number in range(20)]
    case = report(world, station, "".join(chr(0x4E00 + n) for n in range(2000)), *links)
    assert likeness.similar(station.store, case) == []
    assert len(station.store.rows("SELECT * FROM traits")) <= 42
