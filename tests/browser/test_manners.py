"""How the pages behave: by keyboard alone, quick to leave, nothing kept, and clear about what is missing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import STEPS, STORY, Report
from tests.submit.world import World

pytestmark = pytest.mark.browser


def press_until(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until the focus is where it should be, as somebody without a mouse does."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {selector}")


# The group whose first answer the keyboard takes, by step.
KEYS = {
    "role": '[data-group="role"]',
    "category": '[data-group="category"]',
    "topic": '[data-group="topic-violent"]',
}


def test_by_keyboard_alone(address: str, page: Page) -> None:
    """A whole report without touching the mouse; each step puts the focus on its heading."""
    person = Report(page, address, "en")
    for step in STEPS:
        person.at(step)
        if step != "danger":
            assert page.evaluate("document.activeElement.tagName") == "H2"
        if step == "danger":
            press_until(page, '[data-group="danger"]')
            page.keyboard.press("ArrowDown")
        elif step == "account":
            press_until(page, '[data-field="text"]')
            page.keyboard.type(STORY["en"])
        elif step == "evidence":
            press_until(page, '[data-group="where"]')
            page.keyboard.press("ArrowUp")
        elif step == "check":
            press_until(page, '[data-group="faith"]')
            page.keyboard.press("Space")
        elif step in KEYS:
            press_until(page, KEYS[step])
            page.keyboard.press("Space")
        press_until(page, f'[data-view="{step}"] [data-next]')
        page.keyboard.press("Enter")
    words = person.codename()
    press_until(page, "[data-practise]")
    page.keyboard.press("Enter")
    press_until(page, "#practice")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    person.at("done")


def test_leaving_quickly(address: str, browser: Browser, site_world: World) -> None:
    """Esc twice empties the page, then another takes its place; back does not bring the words back."""
    with browser.new_context() as context:
        page = context.new_page()
        context.route(
            "https://www.wikipedia.org/", lambda route: route.fulfill(status=200, body="<p>harmless")
        )
        person = Report(page, address, "en")
        person.reach("account")
        person.type("text", "something that nobody else should read")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        assert "nobody else" not in page.content()
        page.goto(f"{address}/en/")
        page.locator("[data-leave]").click()
        page.wait_for_url("https://www.wikipedia.org/")


def test_nothing_is_kept_on_the_device(address: str, page: Page) -> None:
    """After a report: no cookie, no storage of any kind, no cache."""
    person = Report(page, address, "en")
    person.reach("check")
    person.send()
    assert page.context.cookies() == []
    kept = page.evaluate("""async () => ({
        local: localStorage.length, session: sessionStorage.length,
        databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
    })""")
    assert kept == {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


def test_a_pinned_fingerprint(address: str, site_world: World, page: Page) -> None:
    """The right one opens and is carried on by links; a wrong one is refused in strong words."""
    right = site_world.manifest.root.fingerprint.hex()
    page.goto(f"{address}/en/#f={right}")
    expect(page.locator("[data-demonstration]")).to_be_visible()
    assert (
        page.locator('[data-view="danger"] .return a').first.get_attribute("href")
        == f"{address}/en/replies#f={right}"
    )
    page.goto(f"{address}/ar/#f={'0' * 64}")
    expect(page.locator("[data-notice]")).to_contain_text("لا تُبلّغ هنا")
    expect(page.locator("[data-view]:visible, input:visible")).to_have_count(0)


def test_without_scripts(address: str, browser: Browser) -> None:
    """The page says what it needs, still shows whom to call, and offers nothing to fill in."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/en/")
        expect(page.locator("noscript h2")).to_have_text("This page needs JavaScript")
        expect(page.locator("noscript h2")).to_be_visible()
        expect(page.locator('[data-view="danger"] .calls a[href="tel:19"]')).to_be_visible()
        assert page.locator("input:visible, textarea:visible, button:visible, select:visible").count() == 0


def test_code_that_does_not_load(address: str, browser: Browser) -> None:
    """A page whose script is missing says so after a while, and offers nothing to fill in."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.route("**/static/amana.js", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/en/")
        expect(page.get_by_text("The sealing code has not loaded")).to_be_visible()
        assert page.locator("input:visible, textarea:visible, button:visible").count() == 0


def test_a_worker_that_does_not_load(address: str, browser: Browser) -> None:
    """The page says that nothing can be sent, and trying again works once it is there."""
    with browser.new_context() as context:
        context.route("**/static/amana-worker.js", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/en/")
        expect(page.locator("[data-notice]")).to_contain_text("The sealing code did not load")
        context.unroute("**/static/amana-worker.js")
        page.locator("[data-retry]").click()
        expect(page.locator("[data-demonstration]")).to_be_visible()


def test_the_visit_has_one_entry_in_the_history(address: str, browser: Browser) -> None:
    """After going from page to page and leaving, "back" leads to where one was before this site."""
    with browser.new_context() as context:
        context.route(re.compile(r"^https://"), lambda route: route.fulfill(status=200, body="<p>harmless"))
        page = context.new_page()
        page.goto("https://before.example/")
        Report(page, address, "en")
        page.locator('a[hreflang="fr"]').click()
        page.wait_for_url(f"{address}/fr/")
        page.locator('[data-view="danger"] .return a').first.click()
        page.wait_for_url(f"{address}/fr/replies")
        page.locator("[data-leave]").click()
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        assert page.url == "https://before.example/"


def test_every_kind_of_failure_has_a_sentence(address: str, page: Page) -> None:
    """What the worker can say went wrong is said in words in the page, not by its name."""
    page.goto(f"{address}/en/replies")
    said = page.evaluate("""() => {
        const { content } = document.querySelector("template[data-messages]");
        return [...content.children].map(({dataset}) => dataset.message);
    }""")
    of_sending = "offline refused full large busy work expired epoch"
    of_device = "cancelled stopped unloaded unreadable storage clock"
    of_reading = "signature deployment board-hash board-rollback cell damaged unknown"
    of_typing = "unloaded epoch word length check words"
    kinds = " ".join([of_sending, of_device, of_reading, of_typing]).split()
    assert [kind for kind in kinds if f"error-{kind}" not in said] == []
