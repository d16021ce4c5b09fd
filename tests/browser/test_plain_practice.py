"""Practising the codename, and its sheet with a QR code, in a Chromium that runs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from keys.codename import Codename
from submit.languages import LANGUAGES
from tests.browser.axe import narrow_faults
from tests.browser.scanner import scan
from tests.browser.test_plain import (
    fill,
    page,
    plain_address,
    plain_world,
    send,
    shown,
    without_scripts,
)

__all__ = ["page", "plain_address", "plain_world", "without_scripts"]

pytestmark = pytest.mark.browser


def report(opened: Page, address: str, language: str) -> Codename:
    opened.goto(f"{address}/{language}/plain/report")
    fill(opened, language)
    send(opened)
    return shown(opened)


def press(opened: Page, act: str) -> None:
    with opened.expect_navigation():
        opened.locator(f"form:has([value={act}]) button").click()


def check(opened: Page, typed: str) -> None:
    opened.locator("#codename").fill(typed)
    press(opened, "check")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_found_the_sheet_seen_again_and_it_ends_well(
    page: Page, plain_address: str, language: str
) -> None:
    codename = report(page, plain_address, language)
    press(page, "practise")
    words = codename.words().split()
    check(page, " ".join([*words[:2], words[2] + "q", *words[3:]]))
    expect(page.locator("#codename")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field bdi").first).to_have_text(words[2])
    expect(page.locator("[role=alert] a")).to_have_attribute("href", "#codename")
    press(page, "show")
    assert shown(page) == codename
    press(page, "practise")
    check(page, codename.digits())
    expect(page.locator("main strong")).to_be_visible()
    expect(page.locator("a.primary")).to_have_attribute("href", f"/{language}/plain/replies")
    assert codename.digits() not in page.content()
    assert page.url == f"{plain_address}/{language}/plain/codename"


def test_not_to_practise_takes_a_second_choice(page: Page, plain_address: str) -> None:
    report(page, plain_address, "en")
    press(page, "practise")
    ending = page.locator("form:has([value=end]) button")
    expect(ending).to_be_hidden()
    page.locator("details.fold summary").click()
    expect(page.get_by_text("One wrong word is enough")).to_be_visible()
    ending.click()
    expect(page.locator("h1")).to_have_text("Thank you")
    expect(page.get_by_text("That is right")).to_have_count(0)


def test_the_qr_code_shows_when_asked_for_and_is_the_digits(page: Page, plain_address: str) -> None:
    codename = report(page, plain_address, "en")
    drawing = page.locator("details.qr svg")
    expect(drawing).to_be_hidden()
    page.locator("details.qr summary").click()
    expect(drawing).to_be_visible()
    expect(page.get_by_text("This picture is your codename.")).to_be_visible()
    size = drawing.bounding_box()
    assert size is not None
    assert 120 < size["width"] <= 280
    assert scan(drawing) == codename.digits()


def test_the_printed_sheet_holds_the_codename_and_nothing_else(page: Page, plain_address: str) -> None:
    codename = report(page, plain_address, "fr")
    page.emulate_media(media="print")
    expect(page.locator("ol.words").first).to_be_visible()
    expect(page.locator(".figures").first).to_have_text(codename.digits())
    for gone in ("header", "footer", "h1", "form button", "details.qr", ".sheet ~ .hint"):
        expect(page.locator(gone).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("details.qr summary").click()
    page.emulate_media(media="print")
    expect(page.locator("details.qr svg")).to_be_visible()
    expect(page.locator("details.qr .hint")).to_be_hidden()


@pytest.fixture
def scripted(browser: Browser) -> BrowserContext:
    """Let axe and rulers in past the policy; the pages themselves are the same bytes."""
    return browser.new_context(
        viewport={"width": 320, "height": 740}, bypass_csp=True, reduced_motion="reduce"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_all_fits_a_small_telephone(
    scripted: BrowserContext, plain_address: str, axe: str, language: str
) -> None:
    opened = scripted.new_page()
    codename = report(opened, plain_address, language)
    opened.locator("details.qr summary").click()
    assert narrow_faults(opened, axe) == []
    press(opened, "practise")
    assert narrow_faults(opened, axe) == []
    opened.locator("details.fold summary").click()
    assert narrow_faults(opened, axe) == []
    check(opened, "one two three")
    assert narrow_faults(opened, axe) == []
    press(opened, "show")
    assert narrow_faults(opened, axe) == []
    press(opened, "practise")
    opened.locator("form:has([value=show]) [name=ticket]").evaluate('(field) => { field.value = "0"; }')
    press(opened, "show")
    assert narrow_faults(opened, axe) == []
    check(opened, codename.words())
    assert narrow_faults(opened, axe) == []
    scripted.close()
