"""The languages of the pages, and which of them to offer first."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import LanguageAccept

__all__ = ["ALSO", "DEFAULT", "LANGUAGES", "Language", "of_path", "preferred"]


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` stands in addresses, ``name`` is the language's own, ``direction`` is ``rtl`` or ``ltr``.

    ``locale`` says whose names of months and ways of writing numbers. ``font`` is the file of its script,
    empty for scripts that every device can write. A ``draft`` has been read by no native reader yet; its
    pages say so.
    """

    code: str
    name: str
    direction: str
    locale: str
    font: str = ""
    draft: bool = False


LANGUAGES = {
    "ar": Language("ar", "العربية", "rtl", "ar_MA", "noto-sans-arabic"),
    "fr": Language("fr", "Français", "ltr", "fr_MA"),
    "en": Language("en", "English", "ltr", "en_GB"),
    "es": Language("es", "Español", "ltr", "es_ES"),
    "zgh": Language("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ltr", "zgh_MA", "noto-sans-tifinagh", draft=True),
}
DEFAULT = LANGUAGES["ar"]
# Browsers name the kinds of Tamazight apart: who asks for one reads the standard one best.
ALSO = {"ber": "zgh", "tzm": "zgh", "shi": "zgh", "rif": "zgh", "ary": "ar", "arq": "ar"}


def preferred(accepted: LanguageAccept) -> Language:
    """Return the language a browser asks for first, Arabic when it asks for none of ours."""
    for tag, quality in accepted:
        primary = tag.replace("_", "-").partition("-")[0].lower()
        code = ALSO.get(primary, primary)
        if quality > 0 and code in LANGUAGES:
            return LANGUAGES[code]
    return DEFAULT


def of_path(path: str) -> Language | None:
    """Return the language an address names, if it names one."""
    return LANGUAGES.get(path.split("/")[1])
