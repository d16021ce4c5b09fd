"""Which language comes first, and what each brings along."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from submit.app import build_site
from submit.config import Config
from submit.languages import LANGUAGES, preferred


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
def test_the_language_a_browser_asks_for(header: str, given: str) -> None:
    """By quality, then by order; kinds of Tamazight and of Arabic lead to the written one."""
    assert asked(header) == given


def test_each_language_brings_its_letters(built: None, tmp_path: Path) -> None:
    """Tifinagh comes with its font and is called a draft; Spanish needs neither; all five are linked."""
    site = build_site(Flask("submit", static_folder=None), Config(server=tmp_path))
    pages = {code: site.pages[f"/{code}/how"].body.decode() for code in LANGUAGES}
    assert '<html lang="zgh" dir="ltr">' in pages["zgh"]
    assert "/static/noto-sans-tifinagh.woff2" in pages["zgh"]
    assert "U+2D30-2D67" in site.pages["/static/pages-zgh.css"].body.decode()
    assert "@font-face" not in site.pages["/static/pages-es.css"].body.decode()
    assert [code for code, page in pages.items() if 'class="draft"' in page] == ["zgh"]
    for code, page in pages.items():
        assert all(f'<a href="/{other}/how" lang="{other}"' in page for other in LANGUAGES)
        assert site.sentences[code, 404]
