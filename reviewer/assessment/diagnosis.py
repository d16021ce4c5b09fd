"""The diagnosis of a case so far: what its messages name, and when what they point at was published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from reviewer.assessment import moments
from reviewer.assessment.moments import Moment
from reviewer.assessment.named import Named, named
from reviewer.cases import Case

__all__ = ["Diagnosis", "Published", "diagnose"]


@dataclass(frozen=True, slots=True)
class Published:
    """An address, and the moment that its number tells."""

    url: str = field(repr=False)
    moment: Moment


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found; each of it can be checked by hand."""

    named: tuple[Named, ...]
    published: tuple[Published, ...]


def diagnose(case: Case, now: datetime) -> Diagnosis:
    """Look through a case's texts and addresses; ``now`` is UTC."""
    said = [message.said for message in case.messages if message.said]
    links = list(dict.fromkeys(link.url or link.given for each in said for link in each.links))
    country = next((each.place.country for each in said if each.place.country), "MA")
    texts = [text for message in case.messages for text in (message.text, message.contact)]
    answers = [answer for each in said for answer in each.answers.values()]
    moved = [(url, moments.published(url, now)) for url in links]
    return Diagnosis(
        named=tuple(named([*texts, *answers, *links], country)),
        published=tuple(Published(url, moment) for url, moment in moved if moment),
    )
