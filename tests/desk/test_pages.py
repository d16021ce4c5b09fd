"""The desk's pages in a real browser: accessible, narrow or wide, in each language, worked by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from keys.tongue import _catalogue
from reviewer.desk.face import LANGUAGES
from reviewer.desk.looking import SIDES
from tests.browser.axe import narrow_faults
from tests.reviewer.sentences import used

pytestmark = pytest.mark.browser
PLACES = (
    *("", "aside", "custody", "figures", "person", "search", "search?q=is:open"),
    "case/EB-000001/evidence?file=3",
    *(f"case/EB-000001/{'' if side == 'case' else side}" for side in SIDES),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_accessible_and_narrow(narrow_desk: Page, axe: str, lang: str) -> None:
    found = {}
    for place in (*PLACES, "nothing"):
        narrow_desk.goto(f"/{lang}/{place}")
        found[place] = narrow_faults(narrow_desk, axe)
    assert {place: said for place, said in found.items() if said} == {}


def test_the_queue_is_walked_and_a_case_is_answered_by_keys_alone(desk: Page) -> None:
    desk.goto("/en/")
    desk.keyboard.press("j")
    expect(desk.locator("[data-row] a").first).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/case/EB-000001/")
    for key, side in enumerate(SIDES, 1):
        desk.keyboard.press(str(key))
        expect(desk.locator(".sides [aria-current=page]")).to_contain_text(SIDES[side])
        desk.wait_for_load_state()
    desk.keyboard.press("2")
    desk.wait_for_url("**/conversation")
    before = desk.locator(".ours").count()
    desk.keyboard.press("r")
    desk.keyboard.type("jkq12 Thank you.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".ours")).to_have_count(before + 1)
    desk.wait_for_load_state()
    desk.keyboard.press("q")
    desk.wait_for_url("**/en/")


def test_the_keys_are_shown_and_go_away(desk: Page) -> None:
    desk.goto("/en/")
    desk.keyboard.press("?")
    expect(desk.locator("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog")).to_be_hidden()


def test_what_was_typed_stays_when_it_cannot_be_taken(desk: Page) -> None:
    desk.goto("/en/case/EB-000001/conversation")
    desk.locator("#text").fill("x" * 40_000)
    desk.get_by_role("button", name="Keep this answer").click()
    expect(desk.locator("[role=alert]")).to_contain_text("too long")
    assert len(desk.locator("#text").input_value()) == 40_000


def test_what_a_reporter_wrote_does_nothing(desk: Page) -> None:
    """Neither markup nor what turns the direction of a name."""
    desk.goto("/en/case/EB-000003/")
    expect(desk.locator(".words")).to_have_text("<b>weapons</b>")
    desk.goto("/en/case/EB-000001/evidence")
    expect(desk.locator("tbody th").first).to_have_text("<U+202E>fdp.exe")


def test_an_unknown_case_says_so(desk: Page) -> None:
    desk.goto("/fr/case/EB-009999/")
    expect(desk.locator("[role=alert]")).to_have_text("Ce dossier n'existe pas.")


def test_no_sentence_is_missing() -> None:
    """Every sentence of the pages and every code stands in each catalogue."""
    for lang in ("ar", "fr"):
        catalogue = _catalogue("reviewer", lang)
        assert sorted(said for said in used() if not catalogue.get(said)) == []


def test_an_answer_is_begun_looked_at_held_and_taken_back(desk: Page) -> None:
    desk.goto("/en/case/EB-000002/conversation")
    desk.get_by_label("Begin from").select_option("fraud")
    desk.get_by_role("button", name="Use it").click()
    expect(desk.locator("#text")).to_have_value(re.compile("Send no more money|لا ترسل|N'envoyez plus"))
    desk.get_by_label("Not before").fill("2030-01-01")
    desk.get_by_role("button", name="Look at it first").click()
    expect(desk.locator(".preview .words")).to_have_text(desk.locator("#text").input_value())
    expect(desk.locator(".preview")).to_contain_text("1 of 8 cells")
    expect(desk.locator(".ours")).to_have_count(0)
    desk.get_by_role("button", name="Keep this answer").click()
    expect(desk.locator(".ours .faint")).to_contain_text("waits until 1 Jan 2030")
    desk.get_by_role("button", name="Take it back").click()
    expect(desk.locator(".ours .faint")).to_contain_text("taken back")


def test_a_template_that_is_not_there_begins_nothing(desk: Page) -> None:
    desk.goto("/en/case/EB-000002/conversation?template=none")
    expect(desk.locator("#text")).to_have_value("")
