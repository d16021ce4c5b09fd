"""A first visit is light: measured in Chromium, byte by byte, in every language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from submit.languages import LANGUAGES
from tests.browser.visit import visit

pytestmark = pytest.mark.browser
PAGE = 100_000  # bytes of the page with style, letters, scripts and sealing code
READY = 100_000  # bytes until it could seal: manifest and keys too


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_is_light(address: str, browser: Browser, language: str) -> None:
    """The report page, and all it needs before it could seal, within what a cheap phone's line bears."""
    seen = visit(browser, address, f"/{language}/")
    assert {"/manifest", "/static/amana.js", "/static/amana-worker.js"} <= set(seen.sizes)
    assert any(path.endswith(".woff2") for path in seen.sizes) == bool(LANGUAGES[language].font)
    assert seen.page <= PAGE, seen.sizes
    assert seen.ready <= READY, seen.sizes


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_to_an_onion_service_is_light(address: str, browser: Browser, language: str) -> None:
    """The report page within the same, though Tor Browser takes only gzip there."""
    seen = visit(browser, address, f"/{language}/", coding="gzip")
    assert seen.page <= PAGE, seen.sizes


def test_few_requests_before_the_page_can_be_used(address: str, browser: Browser) -> None:
    """One page, one style sheet, one script and, where needed, one font: the rest comes after."""
    seen = list(visit(browser, address, "/ar/").sizes)
    before = seen[: seen.index("/static/amana-worker.js")]
    assert set(before) - {"/static/seal.svg"} == {
        "/ar/",
        "/static/pages-ar.css",
        "/static/amana.js",
        "/static/noto-sans-arabic.woff2",
    }
