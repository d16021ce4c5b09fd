"""The codename: one number, several spellings (docs/formats.md §6.1, §6.2).

83 random bits and 7 check bits. A spelling is only a way to say the number: any spelling is accepted
anywhere, and a slip of pen or memory is named on the reporter's own device in all but 2 of 128 cases.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from keys import primitives, tags, words
from keys.errors import CodenameError
from keys.wire import u8

__all__ = ["DEVICE", "SERVER", "Codename", "generate", "parse"]

DEVICE = 0
SERVER = 1
RANDOM_BITS = 83
CHECK_BITS = 7
WORD_COUNT = 7
DIGIT_COUNT = 28
MAX_TYPED = 1000


@dataclass(frozen=True, slots=True)
class Codename:
    """A 90-bit number whose check holds, and where it was made; its repr shows nothing."""

    number: int = field(repr=False)
    mode: int

    def words(self) -> str:
        """Spell it as 7 words of the EFF large list."""
        return " ".join(words.to_words(self.number, WORD_COUNT))

    def digits(self) -> str:
        """Spell it as 28 digits in groups of four."""
        digits = f"{self.number:0{DIGIT_COUNT}d}"
        return "-".join(digits[at : at + 4] for at in range(0, DIGIT_COUNT, 4))

    def number_bytes(self) -> bytes:
        """Return the number as 12 bytes."""
        return self.number.to_bytes(12, "big")


def generate(mode: int = DEVICE) -> Codename:
    """Draw a codename; one whose two checks coincide would not tell its mode, and is drawn again."""
    while True:
        random = secrets.randbits(RANDOM_BITS)
        if _check(DEVICE, random) != _check(SERVER, random):
            return Codename(random << CHECK_BITS | _check(mode, random), mode)


def parse(untrusted: str) -> Codename:
    """Read any spelling.

    Raises:
        CodenameError: ``word`` (its ``position`` counts from 1), ``length``, or ``check``.
    """
    tokens = _tokens(untrusted)
    if tokens and all(token.isdecimal() for token in tokens):
        number = _from_digits("".join(tokens))
    else:
        number = _from_words(tokens)
    random, check = number >> CHECK_BITS, number & (1 << CHECK_BITS) - 1
    if random >> RANDOM_BITS == 0:
        for mode in (DEVICE, SERVER):
            if check == _check(mode, random):
                return Codename(number, mode)
    raise CodenameError("check", "This codename has a slip somewhere: compare it with what you wrote down.")


def _check(mode: int, random: int) -> int:
    digest = primitives.sha256(tags.CODENAME + u8(mode) + random.to_bytes(11, "big"))
    return digest[0] >> 8 - CHECK_BITS


def _tokens(untrusted: str) -> list[str]:
    """Normalise: NFKC, case folded, everything but letters, marks and digits becomes a space."""
    if len(untrusted) > MAX_TYPED:
        raise CodenameError("length", "This is too long to be a codename.")
    folded = unicodedata.normalize("NFKC", untrusted).casefold()
    kept = (c if unicodedata.category(c)[0] in "LM" or c.isdecimal() else " " for c in folded)
    return "".join(kept).split()


def _from_digits(digits: str) -> int:
    if len(digits) != DIGIT_COUNT:
        raise CodenameError("length", "A codename written in digits has 28 of them.")
    return int("".join(str(unicodedata.decimal(digit)) for digit in digits))


def _from_words(tokens: list[str]) -> int:
    tokens = _join_hyphenated(tokens)
    places = []
    for position, token in enumerate(tokens, 1):
        place = words.eff_index().get(token)
        if place is None:
            error = CodenameError("word", f"Word {position} is not a codename word. Check how it is written.")
            error.position = position
            raise error
        places.append(place)
    if len(places) != WORD_COUNT:
        raise CodenameError("length", "A codename has 7 words, or 28 digits.")
    number = 0
    for place in places:
        number = number * words.BASE + place
    return number


def _join_hyphenated(tokens: list[str]) -> list[str]:
    """Put back together the four listed words that carry a hyphen, which normalising took apart."""
    joined: list[str] = []
    for token in tokens:
        if joined and f"{joined[-1]}-{token}" in words.eff_index():
            joined[-1] += f"-{token}"
        else:
            joined.append(token)
    return joined
