"""When something was published, told by the number in its address.

Some platforms number what is posted by the time at which it was: no server has to be asked. The time is that
of the number, so it is that of the first upload, and whoever wrote the address can have changed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["RULES", "Moment", "published"]

_FIRST = datetime(2006, 1, 1, tzinfo=UTC)  # before the first of these platforms
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, UTC, and the code of RULES by which it was told."""

    when: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where a number stands in an address, and how it gives milliseconds since 1970."""

    address: re.Pattern[str]
    number: Callable[[str], int]
    milliseconds: Callable[[int], int]


def _shortcode(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 64 + _LETTERS.index(letter)
    return number


# Numbers of 64 bits whose upper bits count time: Twitter's Snowflake (2010) and what others made of it.
RULES: Mapping[str, _Rule] = {
    "x": _Rule(
        re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/\w+/status/([0-9]{15,19})\b"),
        int,
        lambda number: (number >> 22) + 1_288_834_974_657,
    ),
    "tiktok": _Rule(
        re.compile(r"https?://(?:www\.|m\.)?tiktok\.com/@[\w.-]+/(?:video|photo)/([0-9]{18,20})\b"),
        int,
        lambda number: (number >> 32) * 1000,
    ),
    "instagram": _Rule(
        re.compile(r"https?://(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/([\w-]{10,11})(?:[/?#]|\Z)"),
        _shortcode,
        lambda number: (number >> 23) + 1_314_220_021_721,
    ),
    "discord": _Rule(
        re.compile(r"https?://(?:www\.|ptb\.)?discord\.com/channels/[0-9@me]+/[0-9]+/([0-9]{17,20})\b"),
        int,
        lambda number: (number >> 22) + 1_420_070_400_000,
    ),
    "linkedin": _Rule(
        re.compile(r"https?://(?:www\.)?linkedin\.com/.*?activity[-:]([0-9]{19})\b"),
        int,
        lambda number: number >> 22,
    ),
}


def published(url: str, now: datetime) -> Moment | None:
    """Return when what is at an address was published, where its number tells; None where it does not.

    A time before such platforms were, or after ``now``, is none: then it is no such number.
    """
    for name, rule in RULES.items():
        found = rule.address.match(url)
        if found is None:
            continue
        seconds = rule.milliseconds(rule.number(found[1])) / 1000
        if _FIRST.timestamp() <= seconds <= now.timestamp():
            return Moment(datetime.fromtimestamp(seconds, UTC), name)
    return None
