"""The desk among 10,000 and 100,000 cases: queue, search and filters, and how much slower they get."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from keys.calendar import day_number, today
from reviewer.alike import index as alike
from reviewer.search import finding, index
from reviewer.search.query import parse
from reviewer.store import Store, open_store
from reviewer.triage import queue, ruling
from tests.bench.deployment import HERE
from tests.bench.figures import Figure, at_most, seconds, shown
from tests.seeds.filling import fill
from tests.seeds.reports import seeded

SIZES = (10_000, 100_000)
ROUNDS = 5
# What people look for: common words and rare ones, beginnings, phrases, facts, and several of these at once.
WORDS = (
    *("درهم", "dirhams", "casa*", '"code de ma carte"', "yassine", "الحساب -دفعت", "nowhere"),
    *("photos casablanca", "dirhams place:rabat category:other", "سوق is:open", "account* lang:en"),
)
FACTS = (
    *("is:open", "is:open lang:fr", "category:minors urgency:1", "place:rabat platform:tiktok", "tag:none"),
    *("age:20 is:open", "due:1", "is:late", "is:alike lang:es", "is:unanswered is:anonymous lang:zgh"),
    *("state:closed_unfounded", "category:terrorism lang:es place:fes", "assignee:nobody age:<3"),
)


def measure() -> Iterator[Figure]:
    HERE.mkdir(exist_ok=True)
    before: dict[str, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=HERE) as folder:
            path = Path(folder) / "store"
            with open_store(path, bytes(32)) as store:
                _fill(store, size)
            with open_store(path, bytes(32)) as store:
                found = dict(_times(store))
        last = size == SIZES[-1]
        for name, times in found.items():
            p95 = statistics.quantiles(times, n=20)[-1] * 1e3
            told = f"{name}, p95 among {size:,}"
            yield at_most(told, p95, "ms", 100) if last else shown(told, p95, "ms")
            if last:
                # Ten times as many cases: the logarithm grows by a quarter.
                yield shown(f"{name}, growth for ten times as many", p95 / max(before[name], 0.1), "")
            before[name] = p95


def _fill(store: Store, size: int) -> None:
    day = today()
    fill(store, seeded(5, size, day=day, files=False), day)
    ruling.catch_up(store, Path("/nonexistent"))
    index.catch_up(store)
    while True:
        with store.transaction():
            if not alike.update(store):
                return


def _times(store: Store) -> Iterator[tuple[str, list[float]]]:
    day = day_number(today())
    yield "queue", [seconds(lambda: queue.page(store)) for _ in range(20)] + list(_pages(store))
    for name, queries in (("search", WORDS), ("filter", FACTS)):
        asked = [partial(finding.find, store, parse(typed), today=day) for typed in queries]
        yield name, [seconds(each) for _ in range(ROUNDS) for each in asked]


def _pages(store: Store) -> Iterator[float]:
    """Turn twenty pages of the queue."""
    after = None
    for _ in range(20):
        yield seconds(lambda after=after: queue.page(store, after))  # type: ignore[misc]
        after = queue.page(store, after).next
