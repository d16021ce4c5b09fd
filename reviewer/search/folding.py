"""Bring what was written and what is searched to one spelling, so that each finds the other.

Beside what ``keys.words.folding`` does (vowel signs, forms of alef and hamza, taa marbuta, accents, case),
figures become Latin ones, and the Arabic article falls off, alone or behind a letter that is written onto it.
"""

from __future__ import annotations

import unicodedata

from keys.words import folding

__all__ = ["words"]

_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_LEFT = 3  # letters that a word has at least without its article


def words(text: str) -> list[str]:
    """Return the words of a text in order, each as it is indexed."""
    return [_bare(_latin(word)) for word in folding.tokens(text)]


def _latin(word: str) -> str:
    if word.isascii():
        return word
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in word)


def _bare(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + _LEFT:
            return word[len(article) :]
    return word
