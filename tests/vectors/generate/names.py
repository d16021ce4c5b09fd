"""Codenames, mailboxes and fingerprints (docs/formats.md §6, §7)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from keys import codename, fingerprint, primitives, words
from keys.codename import CHECK_BITS, Codename, _check
from keys.errors import CodenameError
from keys.mailbox import derive
from tests.vectors.generate.material import CODENAME, DEPLOYMENT, codename_of, draw, mailbox
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_SERVER = codename_of("codename of the server", codename.SERVER)
_HYPHENED = ("drop-down", "felt-tip", "t-shirt", "yo-yo")


def vectors() -> Iterator[Vector]:
    """Make the groups codename, mailbox and fingerprint."""
    yield from _spellings()
    yield from _languages()
    yield from _hyphens()
    yield from _slips()
    yield from _mailboxes()
    yield from _fingerprints()


def _good(name: str, about: str, typed: str, made: Codename) -> Vector:
    return succeeds(
        "codename", name, about, typed=typed, number=made.number_bytes().hex(), mode=made.mode,
        **{name: made.spelling(name) for name in codename.SPELLINGS},
    )  # fmt: skip


def _spellings() -> Iterator[Vector]:
    spelt, digits = CODENAME.words(), CODENAME.digits()
    plain = digits.replace("-", "")
    for name, about, typed in (
        ("words", "As shown.", spelt),
        ("digits", "As shown.", digits),
        ("digits-together", "No groups.", plain),
        ("digits-one-by-one", "Any grouping.", " ".join(plain)),
        ("digits-arabic-indic", "U+0660 to U+0669.", _shift(digits, 0x660)),
        ("digits-persian", "U+06F0 to U+06F9.", _shift(digits, 0x6F0)),
        ("digits-devanagari", "Any Unicode decimal digit.", _shift(digits, 0x966)),
        ("digits-full-width", "NFKC makes them ASCII.", _shift(digits, 0xFF10)),
        ("digits-mathematical", "Beyond the BMP; NFKC makes them ASCII.", _shift(digits, 0x1D7CE)),
        ("digits-adlam", "Decimal digits beyond the BMP which NFKC leaves as they are.", _shift(digits, 0x1E950)),
        ("digits-mixed", "Two kinds of digit in one codename.", plain[:14] + _shift(plain[14:], 0x660)),
        ("upper-case", "Case does not matter.", spelt.upper()),
        ("title-case", "Case does not matter.", spelt.title()),
        ("full-width-words", "NFKC makes them ASCII.", _shift_letters(spelt)),
        ("ligature", "NFKC takes the ligature \ufb03, and others, apart.", _ligature()),
        ("long-s", "Case folding makes \u017f an s.", spelt.replace("s", "\u017f")),
        ("spaces-and-lines", "Runs of spaces, tabs, lines and no-break spaces are one space.", "\t " + spelt.replace(" ", "\u00a0\r\n") + "\n"),
        ("punctuation", "What is no letter, mark or digit is a space.", "(1) ".replace("1", "*") + spelt.replace(" ", ", ") + "."),
        ("hyphens-between-words", "Hyphens are spaces.", spelt.replace(" ", "-")),
        ("dashes-between-words", "An en dash is a space.", spelt.replace(" ", " \u2013 ")),
    ):  # fmt: skip
        yield _good(name, about, typed, _LIGATURE if name == "ligature" else CODENAME)
    yield _good("server-words", "Made by the no-script server.", _SERVER.words(), _SERVER)
    yield _good("server-digits", "Made by the no-script server.", _SERVER.digits(), _SERVER)
    for name, random in (("smallest", 0), ("largest", 2**83 - 1)):
        made = Codename(random << CHECK_BITS | _check(0, random), 0)
        yield _good(f"{name}-words", "The extremes of the 83 bits.", made.words(), made)
        yield _good(f"{name}-digits", "The extremes of the 83 bits.", made.digits(), made)


def _languages() -> Iterator[Vector]:
    """Words of nine, whose spellings hold 16 check bits, and the ways in which they are written."""
    fr, es, ar = (CODENAME.spelling(name) for name in ("fr", "es", "ar"))
    for name, about, typed in (
        ("fr", "As shown.", fr),
        ("es", "As shown.", es),
        ("ar", "As shown.", ar),
        ("arabic-digits", "As shown.", CODENAME.spelling("arabic_digits")),
        ("fr-decomposed", "An accent may be a character of its own.", unicodedata.normalize("NFD", fr)),
        ("fr-without-accents", "Accents may be left out.", _bare(fr)),
        ("fr-upper-case", "Case does not matter, nor in letters with an accent.", fr.upper()),
        ("es-decomposed", "An accent may be a character of its own.", unicodedata.normalize("NFD", es)),
        ("es-without-accents", "Accents may be left out.", _bare(es)),
        ("accent-too-many", "An accent where the list has none.", fr.replace("e", "e\u0302", 1)),
        ("ar-hyphens", "Hyphens are spaces.", ar.replace(" ", "-")),
        ("ar-vowel-signs", "Tashkeel is left out.", "".join(c + "\u064e\u0651" if c != " " else c for c in ar)),
        ("ar-tatweel", "A tatweel only stretches a word.", "".join(c + "\u0640" if c != " " else c for c in ar)),
        ("ar-bare-alef", "Hamzas on alef, waw and yeh are left out.", _bare(ar)),
        ("ar-other-alefs", "An alef is an alef.", _bare(ar).replace("\u0627", "\u0622", 1).replace("\u0627", "\u0671")),
        ("ar-persian-letters", "Letters of a Persian keyboard.", _bare(ar).translate(_PERSIAN)),
        ("ar-final-letters", "Heh for teh marbuta, alef maksura for yeh.", ar.replace("\u0629", "\u0647").replace("\u064a", "\u0649")),
        ("ar-presentation-forms", "NFKC makes them letters.", ar.replace("\u0645", "\ufee3").replace("\u0644\u0627", "\ufefb")),
        ("ar-directions", "Marks of direction and joiners are nothing.", "\u202b" + ar.replace(" ", "\u200f \u200e").replace("\u0645", "\u0645\u200d") + "\u202c"),
        ("zero-width-spaces", "A space of no width is a space.", es.replace(" ", "\u200b")),
    ):  # fmt: skip
        yield _good(name, about, typed, CODENAME)
    for name in ("fr", "es", "ar"):
        yield _good(f"server-{name}", "Made by the no-script server.", _SERVER.spelling(name), _SERVER)
        for extreme, random in (("smallest", 0), ("largest", 2**83 - 1)):
            made = Codename(random << CHECK_BITS | _check(0, random), 0)
            yield _good(f"{extreme}-{name}", "The extremes of the 83 bits.", made.spelling(name), made)


_PERSIAN = str.maketrans({"\u064a": "\u06cc", "\u0643": "\u06a9", "\u0647": "\u06d5"})


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _shift(digits: str, zero: int) -> str:
    return "".join(chr(zero + int(c)) if c.isdigit() else c for c in digits)


def _shift_letters(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text)


def _with_word(word: str, tries: int = 4000) -> Codename:
    """Return a codename whose second word is ``word``: the check bits decide which seven words are one."""
    eff = words.read("eff").words
    first, base = eff.index(word), len(eff)
    tail = int.from_bytes(draw(f"codename with {word}", 8), "big")
    for step in range(tries):
        number = first * base**5 + tail % base**4 * base + step
        random, check = number >> CHECK_BITS, number & (1 << CHECK_BITS) - 1
        if check == _check(0, random) != _check(1, random):
            return Codename(number, 0)
    raise AssertionError("internal error: no codename with this word")


_LIGATURE = _with_word("afflicted")


def _ligature() -> str:
    return _LIGATURE.words().replace("ffl", "\ufb04")


def _hyphens() -> Iterator[Vector]:
    for word in _HYPHENED:
        made = _with_word(word)
        about = f"{word} is one word of the list."
        yield _good(f"{word}-with-hyphen", about, made.words(), made)
        yield _good(f"{word}-apart", about, made.words().replace(word, word.replace("-", " ")), made)
        yield _good(
            f"{word}-with-non-breaking-hyphen",
            about,
            made.words().replace(word, word.replace("-", "\u2011")),
            made,
        )
        if word != "yo-yo":
            yield _good(f"{word}-together", about, made.words().replace(word, word.replace("-", "")), made)
    made = _with_word("yoyo")
    yield _good("yoyo", "yoyo is a word of its own, another than yo-yo.", made.words(), made)


def _slips() -> Iterator[Vector]:
    spelt, plain = CODENAME.words().split(), CODENAME.digits().replace("-", "")
    swapped = " ".join([spelt[1], spelt[0], *spelt[2:]])
    for name, about, typed in (
        ("words-swapped", "Two words in the wrong order.", swapped),
        ("another-word", "A word of the list that is not the one.", " ".join(["abacus", *spelt[1:]])),
        ("digit-changed", "One digit wrong.", str((int(plain[0]) + 1) % 2) + plain[1:-1] + str((int(plain[-1]) + 1) % 10)),
        ("beyond-90-bits-digits", "28 digits that say more than 90 bits.", "9" * 28),
        ("beyond-90-bits-words", "Seven words that say more than 90 bits.", " ".join(["zoom"] * 7)),
        ("beyond-90-bits-by-one", "2^90, the smallest number too large.", f"{2**90:028d}"),
    ):  # fmt: skip
        yield fails("codename", name, about, "check", typed=typed)
    for name, about, typed in (
        ("nothing", "Nothing was typed.", ""),
        ("only-punctuation", "Nothing was typed that counts.", " -.\n"),
        ("six-words", "A word is missing.", " ".join(spelt[:6])),
        ("eight-words", "A word too many.", " ".join([*spelt, "abacus"])),
        ("eight-of-nine", "A French word is missing.", CODENAME.spelling("fr").rpartition(" ")[0]),
        (
            "ten-of-nine",
            "A word too many.",
            CODENAME.spelling("ar") + " " + CODENAME.spelling("ar").split()[0],
        ),
        ("27-digits", "A digit is missing.", plain[:27]),
        ("29-digits", "A digit too many.", plain + "0"),
        ("one-word", "One word.", spelt[0]),
        ("too-long", "More than a thousand characters are not looked at.", "abacus " * 200),
    ):
        yield fails("codename", name, about, "length", typed=typed)
    yield from _nine_slips()
    for name, about, typed, position in (
        ("unknown-first", "The first word is not in the list.", ["zxcv", *spelt[1:]], 1),
        ("unknown-last", "The last word is not in the list.", [*spelt[:6], "zxcv"], 7),
        ("two-unknown", "The first of two unknown words is named.", [*spelt[:2], "zxcv", *spelt[3:6], "qwqw"], 3),
        ("unknown-after-hyphenated", "A word written apart counts as one.", ["t", "shirt", "zxcv", *spelt[:4]], 2),
        ("cyrillic-a", "A look-alike letter makes another word.", ["\u0430bacus", *spelt[1:]], 1),
        ("words-and-digits", "Words and digits do not mix.", [*spelt[:6], "1234"], 7),
        ("superscript-digit", "NFKC makes it a digit; a word with a digit is unknown.", [spelt[0] + "\u00b2", *spelt[1:]], 1),
        ("joined-words", "Two words written as one.", [spelt[0] + spelt[1], *spelt[2:]], 1),
    ):  # fmt: skip
        yield _unknown(name, about, typed, position)


def _nine_slips() -> Iterator[Vector]:
    """Every slip of one letter is named with its word: the check bits tell it from others as near."""
    for name in words.NAMES:
        spelt = CODENAME.spelling(name).split()
        known = words.read(name).words
        word = spelt[2]
        for slip, about, typed in (
            ("left-out", "A letter is left out.", word[:1] + word[2:]),
            ("added", "A letter too many.", word + word[-1]),
            ("exchanged", "Two letters have changed places.", word[:1] + word[2] + word[1] + word[3:]),
            ("changed", "A letter is another.", word[:-1] + ("\u0638" if name == "ar" else "q")),
        ):
            yield _unknown(f"{name}-letter-{slip}", about, [*spelt[:2], typed, *spelt[3:]], 3, [word])
        two = [*spelt[:2], word + word[-1], *spelt[3:-1], spelt[-1] + spelt[-1][-1]]
        yield _unknown(f"{name}-two-slips", "After two slips the check bits cannot tell.", two, 3)
        yield _unknown(f"{name}-word-too-few", "A slip, and a word is missing.", two[:-1], 3)
        other = [*spelt[:2], known[known.index(word) - 1], *spelt[3:]]
        yield fails(
            "codename", f"{name}-another-word", "Another word of the list.", "check", typed=" ".join(other)
        )
    fr, es = CODENAME.spelling("fr").split(), CODENAME.spelling("es").split()
    yield _unknown(
        "two-lists",
        "The list that knows more of them names the first that is not of it.",
        [*fr[:4], *es[4:]],
        1,
    )


def _unknown(name: str, about: str, typed: Sequence[str], position: int, meant: Sequence[str] = ()) -> Vector:
    try:
        codename.parse(" ".join(typed))
    except CodenameError as error:
        if meant and list(error.suggestions) != list(meant):
            raise AssertionError(f"internal error: {name} suggests something else") from None
        found = list(error.suggestions)
    return fails("codename", name, about, "word", typed=" ".join(typed), position=position, suggestions=found)


def _mailboxes() -> Iterator[Vector]:
    box = mailbox()
    yield _mailbox("device", "A codename's mailbox.", CODENAME, DEPLOYMENT)
    yield _mailbox("server", "The mode is part of the number, and of nothing else.", _SERVER, DEPLOYMENT)
    yield _mailbox("another-deployment", "The same codename elsewhere.", CODENAME, bytes(16))
    if box.author != primitives.signing_public(box.author_seed):
        raise AssertionError("internal error: the author key is not of its seed")


def _mailbox(name: str, about: str, made: Codename, deployment: bytes) -> Vector:
    box = derive(made, deployment)
    return succeeds(
        "mailbox", name, about, number=made.number_bytes().hex(), deployment=deployment.hex(),
        read_key=box.read_key.hex(), bucket=box.bucket, author=box.author.hex(),
    )  # fmt: skip


def _fingerprints() -> Iterator[Vector]:
    keys = sorted(primitives.signing_public(draw(f"root {n}", 32)) for n in range(16))
    for k, n in ((1, 1), (2, 3), (16, 16)):
        found = fingerprint.root_fingerprint(k, keys[:n])
        yield succeeds(
            "fingerprint", f"{k}-of-{n}", f"{k} of {n} keys.", k=k, keys=[key.hex() for key in keys[:n]],
            fingerprint=found.hex(), groups=fingerprint.as_hex(found), words=fingerprint.as_words(found),
        )  # fmt: skip
