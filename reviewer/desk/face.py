"""How the desk's pages are written: language, direction, and the words that every page has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from flask import Flask, Response, make_response, render_template

from keys.calendar import today
from keys.tongue import Tongue
from reviewer import codes, terminal
from reviewer.assessment import words as assessed
from reviewer.desk.holder import Holder
from reviewer.triage import queue, words

__all__ = ["LANGUAGES", "Face"]

# Code: (its own name, direction, whose names of months).
LANGUAGES = {
    "ar": ("العربية", "rtl", "ar_MA"),
    "fr": ("Français", "ltr", "fr_MA"),
    "en": ("English", "ltr", "en_GB"),
}


class Face:
    """Writes pages. What a reporter wrote passes ``shown``, which spells out what has no shape of its own."""

    def __init__(self, app: Flask, holder: Holder, form: str, idle: int) -> None:
        self._holder = holder
        self._form = form
        self._idle = idle
        app.jinja_env.filters["shown"] = terminal.text
        app.jinja_env.filters["line"] = terminal.line

    def page(self, template: str, lang: str, *, status: int = 200, **values: Any) -> Response:
        """Write a page in one of LANGUAGES."""
        name, direction, locale = LANGUAGES[lang]
        tongue = Tongue(lang, "reviewer")  # type: ignore[arg-type]
        text = render_template(
            template,
            _=tongue,
            word=lambda code, table: tongue(codes.word(code, getattr(codes, table))),
            triage=lambda code, table: tongue(codes.word(code, getattr(words, table))),
            assess=lambda code, table: tongue(codes.word(code, getattr(assessed, table))),
            urgency=lambda number: tongue(words.URGENCIES[number]),
            day=lambda day: format_date(day, "d MMM y", locale),
            time=lambda when: format_datetime(when, "d MMM y HH:mm", locale=locale),
            ago=lambda day: _ago(tongue, day),
            lang=lang,
            direction=direction,
            languages={code: each[0] for code, each in LANGUAGES.items()},
            form_word=self._form,
            idle=self._idle,
            person=self._person(),
            urgent_now=queue.urgent_now(self._holder.station().store) if self._holder.open else 0,
            name=name,
            **values,
        )
        return make_response(text, status)

    def refuse(self, lang: str, status: int, sentence: str) -> Response:
        """Say what cannot be done, and what to do."""
        return self.page("refused.html", lang, status=status, sentence=sentence)

    def _person(self) -> str:
        person = self._holder.station().session.person if self._holder.open else None
        return person.name if person else ""


def _ago(tongue: Tongue, day: date | datetime) -> str:
    """Say how long ago a day was, shortly."""
    days = (today() - (day.date() if isinstance(day, datetime) else day)).days
    if days <= 0:
        return tongue("today")
    if days == 1:
        return tongue("yesterday")
    return tongue("{days} d ago", days=days)
