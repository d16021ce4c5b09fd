"""Write the pages without scripts, and bring the ones that tell of answers to one size.

A form that has not been touched is the same for everybody but for its token, which everybody has in that
minute: it is written once, and only the token is put in. What comes back after sending is written each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from babel.dates import format_date
from flask import Flask, render_template
from flask_babel import force_locale, gettext

from keys.cells import MAX_ACKS, MAX_CELLS, PART_TEXT
from keys.codename import Codename
from submit.config import Config
from submit.form import taxonomy, territory
from submit.form.taxonomy import Category, Option
from submit.languages import LANGUAGES, Language
from submit.pages import HTML
from submit.plain.draft import answer_field
from submit.plain.picture import draw
from submit.plain.typed import NOTHING
from submit.served import Served

__all__ = ["ANSWERS", "SHEET", "Views", "of_one_size"]

# What eight cells can hold at most, every character of it escaped (&amp; for &), a line for each
# acknowledgement, and the page around them.
ANSWERS = 5 * MAX_CELLS * PART_TEXT + MAX_ACKS * 512 + 64 * 1024
_TOKEN = b"0-token-is-put-here"
_FORMS = ("report", "sealed")
# What a page about a codename just made can be at most: its picture, and the names of twenty empty files.
SHEET = 64 * 1024
# Where the other languages of a page are: a page that was sent leads to the one it was sent from.
_PATHS = {"sealed": "sealed", **dict.fromkeys(("report", "codename", "practise", "practised"), "report")}


class Views:
    """The pages of one site."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._config = config
        self._blank: dict[tuple[str, str], bytes] = {}
        with app.test_request_context():
            for language in LANGUAGES.values():
                with force_locale(language.code):
                    for name in _FORMS:
                        self._blank[language.code, name] = self.page(name, language, token=_TOKEN.decode())

    def blank(self, name: str, language: Language, token: str) -> bytes:
        """Return an untouched form."""
        return self._blank[language.code, name].replace(_TOKEN, token.encode())

    def listed(self) -> dict[str, Served]:
        """Return the untouched forms by path, as the manifest lists them: without a token."""
        return {
            f"/{code}/plain/{name}": Served(self.blank(name, LANGUAGES[code], ""), HTML)
            for code, name in self._blank
        }

    def page(self, name: str, language: Language, **values: object) -> bytes:
        """Write the page of a template of ``templates/plain`` in the locale in force."""
        given = {
            "typed": NOTHING,
            "problems": {},
            "odd": (),
            "written": partial(_written, language),
            "spellings": partial(_spellings, language),
            "draw": draw,
            **(self._offered(language) if name == "report" else {}),
            **values,
        }
        text = render_template(
            f"plain/{name}.html",
            language=language,
            languages=LANGUAGES,
            config=self._config,
            page=f"plain/{_PATHS.get(name, 'replies')}",
            **given,
        )
        return text.encode()

    def categories(self, language: Language) -> Sequence[Category]:
        """Return what can be reported here."""
        return self._config.offered(language)

    def _offered(self, language: Language) -> dict[str, object]:
        """Return what the report form is made of."""
        countries = dict(territory.countries(language.code))
        return {
            "taxonomy": taxonomy,
            "territory": territory,
            "categories": self.categories(language),
            "asked": taxonomy.asked,
            "answer_field": answer_field,
            "options": _options,
            "countries": list(countries.items()),
            "frequent": [(code, countries[code]) for code in territory.FREQUENT],
            "regions": [(each.code, each.name(language.code)) for each in territory.REGIONS],
        }


def of_one_size(page: bytes, size: int = ANSWERS) -> bytes:
    """Fill a page up with a comment to ``size`` bytes, or to the next multiple of it."""
    start, end = b"<!-- ", b" -->\n"
    size *= -(-(len(page) + len(start) + len(end)) // size)
    return page + start + b"." * (size - len(page) - len(start) - len(end)) + end


def _options(options: Iterable[Option]) -> list[tuple[str, str, str]]:
    return [(each.code, gettext(each.title), "") for each in options]


# The list of words for each language but English. There is none in Tamazight; who reads it reads French.
_LISTS = {"ar": "ar", "fr": "fr", "es": "es", "zgh": "fr"}


@dataclass(frozen=True, slots=True)
class _Spelling:
    lang: str
    direction: str
    words: list[str] = field(repr=False)


def _spellings(language: Language, codename: Codename) -> list[_Spelling]:
    """Spell a codename in the page's language, and in English."""
    english = _Spelling("en", "ltr", codename.spelling("eff").split())
    name = _LISTS.get(language.code)
    if name is None:
        return [english]
    return [_Spelling(name, LANGUAGES[name].direction, codename.spelling(name).split()), english]


def _written(language: Language, day: date | int) -> str:
    """Write a day, or a number of days since 1970, as the pages with scripts do."""
    if isinstance(day, int):
        day = date(1970, 1, 1) + timedelta(day)
    return format_date(day, "long", locale=language.locale)
