"""The language that people are spoken to: the English sentence is the key, and stands where none is known.

The catalogues are read as translators write them; nothing needs to be compiled on an air-gapped machine.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

from keys.private.sheet_words import LANGUAGES, Language

__all__ = ["Tongue"]


class Tongue:
    """Says sentences of a package, ``keys`` or another that keeps catalogues, in one of LANGUAGES."""

    def __init__(self, lang: Language, package: str = "keys") -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"internal error: no catalogue for {lang}")
        self.lang = lang
        self._sentences = _catalogue(package, lang)

    def __call__(self, sentence: str, /, **values: object) -> str:
        """Return the sentence in this language, with ``values`` in its braces."""
        said = self._sentences.get(sentence, sentence)
        return said.format(**values) if values else said


@cache
def _catalogue(package: str, lang: str) -> dict[str, str]:
    if lang == "en":
        return {}
    with resources.files(package).joinpath(f"translations/{lang}/{package}.po").open("rb") as file:
        messages = read_po(file, locale=lang)
    return {str(each.id): str(each.string) for each in messages if each.id and not each.fuzzy}
