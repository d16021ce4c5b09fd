"""How urgent each kind of report is by itself: the table that comes along, and what desk.toml sets otherwise.

Codes are those of docs/formats.md §5.6.1. An organisation may add categories and topics of its own, as its
form may; a code that neither table knows is as urgent as category ``other``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from reviewer import settings
from reviewer.settings import Table, wrong

__all__ = ["UNKNOWN", "Category", "Taxonomy", "load", "of_folder"]

UNKNOWN = "other"
MOST = 64  # categories, and topics of one
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_KEYS = ("urgency", "child", "incites", "life", "topics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of content; ``topics`` gives urgency 0 (now) to 3 (in a week) by topic."""

    urgency: int
    child: bool = False
    incites: bool = False
    life: frozenset[str] = frozenset()
    topics: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories by code."""

    categories: Mapping[str, Category]

    def category(self, code: str) -> Category:
        """Return a category, or ``other`` for an unknown one."""
        return self.categories.get(code) or self.categories[UNKNOWN]

    def urgency(self, category: str, topic: str) -> int:
        """Return how urgent a topic is by itself."""
        known = self.category(category)
        return known.topics.get(topic, known.urgency)

    def knows(self, category: str, topic: str) -> bool:
        """Whether a reviewer may put a case there; no topic is a topic not known."""
        return category in self.categories and (not topic or topic in self.categories[category].topics)


def load(own: Table) -> Taxonomy:
    """Return the shipped table with an organisation's own ``[categories.CODE]`` laid over it.

    Raises:
        WorkstationError: ``desk-toml``, naming the place that is wrong.
    """
    tables = {code: dict(table) for code, table in _shipped().items()}
    for code, table in own.items():
        place = f"categories.{code}"
        if not _CODE.fullmatch(code) or len(tables) >= MOST:
            raise wrong(f"[{place}] is no code, or one too many")
        if not isinstance(table, dict):
            raise wrong(f"{place} is not a table")
        before = tables.get(code, {"urgency": 2, "topics": {}})
        topics = _table(table.get("topics", {}), f"{place}.topics")
        tables[code] = {**before, **table, "topics": {**before["topics"], **topics}}
    return Taxonomy({code: _category(table, f"categories.{code}") for code, table in tables.items()})


def of_folder(offline: Path) -> Taxonomy:
    """Return the table of a workstation's folder; raises as ``settings.load`` and ``load``."""
    return load(settings.load(offline)["categories"])


@cache
def _shipped() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(resources.files("reviewer.triage").joinpath("taxonomy.toml").read_text("utf-8"))


def _category(table: Table, place: str) -> Category:
    for key in table:
        if key not in _KEYS:
            raise wrong(f"{place}.{key} is none of {', '.join(_KEYS)}")
    topics = _table(table["topics"], f"{place}.topics")
    if len(topics) > MOST:
        raise wrong(f"{place}.topics has more than {MOST}")
    for topic in topics:
        if not _CODE.fullmatch(topic):
            raise wrong(f"{place}.topics.{topic} is no code: small letters, digits and _")
    life = table.get("life", [])
    if not isinstance(life, list) or not all(topic in topics for topic in life):
        raise wrong(f"{place}.life is not a list of its topics")
    return Category(
        urgency=_urgency(table["urgency"], f"{place}.urgency"),
        child=_flag(table, "child", place),
        incites=_flag(table, "incites", place),
        life=frozenset(life),
        topics={topic: _urgency(value, f"{place}.topics.{topic}") for topic, value in topics.items()},
    )


def _table(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise wrong(f"{place} is not a table")
    return value


def _urgency(value: object, place: str) -> int:
    if type(value) is not int or value not in range(4):
        raise wrong(f"{place} is none of 0, 1, 2 and 3")
    return value


def _flag(table: Table, key: str, place: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise wrong(f"{place}.{key} is neither true nor false")
    return value
