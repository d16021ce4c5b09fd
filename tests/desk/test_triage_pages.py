"""The queue and the decision in a real browser, by keys alone: mark, tag, decide, undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_danger_comes_first_and_says_why(desk: Page) -> None:
    desk.goto("/en/")
    first = desk.locator("#many tbody tr").first
    expect(first.locator("th")).to_contain_text("EB-000001")
    expect(first.locator(".urgency")).to_have_text("now")
    expect(first.locator(".reason").first).to_have_text("somebody is in danger now")


def test_marked_lines_are_tagged_at_once_and_all_undone(desk: Page) -> None:
    desk.goto("/en/")
    for key in ("j", "v", "j", "v", "m"):
        desk.keyboard.press(key)
    desk.keyboard.press("Tab")
    desk.keyboard.type("bank")
    desk.keyboard.press("Enter")
    expect(desk.locator("#many .tag")).to_have_text(["bank", "bank"])
    desk.wait_for_load_state()
    desk.keyboard.press("Escape")
    desk.keyboard.press("u")
    expect(desk.locator("[role=status]")).to_contain_text("EB-0000")
    expect(desk.locator("#many .tag")).to_have_count(0)
    desk.goto("/en/")
    desk.get_by_role("button", name="Do it").click()
    expect(desk.locator("[role=alert]")).to_have_text("Mark the cases first that it is about.")


def test_a_case_is_decided_by_keys_alone(desk: Page) -> None:
    desk.goto("/en/case/EB-000002/decision")
    desk.keyboard.press("o")
    desk.keyboard.type("Ring the bank.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".decisions .words")).to_contain_text("Ring the bank.")
    desk.wait_for_load_state()
    desk.keyboard.press("g")
    desk.keyboard.press("Home")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[role=alert]")).to_contain_text("Say why")
    desk.wait_for_load_state()
    desk.keyboard.press("g")
    desk.keyboard.press("Home")
    desk.keyboard.press("Tab")
    desk.keyboard.type("He called again.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".facts .urgency")).to_have_text("now")
    desk.wait_for_load_state()
    desk.keyboard.press("u")
    expect(desk.locator("[role=status]")).to_contain_text("EB-000002")


def test_a_case_that_is_not_credible_yet_goes_no_further(desk: Page) -> None:
    desk.goto("/en/case/EB-000002/decision")
    offered = desk.locator("#state-to option")
    assert "assessment" in [option.get_attribute("value") for option in offered.all()]
    assert "qualified" not in [option.get_attribute("value") for option in offered.all()]
