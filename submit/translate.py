"""What translators need: every sentence of the pages in each language's catalogue, and what is still missing.

Sentences are written in English in the templates and sources. Bringing catalogues up to date adds new ones
empty, drops what nothing says any more, keeps every translation, and never guesses: a likely translation that
is wrong would be worse than none.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from submit import catalogue
from submit.errors import BuildError
from submit.languages import LANGUAGES

__all__ = ["missing", "read", "sentences", "update"]

SOURCES = Path(__file__).parent
SOURCE_LANGUAGE = "en"  # its catalogue is empty: the sentences are in English already
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"silent": "false"}}
KEYWORDS: dict[str, tuple[int, int] | None] = {"_": None, "gettext": None, "marked": None, "ngettext": (1, 2)}
Identifier = str | tuple[str, ...]


def sentences() -> list[Identifier]:
    """Return all that the pages say, once each, in the order of the files; plurals as (one, many)."""
    found = extract_from_dir(
        str(SOURCES),
        METHODS,
        OPTIONS,
        KEYWORDS,
        directory_filter=lambda folder: not str(folder).endswith(("node_modules", "__pycache__")),
    )
    return list(dict.fromkeys(message for _, _, message, _, _ in found))


def read(language: str) -> Catalog:
    """Read a language's catalogue, an empty one if there is none yet.

    Raises:
        BuildError: ``catalogue``, it cannot be read.
    """
    file = catalogue.source(language)
    if not file.exists():
        return Catalog(locale=Locale.parse(language), project="Amana", charset="utf-8", fuzzy=False)
    try:
        with file.open("rb") as opened:
            return read_po(opened, locale=language, abort_invalid=True)
    except (OSError, ValueError) as error:
        raise BuildError("catalogue", f"The catalogue {language} cannot be read: {error}") from error


def update() -> Iterator[str]:
    """Bring every language's catalogue up to date; yield what each still lacks.

    Raises:
        BuildError: ``catalogue``.
    """
    wanted = sentences()
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        held = read(language)
        for identifier in [message.id for message in held if message.id and message.id not in wanted]:
            held.delete(identifier)
        for identifier in wanted:
            if identifier not in held:
                held.add(identifier)
        _write(language, held)
        yield f"{language}: {len(wanted)} sentences, {len(list(missing(held)))} to translate"


def missing(held: Catalog) -> Iterator[Message]:
    """Yield what has no translation, one that somebody doubts, or one with a plural form missing."""
    for message in held:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
        expected = held.num_plurals if message.pluralizable else 1
        if message.fuzzy or len(forms) != expected or not all(forms):
            yield message


def _write(language: str, held: Catalog) -> None:
    """Write without line numbers, which would change with every edit of a template."""
    out = io.BytesIO()
    write_po(out, held, width=120, no_location=True)
    file = catalogue.source(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(out.getvalue())
