"""Recovery shares: enough of them open, fewer do not, and a slip of the pen is named with its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from keys.errors import ShareError
from keys.private.shares import WORDS, Collected, Plan, read_share, split

MASTER = bytes(range(32))
THREE_OF_FIVE = split(MASTER, Plan(((3, 5),)))[0]


@contextmanager
def refused(kind: str) -> Iterator[pytest.ExceptionInfo[ShareError]]:
    with pytest.raises(ShareError) as caught:
        yield caught
    assert caught.value.kind == kind
    # A single word may stand in a sentence by chance; two in a row would be the share's.
    words = THREE_OF_FIVE[0].split()
    assert not any(f"{one} {two}" in str(caught.value) for one, two in pairwise(words))


@pytest.mark.parametrize("chosen", list(combinations(range(5), 3)))
def test_any_three_of_five_open(chosen: tuple[int, ...]) -> None:
    collected = Collected()
    for left, number in enumerate(chosen):
        assert collected.missing == (1 if not left else 3 - left)
        collected.add(THREE_OF_FIVE[number])
    assert collected.missing == 0
    assert collected.combine() == MASTER
    assert "academic" not in repr(collected)


def test_more_than_enough_is_fine_and_fewer_is_named() -> None:
    collected = Collected()
    for line in THREE_OF_FIVE[:2]:
        collected.add(line)
    with refused("few"):
        collected.combine()
    for line in THREE_OF_FIVE[2:]:
        collected.add(line)
    assert collected.combine() == MASTER


def test_groups_stand_for_each_other_only_as_planned() -> None:
    """The head alone and two of three clerks, or two groups of the three: as the plan says."""
    groups = split(MASTER, Plan(((1, 1), (2, 3), (2, 2)), needed=2))
    collected = Collected()
    collected.add(groups[1][0])
    collected.add(groups[2][1])
    assert collected.missing == 2
    collected.add(groups[1][2])
    assert collected.missing == 1
    collected.add(groups[0][0])
    assert collected.missing == 0
    assert collected.combine() == MASTER


@pytest.mark.parametrize(
    "plan",
    [
        Plan(()),
        Plan(((3, 2),)),
        Plan(((0, 2),)),
        Plan(((1, 2),)),
        Plan(((2, 17),)),
        Plan(((2, 3),), needed=2),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan: Plan) -> None:
    with refused("plan"):
        split(MASTER, plan)


def test_four_letters_and_any_case_are_enough() -> None:
    short = "  ".join(word[:4] for word in THREE_OF_FIVE[0].split())
    assert read_share(short.upper()) == THREE_OF_FIVE[0]


def test_a_word_of_no_list_is_named_with_likely_ones() -> None:
    words = THREE_OF_FIVE[0].split()
    right = words[6]
    words[6] = right[0] + "x" + right[1:]
    with refused("word") as caught:
        read_share(" ".join(words))
    assert caught.value.position == 7
    assert right in caught.value.suggestions


def test_a_slip_to_another_word_is_found() -> None:
    """``pencil`` for ``penalty``: in the list, and not what the sheet says."""
    words = THREE_OF_FIVE[0].split()
    near = {
        at: other
        for at, word in enumerate(words)
        for other in WORDLIST
        if other != word and other[:3] == word[:3]
    }
    assert near
    for at, other in list(near.items())[:5]:
        with refused("checksum") as caught:
            read_share(" ".join([*words[:at], other, *words[at + 1 :]]))
        assert caught.value.position == at + 1
        assert caught.value.suggestions == (words[at],)


def test_two_words_in_each_other_s_place_are_noticed() -> None:
    words = THREE_OF_FIVE[0].split()
    at = next(at for at in range(3, WORDS) if words[at] != words[at + 1])
    words[at], words[at + 1] = words[at + 1], words[at]
    with refused("checksum"):
        read_share(" ".join(words))


@pytest.mark.parametrize("wrong", ["", "academic", " ".join(["academic"] * 32), "academic " * 500])
def test_too_few_or_too_many_words_are_named(wrong: str) -> None:
    with refused("length"):
        read_share(wrong)


def test_the_same_sheet_twice_and_a_foreign_one_are_named() -> None:
    collected = Collected()
    collected.add(THREE_OF_FIVE[0])
    with refused("twice"):
        collected.add(THREE_OF_FIVE[0])
    with refused("foreign"):
        collected.add(split(MASTER, Plan(((3, 5),)))[0][1])
    assert collected.missing == 2


@settings(max_examples=50, deadline=None)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from(WORDLIST), min_size=WORDS, max_size=WORDS).map(" ".join)
)
def test_anything_typed_is_a_share_or_a_named_error(typed: str) -> None:
    try:
        assert len(read_share(typed).split()) == WORDS
    except ShareError as error:
        assert error.kind in ("word", "length", "checksum")
