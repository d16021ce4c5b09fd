"""Every page, written once when the server starts and then only ever copied.

A page depends on its language and the operator's choices, never on the visitor: no nonce, no token. That is
why the manifest can list the SHA-256 of each, and why anybody can compare what two visitors were sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask, render_template
from flask_babel import force_locale, gettext

from submit import catalogue, info, styles
from submit.catalogue import marked
from submit.config import Config
from submit.form import taxonomy, territory
from submit.info import INFO
from submit.languages import LANGUAGES, Language
from submit.served import Served

__all__ = ["JSON", "PAGES", "Failure", "Served", "Site", "html", "prepare", "render"]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
PAGES = {
    "": "report.html",
    "replies": "replies.html",
    "sealed": "sealed.html",
    "plain/": "plain/intro.html",
    "plain/replies": "plain/ask.html",
    **{name: f"info/{name}.html" for name in INFO},
}
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An HTTP error in a visitor's words."""

    kind: str
    title: str
    sentence: str


FAILURES = {
    400: Failure(
        "request",
        marked("This request was not understood"),
        marked("Something between you and this site changed what was sent. Go back and try once more."),
    ),
    403: Failure(
        "work",
        marked("Your device must show some work first"),
        marked("Nothing was kept. Send again from the report page; it does this by itself."),
    ),
    404: Failure(
        "not-found",
        marked("There is no page here"),
        marked("The address may be mistyped. You can start again from the first page."),
    ),
    405: Failure(
        "method",
        marked("This address cannot be used that way"),
        marked("You can start again from the first page."),
    ),
    408: Failure(
        "slow",
        marked("This came too slowly"),
        marked("The line may be bad. Try again; a large file goes on where it stopped."),
    ),
    409: Failure(
        "epoch",
        marked("This was sealed for another week"),
        marked("Nothing was kept. Check the date of your device, then send again."),
    ),
    410: Failure(
        "expired",
        marked("What was sent so far is not here any more"),
        marked("Unfinished uploads are deleted after a day. Send again from the report page."),
    ),
    411: Failure(
        "length",
        marked("The size of the envelope is missing"),
        marked("Nothing was kept. Try again from the report page."),
    ),
    413: Failure(
        "large",
        marked("This is too large"),
        marked("Nothing was kept. Attach fewer or smaller files and send again."),
    ),
    500: Failure(
        "internal",
        marked("Something went wrong here"),
        marked("The fault is ours. Nothing about you was written down. Wait a little and try again."),
    ),
    503: Failure(
        "unavailable",
        marked("This is not ready yet"),
        marked("Wait a little and try again."),
    ),
    507: Failure(
        "full",
        marked("There is no room left just now"),
        marked("Nothing was kept. Try again in a few hours."),
    ),
}


@dataclass(frozen=True, slots=True)
class Site:
    """All pages, and files made of the operator's choices, by path.

    Failures are by (language code, status, whether a form without scripts was sent).
    """

    pages: Mapping[str, Served]
    failures: Mapping[tuple[str, int, bool], Served]
    sentences: Mapping[tuple[str, int], str]

    def failure_json(self, language: Language, status: int, kind: str = "") -> Served:
        """Write a failure for the browser code, which says it in the reporter's language by its kind."""
        said = {"kind": kind or FAILURES[status].kind, "message": self.sentences[language.code, status]}
        return Served(json.dumps(said, ensure_ascii=False, sort_keys=True).encode(), JSON)


def prepare(app: Flask) -> None:
    """Let ``app`` write pages.

    Raises:
        SetupError: ``unbuilt``, a catalogue has not been compiled.
    """
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    catalogue.install(app)
    info.install(app)


def render(app: Flask, config: Config) -> Site:
    """Write every page in every language, and what else follows from the operator's choices."""
    pages = {**styles.sheets(config), **_operators_files(config)}
    failures: dict[tuple[str, int, bool], Served] = {}
    sentences: dict[tuple[str, int], str] = {}
    with app.test_request_context():
        for language in LANGUAGES.values():
            with force_locale(language.code):
                pages |= dict(_pages(language, config))
                for status, failure in FAILURES.items():
                    sentences[language.code, status] = gettext(failure.sentence)
                    for is_form in (False, True):
                        page = _failure_page(language, config, status, failure, is_form=is_form)
                        failures[language.code, status, is_form] = page
    return Site(pages, failures, sentences)


def _operators_files(config: Config) -> dict[str, Served]:
    files = {}
    if config.logo:
        files[config.logo.path] = Served(config.logo.body, PICTURES[config.logo.ending])
    if config.security:
        files["/.well-known/security.txt"] = Served(config.security.text().encode(), TEXT)
    return files


def _pages(language: Language, config: Config) -> Iterator[tuple[str, Served]]:
    for name, template in PAGES.items():
        yield f"/{language.code}/{name}", _served(html(template, language, config, page=name))


def _failure_page(
    language: Language, config: Config, status: int, failure: Failure, *, is_form: bool
) -> Served:
    said = {"title": gettext(failure.title), "sentence": gettext(failure.sentence)}
    return _served(html("failure.html", language, config, page="", status=status, is_form=is_form, **said))


def html(template: str, language: Language, config: Config, **values: object) -> str:
    """Write one page, in the language that is in force."""
    given = {"languages": LANGUAGES, "taxonomy": taxonomy, "territory": territory}
    text = render_template(template, language=language, config=config, **given, **values)
    return re.sub(r"\n\s+", "\n", text)  # indentation is for who reads templates


def _served(text: str) -> Served:
    return Served(text.encode(), HTML)
