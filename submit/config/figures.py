"""Transparency figures: counts by period, from a TOML or JSON file that the operator is given to publish.

A count below five is written ``"<5"`` by whoever makes the file: small cells could point at a person.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from submit.catalogue import marked
from submit.config.files import read_beside
from submit.config.values import LIMIT, Section, wrong

__all__ = ["MEASURES", "Period", "read_figures"]

MOST = 40  # periods: ten years of quarters
FEW = "<5"
MEASURES = {
    "received": marked("Reports received"),
    "anonymous": marked("Sent without a name"),
    "duplicates": marked("About something already reported"),
    "outside": marked("Not for this site"),
    "referred": marked("Passed on to the judicial police"),
    "answered": marked("Answered"),
    "days_to_open": marked("Days until opened (half are quicker)"),
    "days_to_refer": marked("Days until passed on (half are quicker)"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and counts by the codes of ``MEASURES``, in their order."""

    first: date
    last: date
    counts: Mapping[str, str]


def read_figures(server: Path, name: str) -> tuple[Period, ...]:
    """Read the figures, if a file is named, the newest period first.

    Raises:
        SetupError: ``config``.
    """
    if not name:
        return ()
    body = read_beside(server, "figures", name, (".toml", ".json"), LIMIT)
    try:
        text = body.decode("utf-8")
        whole = Section(json.loads(text) if name.endswith(".json") else tomllib.loads(text), f"{name}:")
    except (ValueError, RecursionError) as error:
        raise wrong("figures", f"names {name}, which cannot be read: {error}") from error
    untrusted = whole.take("periods")
    whole.end()
    if not isinstance(untrusted, list) or not 1 <= len(untrusted) <= MOST:
        raise wrong("figures", f"names {name}, which must hold 1 to {MOST} tables [[periods]]")
    periods = (_period(Section(each, f"{name}: periods")) for each in untrusted)
    return tuple(sorted(periods, key=lambda period: period.first, reverse=True))


def _period(table: Section) -> Period:
    first, last = table.day("from"), table.day("to")
    if first is None or last is None or last < first:
        raise wrong(table.key("from"), "and to must be two days, the first not the later")
    counts = {code: _count(table, code) for code in MEASURES}
    table.end()
    return Period(first, last, {code: count for code, count in counts.items() if count})


def _count(table: Section, code: str) -> str:
    untrusted = table.take(code)
    if untrusted is None:
        return ""
    if untrusted == FEW:
        return FEW
    if type(untrusted) is not int or not 0 <= untrusted < 10**9:
        raise wrong(table.key(code), f'must be a whole number, or "{FEW}" where it is smaller than five')
    return str(untrusted)
