"""Recovery sheets: a share a page, its words to be read and scanned again, and nothing told besides."""

from __future__ import annotations

import re
import time
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from keys.errors import ShareError
from keys.private.shares import Plan, read_share, split
from keys.private.sheet_words import LANGUAGES, Language, day, quarter
from keys.private.sheets import FONTS, LONGEST_NAME, Sheet, until, write_sheets

LINES = split(bytes(range(32)), Plan(((3, 5),)))[0]
NAMES: dict[Language, str] = {
    "ar": "المرصد المغربي لحماية الأطفال على الإنترنت",
    "fr": "Observatoire de la protection de l’enfance",
    "en": "Office for the Protection of Children",
}
SHEET = Sheet(
    words=tuple(LINES[0].split()),
    organisation=NAMES["en"],
    lane="desk",
    quarter=20264,
    number=1,
    count=5,
    needed=3,
    made=date(2026, 10, 1),
    deployment=bytes.fromhex("1a2b3c4d") + bytes(12),
    language="en",
)


def in_language(language: Language) -> Sheet:
    return replace(SHEET, language=language, organisation=NAMES[language])


def text_of(path: Path, page: int = 0) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return str(document[page].get_textpage().get_text_range())


def picture(path: Path, scale: float = 2) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        image: Image.Image = document[0].render(scale=scale).to_pil()
    return image.convert("L")


def opened(data: bytes) -> bytes:
    """Return a PDF with its streams unpacked, fonts among them."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    return data + b"".join(zlib.decompress(each) for each in streams if each[:1] == b"\x78")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_a_share_whose_words_stand_there_in_order(language: Language, tmp_path: Path) -> None:
    sheets = [
        replace(in_language(language), words=tuple(line.split()), number=number)
        for number, line in enumerate(LINES, 1)
    ]
    write_sheets(tmp_path / "sheets.pdf", sheets)
    with pypdfium2.PdfDocument(tmp_path / "sheets.pdf") as document:
        assert len(document) == 5
    for page, line in enumerate(LINES):
        numbered = re.findall(r"^(\d+) ([a-z]+)\s*$", text_of(tmp_path / "sheets.pdf", page), re.MULTILINE)
        assert [int(number) for number, _ in numbered] == list(range(1, 34))
        assert read_share(" ".join(word for _, word in numbered)) == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_says_the_words(language: Language, tmp_path: Path) -> None:
    """Also as a cheap scanner would see it: small, and a little dirty."""
    write_sheets(tmp_path / "sheets.pdf", [in_language(language)])
    image = picture(tmp_path / "sheets.pdf")
    for each in (
        image,
        image.rotate(3, fillcolor=255),
        image.resize((image.width * 3 // 4, image.height * 3 // 4)),
    ):
        (code,) = zxingcpp.read_barcodes(each)
        assert code.text == LINES[0]
        assert code.ec_level == "M"


def test_the_page_says_what_it_is_and_how_to_keep_it(tmp_path: Path) -> None:
    write_sheets(tmp_path / "sheets.pdf", [SHEET])
    text = " ".join(text_of(tmp_path / "sheets.pdf").split())
    for said in (
        "Recovery share 1 of 5",
        "Organisation Office for the Protection of Children",
        "Team desk",
        "Quarter 4th quarter of 2026 (October to December)",
        "The secret is split into 5 shares. Any 3 of them open all reports of this team in this quarter.",
        "After 14 January 2027, give it back to the team or destroy it.",
        "Deployment 1a2b3c4d",
        "Made on 1 October 2026",
        "Fold here",
    ):
        assert said in text
    assert "Group" not in text
    assert "1a2b3c4d00" not in text


def test_a_share_of_a_group_does_not_promise_to_open(tmp_path: Path) -> None:
    alone = replace(SHEET, group="Head", count=1, needed=1)
    write_sheets(tmp_path / "sheets.pdf", [alone, replace(SHEET, group="Clerks"), replace(alone, group="")])
    text = " ".join(text_of(tmp_path / "sheets.pdf").split())
    assert "Group Head This share alone stands for the group. Other groups may be needed" in text
    text = " ".join(text_of(tmp_path / "sheets.pdf", 1).split())
    assert "Group Clerks The secret of this group is split into 5 shares. Any 3 of them stand for" in text
    assert "This share alone opens all reports" in text_of(tmp_path / "sheets.pdf", 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["W" * LONGEST_NAME, ("مرصد Amana ⵜⵉⵎⵍⵉⵍⵜ " * 20)[:LONGEST_NAME].strip()])
def test_the_longest_names_leave_the_margins_and_the_words_alone(
    language: Language, name: str, tmp_path: Path
) -> None:
    long = replace(
        in_language(language), organisation=name, lane="w" * 40, group="W" * 40, count=16, needed=11
    )
    write_sheets(tmp_path / "sheets.pdf", [long])
    with pypdfium2.PdfDocument(tmp_path / "sheets.pdf") as document:
        assert len(document) == 1
    image = picture(tmp_path / "sheets.pdf")
    margin = round(14 / 210 * image.width)
    dark = image.point(lambda shade: 255 if shade < 200 else 0).getbbox()
    assert dark is not None
    assert dark[0] >= margin
    assert dark[2] <= image.width - margin
    assert dark[3] <= image.height - margin
    assert zxingcpp.read_barcodes(image)[0].text == LINES[0]
    # The fold crosses nothing: on its row there are dashes, and just above it paper.
    fold = _fold_row(image)
    above = image.crop((0, fold - 8, image.width, fold - 3))
    assert _extremes(above)[0] > 200


def _fold_row(image: Image.Image) -> int:
    """Return the row midway between the thick line, black from margin to margin, and the lower edge."""
    edge = round(16 / 210 * image.width)
    rows = (image.crop((edge, y, image.width - edge, y + 1)) for y in range(image.height))
    thick = next(y for y, row in enumerate(rows) if _extremes(row)[1] < 60)
    return (thick + image.height) // 2


def _extremes(image: Image.Image) -> tuple[int, int]:
    """Return the darkest and the lightest shade."""
    shades = image.tobytes()
    return min(shades), max(shades)


def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_sheets(tmp_path / "sheets.pdf", [SHEET])
    assert (tmp_path / "sheets.pdf").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["sheets.pdf"]


def test_the_file_tells_the_day_and_neither_clock_nor_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made again later and elsewhere it is the same, byte for byte."""
    write_sheets(tmp_path / "one.pdf", [SHEET])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        write_sheets(tmp_path / "two.pdf", [SHEET])
    finally:
        monkeypatch.undo()
        time.tzset()
    data = (tmp_path / "one.pdf").read_bytes()
    assert data == (tmp_path / "two.pdf").read_bytes()
    with pypdfium2.PdfDocument(tmp_path / "one.pdf") as document:
        told = {key: value for key, value in document.get_metadata_dict().items() if value}
    assert told == {
        "Title": "Recovery share 1 of 5",
        "Producer": "Amana",
        "CreationDate": "D:20261001000000Z",
    }
    assert str(tmp_path).encode() not in opened(data)
    assert b"fpdf" not in opened(data).lower()


def test_a_missing_font_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(
        ShareError, match=r"NotoSans-Regular\.ttf is missing\. Install .* fonts-noto-core"
    ) as caught:
        write_sheets(tmp_path / "sheets.pdf", [SHEET], fonts=tmp_path)
    assert caught.value.kind == "font"
    for path in FONTS.glob("NotoSans*.ttf"):
        if "Mono" not in path.name:
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(ShareError, match="fonts-noto-mono"):
        write_sheets(tmp_path / "sheets.pdf", [SHEET], fonts=tmp_path)
    assert not (tmp_path / "sheets.pdf").exists()


def test_a_letter_no_font_has_is_refused_before_it_prints_as_a_box(tmp_path: Path) -> None:
    with pytest.raises(ShareError, match="cannot print 山") as caught:
        write_sheets(tmp_path / "sheets.pdf", [replace(SHEET, organisation="山川")])
    assert caught.value.kind == "font"
    held = [each.readlink().suffix for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert ".ttf" not in held
    with pytest.raises(ShareError, match="no share to print"):
        write_sheets(tmp_path / "sheets.pdf", [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 6},
        {"number": 0},
        {"needed": 6},
        {"needed": 0},
        {"count": 17},
        {"quarter": 20265},
        {"quarter": 4},
        {"last": 202654},
        {"last": 1},
        {"deployment": bytes(8)},
        {"language": "de"},
        {"organisation": ""},
        {"organisation": "W" * (LONGEST_NAME + 1)},
        {"organisation": "two\nlines"},
        {"lane": "w" * 41},
        {"group": "W" * 41},
        {"words": (*SHEET.words[:31], " ".join(SHEET.words[31:]))},
    ],
)
def test_what_fits_no_page_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ShareError) as caught:
        replace(SHEET, **wrong)  # type: ignore[arg-type]
    assert caught.value.kind == "sheet"


def test_words_that_are_no_share_are_refused_and_a_sheet_hides_its_own() -> None:
    with pytest.raises(ShareError) as caught:
        replace(SHEET, words=SHEET.words[:32])
    assert caught.value.kind == "length"
    with pytest.raises(ShareError) as caught:
        replace(SHEET, words=(SHEET.words[1], SHEET.words[0], *SHEET.words[2:]))
    assert caught.value.kind == "checksum"
    assert repr(replace(SHEET, words=tuple(LINES[1].split()))) == repr(SHEET)


@pytest.mark.parametrize(
    ("number", "last"),
    [
        (20261, date(2026, 4, 14)),
        (20262, date(2026, 7, 14)),
        (20263, date(2026, 10, 14)),
        (20264, date(2027, 1, 14)),
    ],
)
def test_a_sheet_is_kept_as_long_as_the_keys_of_its_quarter(number: int, last: date) -> None:
    assert until(number) == last


def test_a_sheet_whose_weeks_outlast_the_quarter_is_kept_for_them(tmp_path: Path) -> None:
    assert until(20264, 202652) == date(2027, 1, 14)
    assert until(20264, 202653) == date(2027, 1, 17)
    write_sheets(tmp_path / "sheets.pdf", [replace(SHEET, last=202707)])
    assert "After 7 March 2027, give it back" in text_of(tmp_path / "sheets.pdf")


def test_numbers_days_and_quarters_take_each_language_s_form() -> None:
    arabic, french, english = LANGUAGES["ar"], LANGUAGES["fr"], LANGUAGES["en"]
    assert [arabic.shares(count) for count in (1, 2, 3, 10, 11, 16)] == [
        *("حصة واحدة", "حصتين", "3 حصص", "10 حصص", "11 حصة", "16 حصة")
    ]
    assert [french.shares(count) for count in (1, 2)] == ["1 part", "2 parts"]
    assert [english.shares(count) for count in (1, 2)] == ["1 share", "2 shares"]
    assert day(french, date(2026, 10, 1)) == "1er octobre 2026"
    assert day(arabic, date(2027, 1, 14)) == "14 يناير 2027"
    assert quarter(french, 20262) == "2e trimestre 2026 (d’avril à juin)"
    assert quarter(arabic, 20273) == "الفصل الثالث من سنة 2027 (من يوليوز إلى شتنبر)"


@pytest.mark.parametrize("words", LANGUAGES.values())
def test_every_language_has_every_sentence(words: object) -> None:
    fields = [getattr(words, name) for name in type(words).__dataclass_fields__]  # type: ignore[attr-defined]
    assert all(fields)
    assert all(all(each) for each in fields if isinstance(each, tuple))
