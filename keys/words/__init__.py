"""Word lists (docs/formats.md §6.2); LICENSES.txt tells whose they are.

``eff.txt`` is the EFF large list, ``fr.txt`` and ``es.txt`` are the lists of BIP-39, and ``ar.txt`` is ours,
made by ``arabic.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

from keys.words import likely
from keys.words.folding import fold

__all__ = ["NAMES", "WordList", "read"]

NAMES: Final = ("eff", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of words, how each is looked up once folded, and how many of them spell a codename."""

    name: str
    words: tuple[str, ...] = field(repr=False)
    folded: tuple[str, ...] = field(repr=False)
    index: Mapping[str, int] = field(repr=False)
    count: int

    def spell(self, number: int, count: int) -> str:
        """Write ``number`` as ``count`` words, most significant first."""
        base = len(self.words)
        return " ".join(self.words[number // base**power % base] for power in reversed(range(count)))

    def joined(self, tokens: list[str]) -> list[str]:
        """Put back together the listed words that carry a hyphen, which splitting took apart."""
        joined: list[str] = []
        for token in tokens:
            if joined and f"{joined[-1]}-{token}" in self.index:
                joined[-1] += f"-{token}"
            else:
                joined.append(token)
        return joined

    def rivals(self, token: str) -> list[tuple[int, int, int]]:
        """Return the words that may be meant by one that is not of this list, as ``likely.rivals``."""
        return likely.rivals(token, self.folded)


@cache
def read(name: str) -> WordList:
    """Return the list of that name."""
    words = tuple(resources.files(__name__).joinpath(f"{name}.txt").read_text("utf-8").split())
    folded = tuple(map(fold, words))
    places = {word: place for place, word in enumerate(folded)}
    # A hyphenated word is found without its hyphen too, unless that is another word (yoyo).
    index = {word.replace("-", ""): place for word, place in places.items()} | places
    return WordList(name, words, folded, index, 7 if name == "eff" else 9)
