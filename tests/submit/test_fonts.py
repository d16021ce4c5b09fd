"""The letters that travel with a page: few bytes, the same bytes, and every letter that a sentence needs."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from submit import assets, catalogue, fonts
from submit.build import BROWSER
from submit.errors import BuildError
from submit.languages import LANGUAGES

PACKAGES = BROWSER / "node_modules"
SCRIPTS = {"ar": "ARABIC", "zgh": "TIFINAGH"}


def test_cutting_twice_gives_the_same_bytes(built: None, tmp_path: Path) -> None:
    """What is served is what anybody can cut again."""
    assert len(list(fonts.cut(PACKAGES, tmp_path))) == len(fonts.FONTS)
    for font in fonts.FONTS:
        made = (tmp_path / font.name).read_bytes()
        assert made == (assets.FOLDER / font.name).read_bytes()
        assert len(made) <= font.limit


@pytest.mark.parametrize("language", [code for code, language in LANGUAGES.items() if language.font])
def test_every_letter_of_the_catalogue_is_there(built: None, language: str) -> None:
    """No sentence falls back to another font in the middle of a word."""
    with TTFont(assets.FOLDER / f"{LANGUAGES[language].font}.woff2") as font:
        known = set(font.getBestCmap())
    with catalogue.source(language).open("rb") as file:
        sentences = "".join(str(entry.string) for entry in read_po(file, locale=language) if entry.id)
    needed = {sign for sign in sentences if SCRIPTS[language] in unicodedata.name(sign, "")}
    assert len(needed) > 25
    assert {sign for sign in needed if ord(sign) not in known} == set()


def test_arabic_letters_still_join(built: None) -> None:
    """The forms at the beginning, middle and end of a word, lam-alef, marks on letters, and two weights."""
    with TTFont(assets.FOLDER / "noto-sans-arabic.woff2") as font:
        forms = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        places = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        [weight] = font["fvar"].axes
    assert {"init", "medi", "fina", "rlig"} <= forms
    assert {"mark", "mkmk"} <= places
    assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", 400, 700)


@pytest.mark.parametrize("font", fonts.FONTS, ids=lambda font: font.name)
def test_the_licence_travels_with_the_letters(built: None, font: fonts.Font) -> None:
    """The SIL Open Font License asks for copyright and licence in every copy."""
    with TTFont(assets.FOLDER / font.name) as made:
        said = " ".join(str(record) for record in made["name"].names)
    assert "Copyright" in said
    assert "OFL" in said


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    """Whoever builds learns which file is missing."""
    with pytest.raises(BuildError, match=r"noto-sans-arabic\.woff2 cannot be cut") as failure:
        list(fonts.cut(tmp_path, tmp_path))
    assert failure.value.kind == "font"


def test_a_broken_font_is_named(tmp_path: Path) -> None:
    """Bytes that are no font are an error of the build, not of the font library."""
    file = tmp_path / fonts.FONTS[0].file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"wOF2 but not really")
    with pytest.raises(BuildError, match="cannot be cut"):
        list(fonts.cut(tmp_path, tmp_path))
