"""Which word was meant: Damerau–Levenshtein distance as optimal string alignment (Boytsov 2011, §2.2)."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["distance", "rivals"]

FAR = 3


def distance(a: str, b: str, far: int = FAR) -> int:
    """Count the letters put in, left out, changed, or exchanged with the next; beyond ``far`` is ``far``."""
    # Whatever is only in one of them takes an edit each. This spares nearly all words of a list the rest.
    if abs(len(a) - len(b)) >= far or max(len(set(a) - set(b)), len(set(b) - set(a))) >= far:
        return far
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            step = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and other == a[i - 2]:
                step = min(step, last[j - 2] + 1)
            row.append(step)
        if min(row) >= far and min(before) >= far:
            return far
    return min(row[-1], far)


def rivals(typed: str, words: Iterable[str]) -> list[tuple[int, int, int]]:
    """Return (distance, minus the letters alike at the start, place) of words that may be meant, in order.

    Of a very short word, only its nearest neighbours are likely.
    """
    far = FAR if len(typed) > 3 else FAR - 1
    measured = ((distance(typed, word, far), -_alike(typed, word), at) for at, word in enumerate(words))
    return sorted(found for found in measured if found[0] < far)


def _alike(a: str, b: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
