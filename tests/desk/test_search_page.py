"""The search in a real browser: typed and chosen, kept, marked, and told when it cannot be."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_search_is_typed_kept_and_come_back_to(desk: Page) -> None:
    desk.goto("/en/")
    desk.keyboard.press("/")
    desk.wait_for_url("**/en/search")
    desk.wait_for_load_state()
    desk.keyboard.type("location")
    desk.keyboard.press("Enter")
    expect(desk.locator("#many tbody th")).to_have_text(["EB-000002"])
    desk.wait_for_load_state()
    desk.keyboard.press("y")
    desk.keyboard.type("Locations")
    desk.keyboard.press("Enter")
    expect(desk.locator(".kept a")).to_have_text(["Locations"])
    desk.goto("/en/search")
    desk.get_by_role("link", name="Locations").click()
    expect(desk.locator("#many tbody th")).to_have_text(["EB-000002"])
    desk.get_by_role("button", name="Keep no more: Locations").click()
    expect(desk.locator(".kept a")).to_have_count(0)


def test_facts_are_chosen_and_what_is_marked_comes_back(desk: Page) -> None:
    desk.goto("/en/search")
    desk.get_by_label("Urgency").select_option("0")
    desk.get_by_role("button", name="Search", exact=True).click()
    expect(desk.get_by_role("searchbox")).to_have_value("urgency:0")
    expect(desk.locator("#many tbody th")).to_have_text(["EB-000001"])
    desk.wait_for_load_state()
    desk.keyboard.press("j")
    desk.keyboard.press("v")
    desk.keyboard.press("m")
    desk.keyboard.press("Tab")
    desk.keyboard.type("found")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("searchbox")).to_have_value("urgency:0")
    expect(desk.locator("#many .tag")).to_have_text(["found"])
    desk.keyboard.press("Escape")
    desk.keyboard.press("q")
    desk.wait_for_url("**/en/")
    desk.wait_for_load_state()
    desk.keyboard.press("u")
    expect(desk.locator("#many .tag")).to_have_count(0)


def test_many_are_moved_at_once(desk: Page) -> None:
    desk.goto("/en/search?q=location")
    desk.get_by_label("Mark EB-000002").check()
    desk.get_by_label("Do", exact=True).select_option("state assessment")
    desk.get_by_role("button", name="Do it").click()
    expect(desk.locator("#many")).to_contain_text("being assessed")
    desk.goto("/en/")
    desk.keyboard.press("u")
    expect(desk.locator("[role=status]")).to_contain_text("EB-000002")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "There is no such filter."),
        ("fr", "pas de tel filtre"),
        ("ar", "لا مُرشِّح بهذا الاسم."),
    ],
)
def test_what_cannot_be_searched_stays_in_the_field(desk: Page, lang: str, said: str) -> None:
    desk.goto(f"/{lang}/search?q=nope:1")
    expect(desk.locator("[role=alert]")).to_contain_text(said)
    expect(desk.get_by_role("searchbox")).to_have_value("nope:1")
