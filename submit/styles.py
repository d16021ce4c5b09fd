"""One style sheet a language, so that a page needs one request: letters, all sheets, the operator's colours.

The rules stand in static/*.css by what they are about; here they are only joined. Pages to read, and pages
without scripts, fetch one more small one, which holds only there.

Letters come with the page for scripts that some cheap phones and systems cannot write, or write badly: Arabic
and Tifinagh. Latin letters are everywhere, so none are sent; ``unicode-range`` keeps Latin words in an Arabic
page in the device's own letters.
"""

from __future__ import annotations

import re
from pathlib import Path

from submit.config import Config
from submit.config.colours import style
from submit.languages import LANGUAGES, Language
from submit.served import Served

__all__ = ["FOLDER", "one_sheet", "sheets"]

FOLDER = Path(__file__).with_name("static")
CSS = "text/css; charset=utf-8"
FIRST = "site.css"
PRINTED = "print.css"
SEPARATE = ("info.css", "noscript.css", "plain.css")
RANGES = {
    "noto-sans-arabic": "U+060C, U+061B, U+061F, U+0621-063A, U+0640-0652",
    "noto-sans-tifinagh": "U+2D30-2D67, U+2D6F-2D70",
}


def sheets(config: Config) -> dict[str, Served]:
    """Return each language's style sheet by its path."""
    joined = _shortened(_joined() + style(config.palettes))
    return {
        f"/static/pages-{language.code}.css": Served((_letters(language) + joined).encode(), CSS)
        for language in LANGUAGES.values()
    }


def one_sheet(config: Config, own: str) -> str:
    """Return all rules and letters of every language in one, and ``own``, for a file that holds all pages."""
    letters = "".join(map(_letters, LANGUAGES.values()))
    return letters + _shortened(_joined() + _text("info.css") + own + style(config.palettes))


def _joined() -> str:
    names = sorted(file.name for file in FOLDER.glob("*.css"))
    middle = [name for name in names if name not in (FIRST, PRINTED, *SEPARATE)]
    screen = "\n".join(_text(name) for name in (FIRST, *middle))
    return f"{screen}\n@media print {{\n{_text(PRINTED)}}}\n"


def _shortened(css: str) -> str:
    """Leave out comments, and spaces that part nothing: a kilobyte of every visit."""
    css = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{};]) ?|([:,]) ", r"\1\2", css).replace(";}", "}").strip()


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def _letters(language: Language) -> str:
    if not language.font:
        return ""
    weights = "400 700" if language.code == "ar" else "400"
    return (
        f'@font-face {{ font-family: "Amana"; src: url("/static/{language.font}.woff2") format("woff2"); '
        f"font-weight: {weights}; font-display: swap; unicode-range: {RANGES[language.font]}; }}\n"
    )
