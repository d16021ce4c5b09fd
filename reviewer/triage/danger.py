"""How urgent a case is, by rules that anybody can read: each says its reason, and none is learnt from data.

Urgency is 0 (somebody may be in danger now), 1 (within the day), 2 (by the next day) or 3 (within a week).
Among cases of one urgency children come first, then threats to life, what is still going on, incitement, and
then the older one. Rules only ever raise; a person may set it otherwise, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.triage.taxonomy import Taxonomy

__all__ = ["NOW", "RANKS", "Facts", "Ruling", "rule"]

NOW, DAY, SOON = 0, 1, 2
# Reasons that order cases of one urgency, the first before the second; a case without any comes last.
RANKS = ("child", "danger", "life", "ongoing", "incitement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules know of a case: all its reports taken together, and the codes of docs/formats.md §5.6.1.

    ``listed``: it brings a file that a list of known files knows.
    """

    category: str
    topic: str
    danger: str = "unknown"
    ongoing: str = "unknown"
    who: str = ""
    role: str = ""
    asked: frozenset[str] = frozenset()
    has_age: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """An urgency, a rank among those of it, and the reasons as codes, the weightiest first."""

    urgency: int
    rank: int
    reasons: tuple[str, ...]


def rule(facts: Facts, taxonomy: Taxonomy) -> Ruling:
    """Return what the rules say; no reason means that the kind of report alone decides."""
    found = dict(_reasons(facts, taxonomy))
    urgency = min([taxonomy.urgency(facts.category, facts.topic), *found.values()])
    # The weightiest decides, and among those that share it the next one.
    rank = sum(1 << place for place, reason in enumerate(reversed(RANKS)) if reason not in found)
    # Python sorts stably: of one urgency the reasons stay in the order of the rules.
    reasons = tuple(sorted(found, key=lambda reason: found[reason]))
    return Ruling(urgency, rank, reasons)


def _reasons(facts: Facts, taxonomy: Taxonomy) -> Iterator[tuple[str, int]]:
    """Yield each reason and the urgency that it asks for at least."""
    category = taxonomy.category(facts.category)
    child = category.child or facts.who == "child" or facts.role == "child" or facts.has_age
    if facts.danger == "yes":
        yield "danger", NOW
    if child and "meeting" in facts.asked:
        yield "meeting", NOW
    if facts.listed:
        yield "listed", DAY
    if child:
        yield "child", SOON
    if facts.topic in category.life:
        yield "life", DAY
    if facts.ongoing == "yes":
        yield "ongoing", 3
    if category.incites:
        yield "incitement", 3
