"""Codenames: the number, its check bits and its spellings (§6.1, §6.2)."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from pathlib import Path

from tests.second.errors import FormatError, need
from tests.second.folding import fold, nearness, tokens
from tests.second.primitives import sha256
from tests.second.wire import u

__all__ = ["Codename", "may_be_drawn", "parse", "words_of"]

WORDS = Path(__file__).parents[2] / "keys" / "words"
COUNTS = {"eff": 7, "fr": 9, "es": 9, "ar": 9}
APART = ("drop-down", "felt-tip", "t-shirt", "yo-yo")
TYPED = 1000
DIGITS = 28
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@functools.cache
def words_of(name: str) -> list[str]:
    """Read a list."""
    return (WORDS / f"{name}.txt").read_text("utf-8").split()


@functools.cache
def _places(name: str) -> dict[str, int]:
    places = {fold(word): n for n, word in enumerate(words_of(name))}
    if name == "eff":
        places |= {word.replace("-", ""): places[word] for word in APART[:3]}
    return places


def _bits(v: int, mode: int, count: int) -> int:
    digest = sha256(b"amana/v1/codename", u(1, mode), u(11, v))
    return int.from_bytes(digest, "big") >> 256 - count


@dataclass(frozen=True)
class Codename:
    """A number of 83 random bits, and where it was made (0 on a device, 1 by the server)."""

    v: int
    mode: int

    @property
    def number(self) -> int:
        """Return the 90 bits."""
        return self.v << 7 | _bits(self.v, self.mode, 7)

    def spelling(self, name: str) -> str:
        """Write the words of a list."""
        value = self.number if name == "eff" else self.v << 16 | _bits(self.v, self.mode, 16)
        base, found = words_of(name), []
        for _ in range(COUNTS[name]):
            value, place = divmod(value, len(base))
            found.append(base[place])
        return " ".join(reversed(found))

    def digits(self) -> str:
        """Write the number as seven groups of four digits."""
        text = f"{self.number:0{DIGITS}}"
        return "-".join(text[at : at + 4] for at in range(0, DIGITS, 4))

    def arabic_digits(self) -> str:
        """Write the same in Arabic-Indic figures."""
        return self.digits().translate(ARABIC)


def may_be_drawn(v: int) -> bool:
    """Tell whether the two modes give a v different check bits; else it is drawn again."""
    return _bits(v, 0, 7) != _bits(v, 1, 7)


def _checked(value: int, bits: int) -> Codename:
    v, check = value >> bits, value & (1 << bits) - 1
    need(v >> 83 == 0, "check")
    for mode in (0, 1):
        if _bits(v, mode, bits) == check:
            return Codename(v, mode)
    raise FormatError("check")


def parse(typed: str) -> Codename:
    """Read any spelling: `length`, `word` (with position and suggestions) or `check`."""
    need(len(typed) <= TYPED, "length")
    found = tokens(typed)
    need(found, "length")
    if all(token.isdecimal() for token in found):
        digits = "".join(found)
        need(len(digits) == DIGITS, "length")
        return _checked(int(digits), 7)
    written = {name: _joined(found) if name == "eff" else found for name in COUNTS}
    known = [name for name in COUNTS if all(token in _places(name) for token in written[name])]
    if not known:
        raise _unknown(written)
    fitting = [name for name in known if len(written[name]) == COUNTS[name]]
    need(fitting, "length")
    for name in fitting:
        try:
            return _of_words(name, written[name])
        except FormatError:
            continue
    raise FormatError("check")


def _joined(found: list[str]) -> list[str]:
    """Join neighbours that with a hyphen are a word of the EFF list."""
    joined: list[str] = []
    rest = iter([*found, ""])
    token = next(rest)
    while token:
        after = next(rest)
        if f"{token}-{after}" in APART:
            token, after = f"{token}-{after}", next(rest)
        joined.append(token)
        token = after
    return joined


def _of_words(name: str, written: list[str]) -> Codename:
    places, value = _places(name), 0
    for token in written:
        value = value * len(words_of(name)) + places[token]
    return _checked(value, 7 if name == "eff" else 16)


def _near(name: str, token: str) -> list[tuple[tuple[int, int], str, str]]:
    """Find the words near a token: how near, the word as listed, the word folded."""
    near = ((nearness(token, folded), word, folded) for word in words_of(name) for folded in [fold(word)])
    return sorted((each for each in near if each[0] is not None), key=lambda each: each[0])  # type: ignore[misc]


def _unknown(written: dict[str, list[str]]) -> FormatError:
    """Name the first unknown word of the list that fits best, and what may have been meant."""

    def fit(name: str) -> tuple[int, bool]:
        own = written[name]
        return -sum(token in _places(name) for token in own), len(own) != COUNTS[name]

    def nearest(name: str) -> tuple[int, int]:
        own = written[name]
        near = _near(name, next(token for token in own if token not in _places(name)))
        return near[0][0] if near else (TYPED, 0)

    best = min(map(fit, COUNTS))
    name = min((name for name in COUNTS if fit(name) == best), key=nearest)
    own = written[name]
    at = next(n for n, token in enumerate(own) if token not in _places(name))
    near = _near(name, own[at])
    if len(own) == COUNTS[name] and all(token in _places(name) for token in own[at + 1 :]):
        near = [each for each in near if _holds(name, [*own[:at], each[2], *own[at + 1 :]])] or near
    suggestions = [word for _, word, _ in itertools.islice(near, 3)]
    return FormatError("word", position=at + 1, suggestions=suggestions)


def _holds(name: str, written: list[str]) -> bool:
    try:
        _of_words(name, written)
    except FormatError:
        return False
    return True
