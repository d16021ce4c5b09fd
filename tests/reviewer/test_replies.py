"""A reply fits or is refused with the exact number of characters too many, in any script."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys.cells import MAX_CELLS, PART_TEXT
from reviewer import cases
from reviewer.conversation import replies
from reviewer.errors import RequestError, TooLongError
from reviewer.workstation import Workstation
from tests.reviewer.world import World, mailbox

FULL = MAX_CELLS * PART_TEXT


@pytest.fixture
def case(world: World, station: Workstation) -> Workstation:
    world.take(station, world.write(mailbox()))
    return station


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1, 1), (PART_TEXT - 1, 1), (PART_TEXT, 1), (PART_TEXT + 1, 2), (2 * PART_TEXT, 2), (FULL, 8)],
)
def test_cells_are_counted_at_their_edges(
    world: World, case: Workstation, length: int, expected: int
) -> None:
    written = replies.write(case, "1", "x" * length, world.day)
    assert (written.label, written.number, written.cells) == ("EB-000001", 1, expected)


@pytest.mark.parametrize("excess", [1, 2, 1000])
def test_the_excess_is_exact(world: World, case: Workstation, excess: int) -> None:
    with pytest.raises(TooLongError) as caught:
        replies.write(case, "1", "x" * (FULL + excess), world.day)
    assert caught.value.excess == excess
    assert str(excess) in str(caught.value)
    assert cases.show(case.store, "1").replies == ()


def test_arabic_is_counted_in_characters(world: World, case: Workstation) -> None:
    # 4,052 bytes hold 2,026 letters of two bytes; one byte more before them costs a letter in each cell.
    fits = "ع" * (FULL // 2)
    assert replies.write(case, "1", fits, world.day).cells == MAX_CELLS
    with pytest.raises(TooLongError) as caught:
        replies.write(case, "1", "x" + fits, world.day)
    assert caught.value.excess == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.text(st.sampled_from("aع€😀"), min_size=1, max_size=40), st.integers(300, 3000))
def test_what_is_left_after_cutting_the_excess_fits_exactly(unit: str, times: int) -> None:
    text = unit * times
    try:
        assert replies._cells(text, MAX_CELLS) <= MAX_CELLS
    except TooLongError as error:
        assert replies._cells(text[: -error.excess], MAX_CELLS) == MAX_CELLS
        with pytest.raises(TooLongError):
            replies._cells(text[: len(text) - error.excess + 1], MAX_CELLS)


@pytest.mark.parametrize("text", ["", " \n\t ", "\r\n"])
def test_an_empty_reply_is_refused(world: World, case: Workstation, text: str) -> None:
    with pytest.raises(RequestError) as caught:
        replies.write(case, "1", text, world.day)
    assert caught.value.kind == "reply-empty"


@pytest.mark.parametrize("text", ["a\0b", "a\x1b[31m", "a\x7f", "a\udcff"])
def test_what_a_page_could_not_show_is_refused(world: World, case: Workstation, text: str) -> None:
    with pytest.raises(RequestError) as caught:
        replies.write(case, "1", text, world.day)
    assert caught.value.kind == "reply-text"


def test_a_text_out_of_all_measure_is_refused(world: World, case: Workstation) -> None:
    with pytest.raises(TooLongError):
        replies.write(case, "1", "x" * (replies.MAX_TYPED + 1), world.day)


def test_replies_are_numbered_within_their_case(world: World, case: Workstation) -> None:
    world.take(case, world.write(mailbox()))
    written = [
        replies.write(case, typed, f"x{step}", world.day)
        for step, typed in enumerate(("1", "2", "EB-000001", "1"))
    ]
    assert [(item.label, item.number) for item in written] == [
        ("EB-000001", 1),
        ("EB-000002", 1),
        ("EB-000001", 2),
        ("EB-000001", 3),
    ]


def test_the_last_number_a_mailbox_can_have(
    world: World, case: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MAX_REPLIES", 1)
    replies.write(case, "1", "x", world.day)
    with pytest.raises(RequestError) as caught:
        replies.write(case, "1", "y", world.day)
    assert caught.value.kind == "reply-text"
