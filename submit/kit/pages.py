"""The pages of a kit: rendered from the site's templates, then cut free of the site.

A template knows that it is in a kit by ``kit``, which says what is pinned. What pages refer to by a site's
addresses must be here: a link leads to another page of the same file, a picture stands in it.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from flask_babel import force_locale, gettext

from keys import fingerprint
from submit import pages
from submit.catalogue import marked
from submit.config import Config
from submit.errors import BuildError
from submit.info import SHORT
from submit.kit.pins import Pins, is_onion
from submit.languages import LANGUAGES, Language
from submit.pages import PICTURES
from submit.served import Served

__all__ = ["KitPage", "data_address", "render", "unscripted"]

NAMES = ("", "replies", "sealed", *SHORT)
UNSCRIPTED = (
    marked("This page needs JavaScript"),
    marked(
        "In Tor Browser, the security level “Safer” works. In another browser, allow JavaScript "
        "for this site, then open the page again."
    ),
)
_PAGE = re.compile(
    r'.*?<title>(?P<title>.*?)</title>.*?<body data-page="(?P<kind>[a-z]+)">(?P<body>.*)</body>.*', re.DOTALL
)
_UNSCRIPTED = re.compile(r"<noscript>.*?</noscript>\n?", re.DOTALL)
_LINK = re.compile(r'\b(href|src)="/([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPage:
    """One page in one language; ``name`` is ``<language>/<page>``, ``kind`` what style sheets know it by."""

    name: str
    language: Language
    title: str
    kind: str
    body: str


def render(app: Flask, config: Config, pins: Pins) -> list[KitPage]:
    """Write every page of a kit in every language.

    Raises:
        BuildError: ``kit``, a page refers to something that a kit does not hold.
    """
    pictures = (
        {config.logo.path: Served(config.logo.body, PICTURES[config.logo.ending])} if config.logo else {}
    )
    with app.test_request_context():
        return list(_pages(config, _said(pins), pictures))


def unscripted() -> list[tuple[Language, list[str]]]:
    """Say in every language what somebody reads who opens a kit with scripts switched off."""
    said = []
    for language in LANGUAGES.values():
        with force_locale(language.code):
            said.append((language, [gettext(sentence) for sentence in UNSCRIPTED]))
    return said


def _pages(config: Config, said: Mapping[str, object], pictures: Mapping[str, Served]) -> Iterator[KitPage]:
    for language in LANGUAGES.values():
        with force_locale(language.code):
            for name in NAMES:
                text = pages.html(pages.PAGES[name], language, config, page=name, kit=said)
                found = _PAGE.fullmatch(text)
                if found is None:
                    raise BuildError(
                        "kit", "A page is not written as pages are: templates/base.html changed."
                    )
                body = _LINK.sub(lambda link: _within(link, pictures), _UNSCRIPTED.sub("", found["body"]))
                yield KitPage(
                    name=f"{language.code}/{name}",
                    language=language,
                    title=html.unescape(found["title"]),
                    kind=found["kind"],
                    body=body.strip(),
                )


def _said(pins: Pins) -> dict[str, object]:
    return {
        "ways": [
            {"host": address.partition("//")[2], "onion": is_onion(address)} for address in pins.addresses
        ],
        "hex": fingerprint.as_hex(pins.fingerprint),
        "words": fingerprint.as_words(pins.fingerprint),
    }


def _within(link: re.Match[str], pictures: Mapping[str, Served]) -> str:
    attribute, path = link[1], link[2]
    language, _, name = path.partition("/")
    if attribute == "href" and language in LANGUAGES and name in NAMES:
        return f'href="#{path}"'
    if attribute == "src" and f"/{path}" in pictures:
        return f'src="{data_address(pictures[f"/{path}"])}"'
    raise BuildError("kit", f"A page refers to /{path}, which is not in a kit.")


def data_address(served: Served) -> str:
    """Write bytes as an address of their own (RFC 2397)."""
    return f"data:{served.type};base64,{base64.b64encode(served.body).decode()}"
