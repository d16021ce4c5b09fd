"""One measured figure, and ratios that hold while a machine's speed drifts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Figure", "at_least", "at_most", "paired_ratio", "shown"]


@dataclass(frozen=True)
class Figure:
    """``aim`` is None for a figure that is only shown; then ``holds`` is None too."""

    name: str
    value: float
    unit: str
    aim: str | None = None
    holds: bool | None = None


def at_least(name: str, value: float, unit: str, aim: float) -> Figure:
    return Figure(name, round(value, 3), unit, f"at least {aim:g}", value >= aim)


def at_most(name: str, value: float, unit: str, aim: float) -> Figure:
    return Figure(name, round(value, 3), unit, f"at most {aim:g}", value <= aim)


def shown(name: str, value: float, unit: str) -> Figure:
    return Figure(name, round(value, 3), unit)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired_ratio(ours: Callable[[], object], raw: Callable[[], object], rounds: int = 7) -> float:
    """Return the median of raw time / our time, measured in turn so that both see the same machine."""
    ours(), raw()
    return statistics.median(seconds(raw) / seconds(ours) for _ in range(rounds))
