"""What a board carries when not everything fits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from keys.cells import MAX_CELLS
from reviewer.conversation.turns import Candidate, choose


def candidate(order: int, *, case: int = 1, bucket: int = 0, cells: int = 1, shown: int = 0) -> Candidate:
    return Candidate(order=order, case=case, bucket=bucket, cells=cells, shown=shown)


def test_the_newest_replies_of_a_mailbox_that_fit_whole_are_live() -> None:
    replies = [candidate(1), candidate(2, cells=3), candidate(3, cells=4), candidate(4, cells=2)]
    assert choose(replies, 64) == {3, 4}
    assert choose([candidate(n) for n in range(1, 12)], 64) == {4, 5, 6, 7, 8, 9, 10, 11}
    assert choose([], 64) == frozenset()


def test_beyond_the_capacity_the_oldest_go_first() -> None:
    replies = [candidate(order, case=order) for order in range(1, 6)]
    assert choose(replies, 3) == {1, 2, 3}


def test_a_reply_never_published_goes_before_all_that_were() -> None:
    replies = [candidate(1, case=1, shown=4), candidate(2, case=2, shown=1), candidate(3, case=3)]
    assert choose(replies, 1) == {3}
    assert choose(replies, 2) == {2, 3}


def test_the_queue_ends_at_the_first_that_does_not_fit() -> None:
    replies = [candidate(1, case=1, cells=2), candidate(2, case=2, cells=8), candidate(3, case=3)]
    assert choose(replies, 8) == {1}


def test_each_bucket_has_its_own_queue() -> None:
    replies = [candidate(order, case=order, bucket=order % 2) for order in range(1, 7)]
    assert choose(replies, 2) == {1, 2, 3, 4}


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, MAX_CELLS)), max_size=30), st.integers(8, 20))
def test_no_bound_is_passed_and_nobody_starves(written: list[tuple[int, int]], capacity: int) -> None:
    replies = [
        candidate(order, case=case, bucket=case % 2, cells=cells)
        for order, (case, cells) in enumerate(written, 1)
    ]
    eligible = choose(replies, 10_000)
    shown: set[int] = set()
    for _ in range(len(replies)):
        live = choose(replies, capacity)
        for key, bound in (("bucket", capacity), ("case", MAX_CELLS)):
            taken: Counter[int] = Counter()
            for reply in replies:
                taken[getattr(reply, key)] += reply.cells if reply.order in live else 0
            assert all(cells <= bound for cells in taken.values())
        shown |= live
        replies = [replace(reply, shown=reply.shown + (reply.order in live)) for reply in replies]
    assert shown == eligible
