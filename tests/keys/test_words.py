"""Word lists, folding, likely words, and the codename in every spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import codename, words
from keys.codename import CHECK_BITS, Codename, _check
from keys.errors import CodenameError
from keys.words import arabic, likely
from keys.words.folding import fold, tokens

LISTS = [words.read(name) for name in words.NAMES]


def codenames() -> st.SearchStrategy[Codename]:
    """Return any codename, of either mode."""

    def made(random: int, mode: int) -> Codename:
        return Codename(random << CHECK_BITS | _check(mode, random), mode)

    telling = st.integers(0, 2**83 - 1).filter(lambda random: _check(0, random) != _check(1, random))
    return st.builds(made, telling, st.sampled_from([codename.DEVICE, codename.SERVER]))


# --- the lists --------------------------------------------------------------


@pytest.mark.parametrize("known", LISTS, ids=words.NAMES)
def test_a_list_is_whole_and_no_two_words_fold_alike(known: words.WordList) -> None:
    assert len(known.words) == len(set(known.folded)) == (7776 if known.name == "eff" else 2048)
    assert all(unicodedata.is_normalized("NFC", word) for word in known.words)
    assert all(tokens(word.replace("-", "")) == [word.replace("-", "")] for word in known.folded)
    assert [known.words[known.index[word]] for word in known.folded] == list(known.words)


def test_the_arabic_list_is_what_its_candidates_make() -> None:
    assert arabic.main(["--check"]) is None


def test_arabic_words_stay_two_whatever_letter_is_missed() -> None:
    folded = words.read("ar").folded
    assert all(re.fullmatch(r"[ء-ي]{3,6}", word) for word in words.read("ar").words)
    assert not any(arabic._rivals(folded).values())
    for word in folded[::50]:
        assert [other for other in folded if likely.distance(word, other) < 2] == [word]


def test_too_few_candidates_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arabic, "THEMES", ("animals",))
    with pytest.raises(ValueError, match="are needed"):
        arabic.make()


# --- distance and folding ---------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("", "", 0), ("abc", "abc", 0), ("ac", "abc", 1), ("acb", "abc", 1), ("abd", "abc", 1),
        ("ab", "ba", 1), ("abcd", "badc", 2), ("ca", "abc", 3), ("abcdef", "ghijkl", 3), ("a", "abcde", 3),
    ],
)  # fmt: skip
def test_edits_are_counted_up_to_three(a: str, b: str, edits: int) -> None:
    assert likely.distance(a, b) == likely.distance(b, a) == edits


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_stopping_early_changes_no_distance(a: str, b: str) -> None:
    assert likely.distance(a, b, 3) == min(likely.distance(a, b, 100), 3)


def test_folding_takes_away_what_people_write_in_many_ways() -> None:
    for written, folded in {
        "Étendoir": "etendoir", "ÑANDÚ": "nandu", "Straße": "strasse", "ﬁn": "fin", "İ": "i",
        "أإآٱ": "اااا", "ؤئ": "وي", "مَدْرَسَةٌ": "مدرسه", "مـدرسـه": "مدرسه", "مصطفى": "مصطفي",
        "ﻻ": "لا", "کتاب": "كتاب", "ی": "ي",
    }.items():  # fmt: skip
        assert fold(written) == folded
    assert tokens("a\u200bb c\u200dd e\u00adf — ٣٤,x") == ["a", "b", "cd", "ef", "٣٤", "x"]


# --- the codename -----------------------------------------------------------

WAYS: dict[str, Callable[[str], str]] = {
    "as shown": str,
    "upper case": str.upper,
    "title case": str.title,
    "decomposed": lambda text: unicodedata.normalize("NFKD", text),
    "without accents": fold,
    "hyphens": lambda text: text.replace(" ", "-"),
    "lines": lambda text: f"\n{text}\n".replace(" ", " \r\n\t"),
    "vowel signs": lambda text: re.sub(r"([ء-ي])", "\\1\u064e\u0651", text),
    "tatweel": lambda text: re.sub(r"([ء-ي])", "\\1\u0640", text),
    "directions": lambda text: "\u2067" + text.replace(" ", " \u200f") + "\u2069",
    "Persian letters": lambda text: text.replace("ي", "ی").replace("ك", "ک"),
    "Persian digits": lambda text: "".join(chr(0x6F0 + int(c)) if c.isdecimal() else c for c in text),
    "half of the digits": lambda text: "".join(
        chr(0x660 + int(c)) if c.isdecimal() and at % 2 else c for at, c in enumerate(text)
    ),
}


@settings(max_examples=60)
@given(codenames(), st.sampled_from(codename.SPELLINGS), st.sampled_from(sorted(WAYS)))
def test_every_codename_is_read_in_every_spelling(made: Codename, spelling: str, way: str) -> None:
    assert codename.parse(WAYS[way](made.spelling(spelling))) == made


def slipped(word: str, at: int, slip: str) -> str:
    """Return the word with one slip of the pen."""
    at %= len(word)
    return {
        "left out": word[:at] + word[at + 1 :],
        "added": word[:at] + word[at] + word[at:],
        "changed": word[:at] + ("x" if word.isascii() else "ظ") + word[at + 1 :],
        "exchanged": word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    }[slip]


@settings(max_examples=60, deadline=None)
@given(
    codenames(),
    st.sampled_from(LISTS),
    st.integers(0, 8),
    st.integers(0, 9),
    st.sampled_from(["left out", "added", "changed", "exchanged"]),
)
def test_a_slip_in_one_word_is_named_with_the_word_that_was_meant(
    made: Codename, known: words.WordList, place: int, at: int, slip: str
) -> None:
    spelt = made.spelling(known.name).split()
    place %= known.count
    word = fold(spelt[place])
    typed = slipped(word, at, slip)
    if typed == word or "-" in word or tokens(typed) != [typed] or typed.isdecimal():
        return
    spelt[place : place + 1] = [typed]
    if typed in known.index:
        return  # another listed word: nothing can be said but, nearly always, that there is a slip
    with pytest.raises(CodenameError) as caught:
        codename.parse(" ".join(spelt))
    told = caught.value
    assert (told.kind, told.position) == ("word", place + 1)
    if len(typed) > 3:
        meant = known.words[known.index[word]]
        assert meant in told.suggestions
        if known.name != "eff":
            assert told.suggestions == (meant,)
    assert not {typed, word} & set(str(told).split())
    assert all(each not in repr(told) for each in told.suggestions if len(each) > 4)


def test_after_a_wrong_word_of_the_list_nothing_is_suggested() -> None:
    made = codename.generate()
    for known in LISTS:
        first, *rest = made.spelling(known.name).split()
        other = known.words[known.words.index(first) - 1]
        with pytest.raises(CodenameError) as caught:
            codename.parse(" ".join([other, *rest]))
        if caught.value.kind == "check":
            assert caught.value.suggestions == ()


def test_the_repr_of_a_codename_shows_no_spelling() -> None:
    made = codename.generate()
    assert repr(made) == "Codename(mode=0)"
