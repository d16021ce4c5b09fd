"""How heavy a first visit is, and how soon the first question can be answered on a bad line."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from submit.languages import LANGUAGES
from tests.bench.figures import Figure, at_most
from tests.browser.driving import chromium
from tests.browser.visit import visit
from tests.submit.world import World, serving

ROUNDS = 5


def measure() -> Iterator[Figure]:
    """Yield by language the page's weight, and the time at Slow 4G with a quarter of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        world = World.create(Path(folder) / "world")
        with serving(world.server) as (address, _), chromium() as browser:
            for language in LANGUAGES:
                path = f"/{language}/"
                visits = [visit(browser, address, path, slow=True) for _ in range(ROUNDS)]
                yield at_most(f"first visit, {language}", visits[0].page / 1000, "kB", 100)
                usable = statistics.median(each.usable for each in visits) / 1000
                yield at_most(f"usable on a slow phone, {language}", usable, "s", 1.5)
