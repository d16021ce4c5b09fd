"""A sheet holds one share, complete, for one person to keep, in each language of the ceremony."""

from __future__ import annotations

import string
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from babel.messages.pofile import read_po

from keys.errors import KeystoreError
from keys.private import shares
from keys.private.ceremony import sheets
from keys.private.ceremony.sheets import Sheet
from keys.private.ceremony.tongue import LANGUAGES, Tongue
from keys.private.shares import Collected, Plan

MASTER = bytes(range(32))


def made(count: int = 3) -> list[Sheet]:
    [group] = shares.split(MASTER, Plan(((2, count),)))
    return [
        Sheet(
            deployment="Amana", lane="desk", quarter="2026-Q4", day=date(2026, 11, 25), number=number,
            count=count, needed=2, share=share,
        )
        for number, share in enumerate(group, 1)
    ]  # fmt: skip


def texts(document: bytes) -> list[str]:
    with pypdfium2.PdfDocument(document) as pages:
        return [pages[at].get_textpage().get_text_range() for at in range(len(pages))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_printed_is_enough_to_recover(lang: str) -> None:
    """Take the words off the printed pages, by their numbers, and get the master secret back."""
    collected = Collected()
    for text in texts(sheets.pdf(made(), Tongue(lang)))[1:]:
        tokens = text.split()
        # Numbers and words alternate: column by column they run from 1 to 33.
        numbered = {
            int(number): word
            for number, word in pairwise(tokens)
            if number.isdecimal() and word.isascii() and word.isalpha()
        }
        collected.add(" ".join(numbered[place] for place in range(1, shares.WORDS + 1)))
    assert collected.combine() == MASTER


def test_each_page_says_whose_it_is() -> None:
    pages = texts(sheets.pdf(made(), Tongue("en")))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        for said in (f"Recovery share {number} of 3", "Team: desk", "2026-Q4", "2026-11-25", "2 of the 3"):
            assert said in page.replace("\u2066", "").replace("\u2069", "")


def test_the_same_sheets_are_the_same_bytes() -> None:
    once = made()
    assert sheets.pdf(once, Tongue("ar")) == sheets.pdf(once, Tongue("ar"))


def test_groups_are_named_where_there_are_several() -> None:
    [first, *_] = made()
    one = Sheet(
        deployment="Amana", lane="desk", quarter="2026-Q4", day=first.day, number=1, count=3, needed=2,
        group=2, groups=4, share=first.share,
    )  # fmt: skip
    assert "Group: 2 of 4" in texts(sheets.pdf([one], Tongue("en")))[0]


def test_missing_letters_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sheets, "_LATIN", tmp_path / "none.ttf")
    with pytest.raises(KeystoreError, match="fonts-noto-core") as caught:
        sheets.pdf(made(), Tongue("en"))
    assert caught.value.kind == "font"


def test_a_sheet_shows_no_share_in_its_repr() -> None:
    [sheet, *_] = made()
    assert sheet.share.split()[5] not in repr(sheet)


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_every_sentence_of_a_sheet_is_translated(lang: str) -> None:
    """No sentence is missing or fuzzy, and each takes the same values as in English."""
    asked: list[str] = []

    class Listening(Tongue):
        def __call__(self, sentence: str, /, **values: object) -> str:
            asked.append(sentence)
            return super().__call__(sentence, **values)

    [first, *_] = made()
    one = Sheet(
        deployment="Amana", lane="desk", quarter="2026-Q4", day=first.day, number=1, count=3, needed=2,
        groups=2, share=first.share,
    )  # fmt: skip
    sheets.pdf([one], Listening(lang))
    with resources.files("keys").joinpath(f"translations/{lang}/keys.po").open("rb") as file:
        known = {each.id: each for each in read_po(file, locale=lang) if each.id}
    assert set(asked) <= set(known)
    for sentence, message in known.items():
        assert message.string
        assert not message.fuzzy
        assert fields(str(message.string)) == fields(str(sentence))


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}
