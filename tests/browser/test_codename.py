"""The codename: spelt in every way, drawn, practised, and mended when it is typed with a slip."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from keys import codename as codenames
from tests.browser.driving import SENDING, Answers, Report
from tests.browser.scanner import scan

pytestmark = pytest.mark.browser


def practising(page: Page, address: str, language: str = "en") -> tuple[Report, str]:
    """Send a report and come to where the codename is practised."""
    person = Report(page, address, language)
    person.reach("check")
    words = person.send()
    page.locator("[data-practise]").click()
    person.at("practice")
    return person, words


def test_practising_the_codename(address: str, page: Page) -> None:
    """A slip, another codename, another spelling: each is told apart, and the words can be seen again."""
    person, words = practising(page, address)
    problem = page.locator("#practice-error")
    page.locator("[data-practised]").click()
    expect(problem).to_contain_text("Type your codename")
    page.locator("#practice").fill(codenames.generate().digits())
    page.locator("[data-practised]").click()
    expect(problem).to_contain_text("not the one that was shown")
    page.locator("[data-again]").click()
    person.at("codename")
    digits = page.locator('[data-view="codename"] [data-spelling="digits"]').first.text_content() or ""
    assert codenames.parse(digits) == codenames.parse(words)
    person.practise(digits)
    expect(page.locator("[data-right]")).to_be_visible()
    assert digits not in page.content()
    assert page.locator("[data-codename-words] li").count() == 0


def test_not_practising_takes_a_second_choice(address: str, page: Page) -> None:
    """Only after reading what it means does the page end without practising."""
    person, _ = practising(page, address)
    expect(page.locator("[data-skipped]")).to_be_hidden()
    page.locator("[data-skip]").click()
    expect(page.locator("[data-skipping]")).to_contain_text("Nobody can find the codename again")
    page.locator("[data-skipped]").click()
    person.at("done")
    expect(page.locator("[data-right]")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "spelling", "direction"), [("ar", "ar", "rtl"), ("fr", "fr", "ltr"), ("en", "eff", "ltr")]
)
def test_the_page_s_own_spelling_stands_large(
    address: str, page: Page, language: str, spelling: str, direction: str
) -> None:
    """The words are those of the page's language; all other spellings wait below and say the same number."""
    person = Report(page, address, language)
    person.reach("check")
    words = person.send()
    assert page.locator("[data-codename-words]").get_attribute("dir") == direction
    page.locator('[data-view="codename"] summary').click()
    others = page.locator('[data-view="codename"] [data-spelling]:visible')
    spelt = {each.get_attribute("data-spelling"): each.inner_text() for each in others.all()}
    assert set(spelt) | {spelling} >= {"eff", "fr", "es", "ar", "digits"}
    assert spelling not in spelt
    assert ("arabic_digits" in spelt) == (language == "ar")
    assert {codenames.parse(each) for each in [words, *spelt.values()]} == {codenames.parse(words)}


def test_the_qr_code_is_the_digits(address: str, page: Page) -> None:
    """It is drawn only when asked for, with a warning; what a scanner reads opens the answers."""
    person = Report(page, address, "en")
    person.reach("check")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    words = person.send()
    assert "/static/amana-qr.js" not in asked
    page.locator("[data-show-qr]").click()
    drawing = page.locator("[data-qr-drawing] svg")
    expect(drawing).to_be_visible()
    expect(page.locator("[data-qr]")).to_contain_text("This picture is your codename")
    assert "/static/amana-qr.js" in asked
    assert codenames.parse(scan(drawing)) == codenames.parse(words)
    page.locator("[data-show-qr]").click()
    expect(page.locator("[data-qr]")).to_be_hidden()


def test_a_slip_is_named_with_the_likely_word(address: str, page: Page) -> None:
    """One press puts the word right, and the search goes on."""
    words = codenames.generate().words().split(" ")
    slipped = [*words[:3], words[3][:-1] + "q", *words[4:]]
    answers = Answers(page, address, "en")
    answers.ask(" ".join(slipped))
    expect(page.locator("#codename-error")).to_contain_text("Word 4")
    page.locator('[data-suggestions="codename"]').get_by_role("button", name=words[3], exact=True).click()
    expect(page.locator('[data-view="thread"]')).to_be_visible(timeout=SENDING)
    assert page.locator("#codename").input_value() == " ".join(words)
    page.locator('[data-view="thread"] summary').click()
    expect(page.locator('[data-view="thread"] [data-spelling="fr"]')).to_be_visible()


def test_the_codename_is_copied(address: str, page: Page) -> None:
    """Copy puts the words on the clipboard, and says what that means."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person = Report(page, address, "fr")
    person.reach("check")
    words = person.send()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copied]")).to_contain_text("C’est copié")
    assert page.evaluate("navigator.clipboard.readText()") == words
