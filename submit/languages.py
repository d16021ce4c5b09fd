"""The languages of the pages, and which of them to offer first."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import LanguageAccept

__all__ = ["DEFAULT", "LANGUAGES", "Language", "of_path", "preferred"]


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` stands in addresses, ``name`` is the language's own, ``direction`` is ``rtl`` or ``ltr``."""

    code: str
    name: str
    direction: str


LANGUAGES = {
    "ar": Language("ar", "العربية", "rtl"),
    "fr": Language("fr", "Français", "ltr"),
    "en": Language("en", "English", "ltr"),
}
DEFAULT = LANGUAGES["ar"]


def preferred(accepted: LanguageAccept) -> Language:
    """Return the language a browser asks for first, Arabic when it asks for none of ours."""
    return LANGUAGES[accepted.best_match(LANGUAGES, DEFAULT.code) or DEFAULT.code]


def of_path(path: str) -> Language | None:
    """Return the language an address names, if it names one."""
    return LANGUAGES.get(path.split("/")[1])
