"""Sentences of the pages in each language: gettext catalogues, read through Flask-Babel."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_babel import Babel

from submit.errors import SetupError
from submit.languages import LANGUAGES

__all__ = ["FOLDER", "compiled", "install", "marked", "source"]

FOLDER = Path(__file__).with_name("translations")


def source(language: str) -> Path:
    """Return the catalogue translators write."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def compiled(language: str) -> Path:
    """Return the catalogue the server reads, made by ``amana-submit build``."""
    return source(language).with_suffix(".mo")


def marked(sentence: str) -> str:
    """Mark a sentence for the catalogues without translating it yet."""
    return sentence


def install(app: Flask) -> None:
    """Let templates of ``app`` speak every language.

    Raises:
        SetupError: ``unbuilt``, a catalogue has not been compiled.
    """
    if not all(compiled(code).exists() for code in LANGUAGES):
        raise SetupError("unbuilt", "The catalogues are not compiled. Run: amana-submit build")
    Babel(app, default_locale="en", default_translation_directories=str(FOLDER))
