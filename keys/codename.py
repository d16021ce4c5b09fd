"""The codename: one number, several spellings (docs/formats.md §6.1, §6.2).

83 random bits and 7 check bits. A spelling is only a way to say the number: any spelling is accepted
anywhere, and a slip of pen or memory is named on the reporter's own device in all but 2 of 128 cases;
in the spellings of nine words, which have room for 16 check bits, in all but 2 of 65,536.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from keys import primitives, tags, words
from keys.errors import CodenameError
from keys.wire import u8
from keys.words import WordList
from keys.words.folding import tokens

__all__ = ["DEVICE", "SERVER", "SPELLINGS", "Codename", "generate", "parse"]

DEVICE = 0
SERVER = 1
RANDOM_BITS = 83
CHECK_BITS = 7
DIGIT_COUNT = 28
MAX_TYPED = 1000
SUGGESTIONS = 3
SPELLINGS: Final = (*words.NAMES, "digits", "arabic_digits")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Codename:
    """A 90-bit number whose check holds, and where it was made; its repr shows nothing."""

    number: int = field(repr=False)
    mode: int

    def spelling(self, name: str) -> str:
        """Spell it as one of SPELLINGS: words of a list, or 28 digits in groups of four."""
        if name in words.NAMES:
            known, random = words.read(name), self.number >> CHECK_BITS
            bits = _check_bits(known)
            return known.spell(random << bits | _check(self.mode, random, bits), known.count)
        plain = f"{self.number:0{DIGIT_COUNT}d}"
        digits = "-".join(plain[at : at + 4] for at in range(0, DIGIT_COUNT, 4))
        return digits.translate(_ARABIC) if name == "arabic_digits" else digits

    def words(self) -> str:
        """Spell it as 7 words of the EFF large list."""
        return self.spelling("eff")

    def digits(self) -> str:
        """Spell it as 28 digits in groups of four."""
        return self.spelling("digits")

    def number_bytes(self) -> bytes:
        """Return the number as 12 bytes."""
        return self.number.to_bytes(12, "big")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was typed, as words of one list; a place is None where the word is not of it."""

    known: WordList
    typed: list[str] = field(repr=False)
    places: list[int | None] = field(repr=False)

    @classmethod
    def of(cls, known: WordList, tokens: list[str]) -> _Reading:
        typed = known.joined(tokens)
        return cls(known, typed, [known.index.get(token) for token in typed])

    def codename(self, replaced: int = 0) -> Codename | None:
        """Return the codename these words say, if they do, with this place for a word that is unknown."""
        if len(self.places) != self.known.count:
            return None
        value = 0
        for place in self.places:
            value = value * len(self.known.words) + (replaced if place is None else place)
        return _checked(value, _check_bits(self.known))


def generate(mode: int = DEVICE) -> Codename:
    """Draw a codename; one whose two checks coincide would not tell its mode, and is drawn again."""
    while True:
        random = secrets.randbits(RANDOM_BITS)
        if _check(DEVICE, random) != _check(SERVER, random):
            return Codename(random << CHECK_BITS | _check(mode, random), mode)


def parse(untrusted: str) -> Codename:
    """Read any spelling.

    Raises:
        CodenameError: ``word`` (its ``position`` counts from 1, its ``suggestions`` are words that
            may be meant), ``length``, or ``check``.
    """
    if len(untrusted) > MAX_TYPED:
        raise CodenameError("length", "This is too long to be a codename.")
    typed = tokens(untrusted)
    if typed and all(token.isdecimal() for token in typed):
        made = _checked(_from_digits("".join(typed)), CHECK_BITS)
    else:
        made = _from_words(typed)
    if made is None:
        raise CodenameError("check", "This codename has a slip somewhere. Compare it with what is on paper.")
    return made


def _check(mode: int, random: int, bits: int = CHECK_BITS) -> int:
    digest = primitives.sha256(tags.CODENAME + u8(mode) + random.to_bytes(11, "big"))
    return int.from_bytes(digest[:2], "big") >> 16 - bits


def _check_bits(known: WordList) -> int:
    """Nine words of 2,048 have room for 99 bits; seven of 7,776 for the 90 of the number only."""
    return CHECK_BITS if known.name == "eff" else 16


def _checked(value: int, bits: int) -> Codename | None:
    """Return the codename whose random bits and first ``bits`` check bits are ``value``, if there is one."""
    random, check = value >> bits, value & (1 << bits) - 1
    if random >> RANDOM_BITS == 0:
        for mode in (DEVICE, SERVER):
            if check == _check(mode, random, bits):
                return Codename(random << CHECK_BITS | _check(mode, random), mode)
    return None


def _from_digits(digits: str) -> int:
    if len(digits) != DIGIT_COUNT:
        raise CodenameError("length", "A codename written in digits has 28 of them.")
    return int("".join(str(unicodedata.decimal(digit)) for digit in digits))


def _from_words(typed: list[str]) -> Codename | None:
    """Read the words by the list that knows them all; two lists may, and then the check tells."""
    readings = [_Reading.of(words.read(name), typed) for name in words.NAMES]
    whole = [reading for reading in readings if None not in reading.places]
    if not whole:
        raise _unknown(readings)
    if all(len(reading.places) != reading.known.count for reading in whole):
        raise CodenameError(
            "length", "A codename has 7 English words, 9 French, Spanish or Arabic words, or 28 digits."
        )
    return next(filter(None, (reading.codename() for reading in whole)), None)


def _unknown(readings: Sequence[_Reading]) -> CodenameError:
    """Name the first unknown word by the list that fits best, and the words of it that may be meant."""
    best = max(map(_fit, readings))
    measured = []
    for reading in readings:
        if _fit(reading) == best:
            at = reading.places.index(None)
            measured.append((reading.known.rivals(reading.typed[at]), at, reading))
    # Between lists that fit alike, the one with the nearest word.
    rivals, at, reading = min(measured, key=lambda found: found[0][0][:2] if found[0] else (MAX_TYPED, 0))
    error = CodenameError("word", f"Word {at + 1} is not a codename word. Check how it is written.")
    error.position = at + 1
    places = [place for _, _, place in rivals]
    if reading.places.count(None) == 1:
        # One slip: the check bits tell which word it was.
        places = [place for place in places if reading.codename(place)] or places
    error.suggestions = tuple(reading.known.words[place] for place in places[:SUGGESTIONS])
    return error


def _fit(reading: _Reading) -> tuple[int, bool]:
    known = sum(place is not None for place in reading.places)
    return known, len(reading.places) == reading.known.count
