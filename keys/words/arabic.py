"""Make ar.txt from the candidates under themes/: ``python -m keys.words.arabic``; ``--check`` only compares.

The candidates are common nouns and everyday adjectives, written by hand for this list: words a child knows,
nothing offensive, frightening, religious or political. More are there than needed, because two listed words
must stay two words whatever single letter is missed, added or changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from keys.words.folding import fold
from keys.words.likely import distance

__all__ = ["candidates", "choose", "main", "make"]

# The best-known things come first, and are the last to be left out.
THEMES = (
    "animals", "food", "house", "nature", "people", "places", "school", "clothes", "tools", "qualities",
    "actions", "science", "games", "further-things", "further-ideas",
)  # fmt: skip
LETTERS = range(3, 7)
SIZE = 2048
FOLDER = Path(__file__).parent


def candidates() -> dict[str, str]:
    """Return the words of all themes in order, by what they fold to."""
    found: dict[str, str] = {}
    for theme in THEMES:
        for word in (FOLDER / "themes" / f"{theme}.txt").read_text("utf-8").split():
            if len(fold(word)) not in LETTERS or found.setdefault(fold(word), word) != word:
                raise ValueError(f"{theme}: {word} is too short, too long, or there already")
    return found


def choose(words: Sequence[str]) -> list[str]:
    """Keep words no two of which are within one edit: always next the one with the fewest rivals left."""
    rivals = _rivals(words)
    order = {word: at for at, word in enumerate(words)}
    left = set(words)
    kept = []
    while left:
        best = min(left, key=lambda word: (len(rivals[word] & left), order[word]))
        kept.append(best)
        left -= {best} | rivals[best]
    return sorted(kept, key=order.__getitem__)[:SIZE]


def _rivals(words: Sequence[str]) -> Mapping[str, set[str]]:
    """Find the pairs within one edit: those that are alike once some letter of each is struck out."""
    struck: dict[str, set[str]] = {}
    for word in words:
        for rest in _struck(word):
            struck.setdefault(rest, set()).add(word)
    found: dict[str, set[str]] = {word: set() for word in words}
    for word in words:
        near = set().union(*(struck[rest] for rest in _struck(word)))
        found[word] = {other for other in near - {word} if distance(word, other) < 2}
    return found


def _struck(word: str) -> Iterator[str]:
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def make() -> str:
    """Return the text of ar.txt.

    Raises:
        ValueError: a candidate breaks a rule, or too few are left.
    """
    found = candidates()
    kept = choose(list(found))
    if len(kept) != SIZE:
        raise ValueError(f"only {len(kept)} words are left of {len(found)}; {SIZE} are needed")
    return "".join(f"{found[word]}\n" for word in sorted(kept))


def main(arguments: Sequence[str]) -> str | None:
    """Write ar.txt, or compare it; return what is wrong."""
    path, text = FOLDER / "ar.txt", make()
    if "--check" not in arguments:
        path.write_text(text, "utf-8")
    elif path.read_text("utf-8") != text:
        return "ar.txt is not what the candidates make. Run: python -m keys.words.arabic"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
