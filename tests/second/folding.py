"""Fold what is typed and cut it into tokens (§6.2)."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "nearness", "tokens"]

DROPPED = re.compile("[\u0640\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
ALIKE = str.maketrans(
    {
        "\u0671": "\u0627",
        **dict.fromkeys("\u0649\u06cc", "\u064a"),
        **dict.fromkeys("\u0629\u06be\u06c1\u06c3\u06d5", "\u0647"),
        "\u06a9": "\u0643",
    }
)


def fold(text: str) -> str:
    """Take away what people write in several ways, in the order of the page."""
    bare = unicodedata.normalize("NFKD", DROPPED.sub("", text))
    unmarked = "".join(char for char in bare if unicodedata.category(char)[0] != "M")
    return unmarked.casefold().translate(ALIKE)


def tokens(text: str) -> list[str]:
    """Fold, and cut at whatever is neither letter nor decimal digit."""
    kept = (
        char if unicodedata.category(char)[0] == "L" or unicodedata.category(char) == "Nd" else " "
        for char in fold(text)
    )
    return "".join(kept).split()


def _edits(a: str, b: str) -> int:
    """Count edits by optimal string alignment."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]


def nearness(token: str, word: str) -> tuple[int, int] | None:
    """Return edits and letters not alike at the start, as an order; nothing if the word is too far off."""
    most = 1 if len(token) <= 3 else 2
    if abs(len(token) - len(word)) > most or (edits := _edits(token, word)) > most:
        return None
    alike = next(
        (n for n, (x, y) in enumerate(zip(token, word, strict=False)) if x != y), min(len(token), len(word))
    )
    return edits, -alike
