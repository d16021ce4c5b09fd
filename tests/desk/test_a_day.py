"""A day at the desk by the keyboard alone: copies set aside, then every report worked through."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from reviewer.desk.looking import SIDES

pytestmark = pytest.mark.browser


def go(page: Page, key: str, address: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    page.keyboard.press(key)
    page.wait_for_url(f"**{address}")
    page.wait_for_load_state()


def test_a_flood_is_set_aside_as_one(busy_desk: Page) -> None:
    page, address = busy_desk, busy_desk.address  # type: ignore[attr-defined]
    page.goto(f"{address}/en/search?q=%22signalez+tous+ce+compte%22")
    flood = page.locator("#many tbody th").count()
    assert flood > 1
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/*/")
    go(page, str(len(SIDES)), "/alike")
    expect(page.locator(".votes")).to_contain_text(f"{flood} threads have the same page")
    page.keyboard.press("g")
    expect(page.locator("#together-title")).to_have_text(f"Together: {flood} threads")
    page.wait_for_load_state()
    page.keyboard.press("b")
    expect(page.locator("main")).to_contain_text(f"Set aside as one: {flood - 1} of them.")
    page.wait_for_load_state()
    page.keyboard.press("b")
    expect(page.locator("main")).not_to_contain_text("Set aside as one")
    page.wait_for_load_state()
    page.get_by_role("button", name="Take this case out").click()
    expect(page.locator("#together-title")).to_have_count(0)


def test_figures_count_what_waits(busy_desk: Page) -> None:
    page, address = busy_desk, busy_desk.address  # type: ignore[attr-defined]
    page.goto(f"{address}/en/")
    go(page, "0", "/figures")
    total, kinds = (
        sum(map(int, page.locator("section", has_text=title).locator("td.count").all_inner_texts()))
        for title in ("Where all cases stand", "What they are about")
    )
    assert total == kinds > 15


def test_what_is_urgent_now_stands_on_every_page(busy_desk: Page) -> None:
    page, address = busy_desk, busy_desk.address  # type: ignore[attr-defined]
    page.goto(f"{address}/en/")
    count = page.locator(".load .u0 strong").inner_text()
    for place in ("custody", "case/EB-000001/log", "figures"):
        page.goto(f"{address}/en/{place}")
        expect(page.locator(".now strong")).to_have_text(count)
    page.keyboard.press("Shift+!")
    page.wait_for_url("**/search?*")
    expect(page.locator("#many tbody tr")).to_have_count(int(count))


def test_every_report_is_worked_through_by_keys_alone(busy_desk: Page) -> None:
    """Read it, look at what came with it, answer, decide; until nothing waits."""
    page, address = busy_desk, busy_desk.address  # type: ignore[attr-defined]
    page.goto(f"{address}/en/")
    done = 0
    while page.locator("#many tbody tr").count():
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/case/*/")
        label = page.locator("h1").inner_text()
        expect(page.locator(".words").first).not_to_be_empty()
        go(page, "3", "/evidence")
        if page.locator("[data-row] a").count():
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("file=1"))
            expect(page.locator(".stills img")).to_have_count(1)
        go(page, "2", "/conversation")
        page.keyboard.press("r")
        page.keyboard.type(f"Thank you. We looked at {label}.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".ours")).to_have_count(1)
        page.wait_for_load_state()
        go(page, "4", "/decision")
        page.keyboard.press("s")
        page.keyboard.press("End")
        page.keyboard.press("Tab")
        page.keyboard.type("Not for us.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".facts")).to_contain_text("not for this desk")
        page.wait_for_load_state()
        go(page, "q", "/en/")
        done += 1
    assert done > 15
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize(
    ("key", "code", "address"),
    [("ض", "KeyQ", "/en/"), ("ش", "KeyA", "/en/aside"), ("à", "Digit0", "/en/figures")],
)
def test_a_keyboard_of_another_script_has_the_same_keys(
    busy_desk: Page, key: str, code: str, address: str
) -> None:
    page, start = busy_desk, busy_desk.address  # type: ignore[attr-defined]
    page.goto(f"{start}/en/custody")
    page.evaluate(
        "([key, code]) => document.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true }))",
        [key, code],
    )
    page.wait_for_url(f"**{address}")
