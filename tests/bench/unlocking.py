"""Time and memory that unlocking a keystore's slot costs, at both strengths a slot may be made with.

The wait is what a person feels at every act, and what each guess costs whoever stole a copy. Memory is the
peak of a process of its own, over what it had before.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from keys.private.slots import Strength, measured
from tests.bench.figures import Figure, at_most, shown

ROOT = Path(__file__).parents[2]
_FIRST, _SECOND = Strength(memory=2**21, time=1), Strength()
_UNLOCK = """
import resource, sys, time
from keys.private import slots
strength = slots.Strength(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
deployment, number, secret = bytes(16), bytes(32), bytes(32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
slot = slots.make(number, "correct horse", deployment, secret, strength)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
assert slots.open_slot(slot, number, "correct horse", deployment) == secret
print(time.perf_counter() - start, (peak - before) / 1024)
"""


def measure() -> Iterator[Figure]:
    yield from _figures("64 MiB", _SECOND, seconds=1.0)
    # Taken as slots do: on a machine without the memory the stronger one would only measure its swap.
    if measured() == _FIRST:
        yield from _figures("2 GiB", _FIRST, seconds=5.0)


def _figures(name: str, strength: Strength, *, seconds: float) -> Iterator[Figure]:
    costs = map(str, (strength.memory, strength.time, strength.lanes))
    done = subprocess.run(
        [sys.executable, "-c", _UNLOCK, *costs], cwd=ROOT, check=True, capture_output=True, text=True
    )
    took, grown = map(float, done.stdout.split())
    yield at_most(f"unlocking a slot of {name}", took, "s", seconds)
    yield shown(f"memory of unlocking a slot of {name}", grown, "MiB")
