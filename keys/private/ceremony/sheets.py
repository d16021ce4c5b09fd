"""Sheets of paper for recovery shares: one share a page, for one person to keep.

The pages are the secret. They are made in memory; whoever prints them wipes the file afterwards.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import Align

from keys.errors import KeystoreError
from keys.private.ceremony.tongue import Tongue

__all__ = ["Sheet", "pdf"]

FONTS = Path("/usr/share/fonts/truetype/noto")  # Debian's fonts-noto-core
_LATIN, _ARABIC = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoNaskhArabic-Regular.ttf"
_MARGIN, _WIDTH, _QR = 18.0, 174.0, 62.0  # mm, of A4
_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One share, and what its holder must know: ``number`` of ``count``, of which ``needed`` suffice."""

    deployment: str
    lane: str
    quarter: str
    day: date
    number: int
    count: int
    needed: int
    group: int = 1
    groups: int = 1
    share: str = field(repr=False)


def pdf(sheets: Sequence[Sheet], say: Tongue) -> bytes:
    """Return a document of one A4 page a sheet, the same bytes for the same sheets.

    Raises:
        KeystoreError: ``font``, the letters are not installed.
    """
    page = _document(say)
    page.set_creation_date(datetime.combine(sheets[0].day, time(), UTC))
    for sheet in sheets:
        page.add_page()
        _head(page, sheet, say)
        _words(page, sheet)
        _foot(page, sheet, say)
    return bytes(page.output())


def _document(say: Tongue) -> FPDF:
    if not (_LATIN.exists() and _ARABIC.exists()):
        raise KeystoreError("font", "The letters to print with are missing. Install fonts-noto-core.")
    page = FPDF(format="A4")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(False)
    page.add_font("latin", fname=_LATIN)
    page.add_font("arabic", fname=_ARABIC)
    page.set_fallback_fonts(["latin" if say.right_to_left else "arabic"], exact_match=False)
    page.set_text_shaping(True, direction="rtl" if say.right_to_left else "ltr")
    return page


def _head(page: FPDF, sheet: Sheet, say: Tongue) -> None:
    _line(page, say, sheet.deployment, 18)
    _line(page, say, say("Recovery share {n} of {m}", n=sheet.number, m=sheet.count), 15)
    facts = [
        say("Team: {lane}", lane=sheet.lane),
        say("Quarter: {quarter}", quarter=_isolated(sheet.quarter)),
        say("Made on: {day}", day=_isolated(sheet.day.isoformat())),
    ]
    if sheet.groups > 1:
        facts.append(say("Group: {n} of {m}", n=sheet.group, m=sheet.groups))
    for fact in facts:
        _line(page, say, fact, 11)
    _line(
        page, say, say("It takes {k} of the {m} shares to recover. One alone tells nothing.",
                       k=sheet.needed, m=sheet.count), 11
    )  # fmt: skip
    page.ln(3)


def _words(page: FPDF, sheet: Sheet) -> None:
    """Print the words, numbered, always from left to right: they are English whatever the page is in."""
    page.set_text_shaping(False)
    page.set_font("latin", size=13)
    spoken = sheet.share.split()
    rows = -(-len(spoken) // _COLUMNS)
    top = page.get_y()
    for place, word in enumerate(spoken):
        column, row = divmod(place, rows)
        page.set_xy(_MARGIN + column * _WIDTH / _COLUMNS, top + row * 7.5)
        page.cell(_WIDTH / _COLUMNS, 7.5, f"{place + 1:>2}  {word}")
    page.set_xy(_MARGIN, top + rows * 7.5 + 4)


def _foot(page: FPDF, sheet: Sheet, say: Tongue) -> None:
    page.set_text_shaping(True, direction="rtl" if say.right_to_left else "ltr")
    picture = io.BytesIO()
    segno.make(sheet.share.upper(), error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    top = page.get_y()
    page.image(picture, x=(210 - _QR) / 2, y=top, w=_QR, h=_QR)
    page.set_xy(_MARGIN, top + _QR + 3)
    for sentence in (
        say("Keep this sheet dry, dark and locked, in a place of its own, and tell nobody what it says."),
        say("Never photograph it, copy it or type it anywhere but on the air-gapped workstation."),
        say("If it is lost, or somebody has seen it, tell the supervisor: new shares will be made."),
    ):
        _line(page, say, sentence, 11)
    page.ln(6)
    _line(page, say, say("Holder's name and signature:"), 12)
    page.line(_MARGIN, page.get_y() + 12, _MARGIN + _WIDTH, page.get_y() + 12)


def _isolated(text: str) -> str:
    """Keep a day or quarter in its own order on a page that reads from right to left (UAX 9, isolates)."""
    return f"\u2066{text}\u2069"


def _line(page: FPDF, say: Tongue, text: str, size: float) -> None:
    page.set_font("arabic" if say.right_to_left else "latin", size=size)
    page.multi_cell(
        _WIDTH,
        size * 0.55,
        text,
        align=Align.R if say.right_to_left else Align.L,
        new_x="LMARGIN",
        new_y="NEXT",
    )
