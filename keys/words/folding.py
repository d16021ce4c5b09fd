"""Folding: what people write in many ways, written in one (docs/formats.md §6.2)."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "tokens"]

# Invisible characters that come with text copied from a page or typed from right to left, and the tatweel,
# which only stretches a word. The zero-width space stands between words: it is a space.
_NOTHING = re.compile("[\u00ad\u061c\u0640\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Arabic letters that are written for each other, and what Persian and Urdu keyboards have for the same ones.
# The hamzas on alef, waw and yeh are marks once taken apart.
_LETTERS = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه", "ک": "ك"}
)


def fold(text: str) -> str:
    """Take compatibility shapes, case, accents, vowel signs, tatweel and Arabic letter variants away."""
    apart = unicodedata.normalize("NFKD", _NOTHING.sub("", text))
    bare = "".join(c for c in apart if unicodedata.category(c)[0] != "M")
    return bare.casefold().translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """Fold, and split at everything that is neither letter nor decimal digit."""
    kept = (c if unicodedata.category(c)[0] == "L" or c.isdecimal() else " " for c in fold(text))
    return "".join(kept).split()
