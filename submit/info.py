"""Pages that people look up before or after they report, by address, in the footer's order."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask import Flask

from submit.catalogue import marked
from submit.config.figures import MEASURES
from submit.languages import Language

__all__ = ["INFO", "install"]

INFO = {
    "how": marked("How it works"),
    "safe": marked("Is it safe?"),
    "after": marked("What happens to my report"),
    "parents": marked("For parents"),
    "figures": marked("Figures"),
    "accessibility": marked("Accessibility"),
    "security": marked("Security contact"),
    "legal": marked("Legal notice and personal data"),
}
# The report page is long enough: what somebody who hesitates there asks, and where the rest stands.
SHORT = ("how", "safe", "after", "parents", "legal")


def install(app: Flask) -> None:
    """Give templates the pages' titles and the ways to write figures."""
    app.jinja_env.globals.update(info=INFO, info_short=SHORT, measures=MEASURES, said_day=_said_day)


def _said_day(day: date, language: Language) -> str:
    return format_date(day, "long", locale=language.locale)
