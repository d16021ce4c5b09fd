"""Word lists.

``eff.txt`` is the EFF large list, 7,776 words, by the Electronic Frontier Foundation, CC BY 3.0 US.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

__all__ = ["BASE", "eff", "eff_index", "to_words"]

BASE = 7776


@cache
def eff() -> tuple[str, ...]:
    """Return the EFF large list, in order."""
    return tuple(resources.files(__name__).joinpath("eff.txt").read_text("ascii").split())


@cache
def eff_index() -> dict[str, int]:
    """Return each word's place; hyphenated ones also without hyphen, unless that is another word (yoyo)."""
    places = {word: place for place, word in enumerate(eff())}
    return {word.replace("-", ""): place for word, place in places.items()} | places


def to_words(number: int, count: int) -> list[str]:
    """Write ``number`` as ``count`` words in base 7776, most significant first."""
    return [eff()[number // BASE**power % BASE] for power in reversed(range(count))]
