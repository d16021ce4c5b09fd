"""Recovery shares on paper: a PDF of one A4 page a share, printed at the ceremony and written on by hand.

What tells sheets apart stands above a thick line, all else below: folded where the page says, it shows the
head and hides the words. Words and their QR code say the same; whoever cannot scan types them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Literal

import segno
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from keys.durable import write_private
from keys.errors import ShareError
from keys.private.ratchet import GRACE
from keys.private.shares import MOST, WORDS, read_share
from keys.private.sheet_words import LANGUAGES, Language, SheetWords, day, quarter

__all__ = ["FONTS", "LONGEST_NAME", "Sheet", "until", "write_sheets"]

LONGEST_NAME = 200  # characters of an organisation
_LONGEST_LABEL = 40  # characters of a team or group

FONTS = Path("/usr/share/fonts/truetype/noto")
# family, style: file, and the Debian package it comes with
_FACES: dict[tuple[str, Literal["", "B"]], tuple[str, str]] = {
    ("latin", ""): ("NotoSans-Regular.ttf", "fonts-noto-core"),
    ("latin", "B"): ("NotoSans-Bold.ttf", "fonts-noto-core"),
    ("arabic", ""): ("NotoSansArabic-Regular.ttf", "fonts-noto-core"),
    ("arabic", "B"): ("NotoSansArabic-Bold.ttf", "fonts-noto-core"),
    ("tifinagh", ""): ("NotoSansTifinagh-Regular.ttf", "fonts-noto-core"),
    ("mono", ""): ("NotoSansMono-Regular.ttf", "fonts-noto-mono"),
}

# Millimetres.
_WIDE, _HIGH, _EDGE = 210, 297, 15
_INNER = _WIDE - 2 * _EDGE
_LABEL = 28  # wide
_TABLE, _ROWS, _ROW = 126, 11, 7.2
_QR = 50
_GREY = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One share and what is printed around it."""

    words: tuple[str, ...] = field(repr=False)
    organisation: str
    lane: str
    quarter: int  # year x 10 + 1 to 4
    number: int  # of this share, from 1
    count: int  # shares of this group
    needed: int  # of them
    group: str = ""  # its name, where there are several
    made: date
    deployment: bytes  # 16
    language: Language
    last: int = 0  # the last ISO week (year x 100 + week) of its keys, where that outlasts the quarter

    def __post_init__(self) -> None:
        """Require what fits a page.

        Raises:
            ShareError: ``sheet``; as ``read_share``, the words are no share.
        """
        if not 1 <= self.number <= self.count <= MOST or not 1 <= self.needed <= self.count:
            raise ShareError("sheet", "The numbers of the share do not fit together.")
        if not 20200 <= self.quarter <= 99994 or not 1 <= self.quarter % 10 <= 4:
            raise ShareError("sheet", "The quarter is written as year and number, such as 20264.")
        if len(self.deployment) != 16 or self.language not in LANGUAGES:
            raise ShareError("sheet", "The deployment has 16 bytes, and the language is ar, fr or en.")
        try:
            until(self.quarter, self.last)
        except ValueError as error:
            raise ShareError("sheet", "The last week is written as year and week, such as 202653.") from error
        _name("organisation", self.organisation, 1, LONGEST_NAME)
        _name("team", self.lane, 1, _LONGEST_LABEL)
        _name("group", self.group, 0, _LONGEST_LABEL)
        if tuple(read_share(" ".join(self.words)).split()) != self.words:
            raise ShareError("sheet", "A share is printed in its words in full, one by one.")


def until(quarter: int, last: int = 0) -> date:
    """Return the last day on which a sheet is needed: as long after quarter and last week as keys.

    Raises:
        ValueError: there is no such week.
    """
    year, which = divmod(quarter, 10)
    end = date(year + which // 4, which % 4 * 3 + 1, 1) - timedelta(days=1)
    if last:
        end = max(end, date.fromisocalendar(last // 100, last % 100, 7))
    return end + GRACE


def write_sheets(path: Path, sheets: Sequence[Sheet], *, fonts: Path = FONTS) -> None:
    """Write the sheets as a PDF that only its owner may read, one page each.

    Raises:
        ShareError: ``font``, one is missing, or lacks a letter of a name.
    """
    if not sheets:
        raise ShareError("sheet", "There is no share to print.")
    with closing(_Paper(sheets[0], fonts)) as paper:
        for sheet in sheets:
            paper.draw(sheet)
        write_private(path, bytes(paper.output()))


class _Paper(FPDF):
    """The document; ``draw`` adds a page."""

    def __init__(self, first: Sheet, fonts: Path) -> None:
        super().__init__(format="A4")
        # The day and no more: neither clock, time zone nor program of the computer that made it.
        self.set_creation_date(datetime.combine(first.made, time(), UTC))
        self.set_producer("Amana")
        self.set_title(LANGUAGES[first.language].title.format(number=first.number, count=first.count))
        self.set_lang(first.language)
        self.set_auto_page_break(auto=False)
        self.set_margin(_EDGE)
        self.c_margin = 0
        found = {face: _font(fonts, *file) for face, file in _FACES.items()}
        for (family, style), file in found.items():
            self.add_font(family, style, file)
        self.set_fallback_fonts(["latin", "arabic", "tifinagh"], exact_match=False)

    def close(self) -> None:
        """Close the font files, which the library does only where a document comes to its end."""
        for face in self._faces():
            face.close()

    def draw(self, sheet: Sheet) -> None:
        """Add the page of one share."""
        words = LANGUAGES[sheet.language]
        self._require_letters(sheet.organisation + sheet.lane + sheet.group)
        self.leftward = sheet.language == "ar"
        self.add_page()
        self.set_y(_EDGE - 3)
        self._head(sheet, words)
        top = self.get_y() + 2
        self._line(top, 0.8)
        fold = (_HIGH + top) / 2  # where the lower edge, brought up, meets the thick line
        self._words(sheet.words, top + 6)
        self._code(sheet.words, words, top + 5)
        self._signing(words, top + 8 + _ROWS * _ROW)
        self._fold(words, fold)
        self._keeping(sheet, words, fold + 12)
        self._foot(sheet, words)

    def _head(self, sheet: Sheet, words: SheetWords) -> None:
        self._write(words.title.format(number=sheet.number, count=sheet.count), 20, bold=True, high=10)
        self.ln(1)
        self._fact(words.organisation, sheet.organisation)
        self._fact(words.team, sheet.lane)
        self._fact(words.quarter_label, quarter(words, sheet.quarter))
        if sheet.group:
            self._fact(words.group, sheet.group)
        self.ln(1)
        self._write(_meaning(sheet, words), 11, high=5.6)

    def _fact(self, label: str, value: str) -> None:
        """Write a label and its value side by side: in one line, two scripts would be ordered by guess."""
        y = self.get_y()
        self._write(label, 11, high=5.6, across=(0, _LABEL), grey=True)
        self.set_y(y)
        self._write(value, 11, high=5.6, across=(_LABEL, _INNER - _LABEL))

    def _words(self, words: Sequence[str], y: float) -> None:
        """Write the words down three columns, always from left to right: they are English."""
        self.set_text_shaping(use_shaping_engine=False)
        left = self._left((0, _TABLE))
        column = _TABLE / (WORDS // _ROWS)
        for index, word in enumerate(words):
            x, row = left + index // _ROWS * column, y + index % _ROWS * _ROW
            self.set_font("mono", size=10)
            self.set_text_color(_GREY)
            self.set_xy(x, row)
            self.cell(8, _ROW, str(index + 1), align=Align.R)
            self.set_font("mono", size=14)
            self.set_text_color(0)
            self.set_xy(x + 10, row)
            self.cell(column - 10, _ROW, word)

    def _code(self, words: Sequence[str], said: SheetWords, y: float) -> None:
        code = segno.make_qr(" ".join(words), error="m", boost_error=False)
        left = self._left((_INNER - _QR, _QR))
        cell = _QR / len(code.matrix)
        self.set_fill_color(0)
        for row, line in enumerate(code.matrix):
            for dark, run in groupby(range(len(line)), line.__getitem__):
                if dark:
                    first, *others = run
                    across = (1 + len(others)) * cell
                    self.rect(left + first * cell, y + row * cell, across, cell, style="F")
        self.set_y(y + _QR + 3)
        self._write(said.scan, 9, high=4.6, across=(_INNER - _QR, _QR), grey=True)

    def _signing(self, words: SheetWords, y: float) -> None:
        for label, start, width in (
            (words.holder, 0, 80),
            (words.received, 85, 35),
            (words.signature, 125, 55),
        ):
            left = self._left((start, width))
            self.set_line_width(0.2)
            self.line(left, y + 9, left + width, y + 9)
            self.set_y(y + 9.5)
            self._write(label, 9, high=4.6, across=(start, width), grey=True)

    def _fold(self, words: SheetWords, y: float) -> None:
        self.set_draw_color(_GREY)
        self.set_dash_pattern(dash=2, gap=2)
        self._line(y, 0.3)
        self.set_dash_pattern()
        self.set_draw_color(0)
        self.set_y(y + 1.5)
        self._write(words.fold, 9, high=4.6, grey=True)

    def _keeping(self, sheet: Sheet, words: SheetWords, y: float) -> None:
        self.set_y(y)
        self._write(words.keeping, 13, bold=True, high=8)
        for number, rule in enumerate(words.rules, 1):
            y = self.get_y() + 1
            self.set_y(y)
            self._write(str(number), 11, high=5.8, across=(0, 7))
            self.set_y(y)
            said = rule.format(until=day(words, until(sheet.quarter, sheet.last)))
            self._write(said, 11, high=5.8, across=(7, _INNER - 7))

    def _foot(self, sheet: Sheet, words: SheetWords) -> None:
        y = _HIGH - _EDGE - 5
        half = _INNER / 2
        facts = ((words.deployment, sheet.deployment[:4].hex()), (words.made, day(words, sheet.made)))
        for index, (label, value) in enumerate(facts):
            self.set_y(y)
            self._write(label, 9, high=5, across=(index * half, _LABEL), grey=True)
            self.set_y(y)
            self._write(value, 9, high=5, across=(index * half + _LABEL, half - _LABEL))

    def _write(
        self,
        text: str,
        size: float,
        *,
        high: float,
        across: tuple[float, float] = (0, _INNER),
        bold: bool = False,
        grey: bool = False,
    ) -> None:
        """Write wrapped lines ``high`` mm each, from the side where reading starts, and go below them."""
        self.set_text_shaping(use_shaping_engine=True)
        self.set_font("arabic" if self.leftward else "latin", "B" if bold else "", size)
        self.set_text_color(_GREY if grey else 0)
        self.set_x(self._left(across))
        align = Align.R if self.leftward else Align.L
        self.multi_cell(across[1], high, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _left(self, across: tuple[float, float]) -> float:
        """Return where a stretch (start, width), counted in reading direction, has its left end."""
        start, width = across
        return _WIDE - _EDGE - start - width if self.leftward else _EDGE + start

    def _line(self, y: float, thick: float) -> None:
        self.set_line_width(thick)
        self.line(_EDGE, y, _WIDE - _EDGE, y)

    def _faces(self) -> list[TTFFont]:
        return [face for face in self.fonts.values() if isinstance(face, TTFFont)]

    def _require_letters(self, text: str) -> None:
        faces = self._faces()
        lacking = sorted({each for each in text if not any(ord(each) in face.cmap for face in faces)})
        if lacking:
            raise ShareError(
                "font", f"The sheets cannot print {lacking[0]}: write the name in other letters."
            )


def _meaning(sheet: Sheet, words: SheetWords) -> str:
    """Return what the share is good for, in a sentence or two."""
    if sheet.group:
        sentence = f"{words.stands if sheet.count > 1 else words.stands_alone} {words.others}"
    else:
        sentence = words.opens if sheet.count > 1 else words.opens_alone
    return sentence.format(
        count=words.shares(sheet.count), needed=sheet.needed, needed_shares=words.shares(sheet.needed)
    )


def _name(what: str, text: str, least: int, most: int) -> None:
    """Require a printable name of one line."""
    if not least <= len(text) <= most or any(
        unicodedata.category(each)[0] in "CZ" for each in text.replace(" ", "")
    ):
        raise ShareError("sheet", f"The {what} is a name of {least} to {most} letters on one line.")


def _font(folder: Path, name: str, package: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise ShareError("font", f"The font {name} is missing. Install the Debian package {package}.")
    return path
