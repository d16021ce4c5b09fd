"""Which language comes first, and that one more needs nothing but its catalogue."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from submit import build, catalogue, translate
from submit.app import build_site
from submit.config import Config
from submit.languages import KNOWN, LANGUAGES, preferred


@pytest.fixture
def all_five(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site as it is once every catalogue is whole."""
    for code, language in KNOWN.items():
        monkeypatch.setitem(LANGUAGES, code, language)


def asked(header: str) -> str:
    return preferred(parse_accept_header(header, LanguageAccept)).code


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("ar-MA,ar;q=0.9,en;q=0.8", "ar"),
        ("ary-MA, fr;q=0.5", "ar"),
        ("zgh", "zgh"),
        ("zgh-Tfng-MA, fr;q=0.9", "zgh"),
        ("ber, fr;q=0.9", "zgh"),
        ("tzm-Latn-MA;q=0.8, fr;q=0.7", "zgh"),
        ("shi", "zgh"),
        ("rif;q=0.2, es;q=0.3", "es"),
        ("es-419", "es"),
        ("fr;q=0, es;q=0.1", "es"),
        ("de-DE, nl;q=0.9", "ar"),
    ],
)
def test_the_language_a_browser_asks_for(all_five: None, header: str, given: str) -> None:
    """By quality, then by order; kinds of Tamazight and of Arabic lead to the written one."""
    assert asked(header) == given


def test_a_language_without_a_whole_catalogue_is_not_offered() -> None:
    """Who asks for it gets the next one they read."""
    for code in KNOWN.keys() - LANGUAGES.keys():
        assert asked(f"{code}, fr;q=0.9") == "fr"


def test_one_more_language_needs_only_its_catalogue(
    built: None, all_five: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, letters, style and links of all five, with catalogues that a translator just began."""
    copy = tmp_path / "translations"
    shutil.copytree(catalogue.FOLDER, copy)
    monkeypatch.setattr(catalogue, "FOLDER", copy)
    for code in ("es", "zgh"):
        held = translate.read(code)
        held.delete("How it works")
        held.add("How it works", "ⵎⴰⵎⴽ" if code == "zgh" else "Cómo funciona")
        translate._write(code, held)
    build.compile_catalogues()
    site = build_site(Flask("submit", static_folder=None), Config(server=tmp_path))
    zgh = site.pages["/zgh/how"].body.decode()
    assert '<html lang="zgh" dir="ltr">' in zgh
    assert "<h1>ⵎⴰⵎⴽ</h1>" in zgh
    assert "/static/noto-sans-tifinagh.woff2" in zgh
    assert "U+2D30-2D67" in site.pages["/static/pages-zgh.css"].body.decode()
    assert "<h1>Cómo funciona</h1>" in site.pages["/es/how"].body.decode()
    assert "@font-face" not in site.pages["/static/pages-es.css"].body.decode()
    for language in LANGUAGES.values():
        assert f'<a href="/{language.code}/how" lang="{language.code}"' in zgh
        assert site.sentences[language.code, 404]
