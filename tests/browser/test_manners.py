"""How the pages behave: accessible, narrow, by keyboard alone, quick to leave; nothing lost, nothing left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from keys import codename as codenames
from keys.calendar import today
from submit.languages import LANGUAGES
from tests.browser.driving import SENDING, STEPS, STORY, Answers, Report
from tests.submit.world import World

pytestmark = pytest.mark.browser


def faults(page: Page, axe: str) -> list[str]:
    """What axe-core finds on the page as it stands, best practices included."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    found = page.evaluate("axe.run(document).then(({violations}) => violations)")
    return [f"{each['id']}: {json.dumps([node['html'] for node in each['nodes']])}" for each in found]


@pytest.fixture(params=["light", "dark"])
def coloured(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A context of each colour scheme, as narrow as phones are, with the policy lifted for axe alone."""
    made = browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=request.param,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    yield made
    made.close()


def narrow_faults(page: Page, axe: str) -> list[str]:
    """What axe-core finds in the view, and whether it is wider than it may be."""
    wide = page.evaluate("document.documentElement.scrollWidth") > 320
    return [*faults(page, axe), *(["wider than 320 pixels"] if wide else [])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_accessible_and_narrow(
    address: str, coloured: BrowserContext, axe: str, two_files: list[Path], language: str
) -> None:
    """axe-core finds nothing in any view, asked or answered, and nothing is wider than 320 pixels."""
    page = coloured.new_page()
    found: dict[str, list[str]] = {}

    def look(view: str) -> None:
        found[view] = narrow_faults(page, axe)

    person = Report(page, address, language)
    for step in STEPS:
        person.at(step)
        if step in ("danger", "role", "category", "topic", "account", "evidence", "check"):
            person.next()
        look(f"{step} asked")
        person.answer(step, files=two_files)
        if step == "people":
            person.choose("identity", "declared")
            person.type("name", "X")
        look(step)
        if step != "check":
            person.next()
    words = person.send()
    look("codename")
    page.locator("[data-show-qr]").click()
    page.locator('[data-view="codename"] summary').click()
    expect(page.locator("[data-qr]")).to_be_visible()
    look("all spellings")
    page.locator("[data-practise]").click()
    page.locator("[data-skip]").click()
    look("practice")
    page.locator("[data-again]").click()
    person.practise(words)
    look("done")
    assert {view: said for view, said in found.items() if said} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_of_coming_back_is_accessible_and_narrow(
    address: str, coloured: BrowserContext, axe: str, language: str
) -> None:
    """The same for answers, additions, deletion, a sealed file, and a page that is not there."""
    page = coloured.new_page()
    found: dict[str, list[str]] = {}

    def look(view: str) -> None:
        found[view] = narrow_faults(page, axe)

    answers = Answers(page, address, language)
    look("ask")
    first, *rest = codenames.generate().words().split(" ")
    answers.ask(" ".join([first[0] + first, *rest]))
    expect(page.locator('[data-suggestions="codename"]')).to_be_visible()
    look("mistyped")
    answers.read(codenames.generate().words())
    page.locator('[data-view="thread"] summary').click()
    look("thread")
    page.locator("[data-erase]").click()
    page.locator("[data-send-erase]").click()
    look("erase")
    page.locator('[data-view="erase"] [data-back]').click()
    page.locator("[data-add]").click()
    page.locator('input[data-group="lane"][value="desk"]').check()
    look("add")
    page.goto(f"{address}/{language}/sealed")
    expect(page.locator("[data-demonstration]")).to_be_visible()
    page.locator("[data-send]").click()
    look("sealed")
    page.goto(f"{address}/{language}/nothing")
    look("missing")
    assert {view: said for view, said in found.items() if said} == {}


def test_every_branch_is_accessible_and_narrow(address: str, coloured: BrowserContext, axe: str) -> None:
    """The same for what only some answers bring: advice, numbers, questions, odd addresses, regions."""
    page = coloured.new_page()
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = faults(page, axe)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[state].append("wider than 320 pixels")

    person = Report(page, address, "ar")
    page.locator('[data-field="calls-country"]').select_option("FJ")
    person.choose("danger", "yes")
    look("danger abroad")
    person.reach("topic", category="minors")
    person.choose("topic-minors", "blackmail")
    look("numbers and advice")
    person.next()
    person.answer("account")
    person.next()
    person.choose("answer-asked", "meeting")
    look("questions")
    person.next()
    person.choose("where", "link")
    page.locator("[data-links] input").first.fill(
        "https://www.facebook.com/some.very.long.name/posts/" + "x" * 60
    )
    page.locator("[data-add-link]").click()
    page.locator("[data-links] input").nth(1).fill("https://www.google.com/search?q=x")
    person.next()
    look("addresses")
    person.choose("where", "elsewhere")
    look("elsewhere")
    person.next()
    person.choose("when", "day")
    person.next()
    look("no day")
    person.choose("when", "weeks")
    person.next()
    page.locator('[data-field="country"]').select_option("MA")
    look("regions")
    person.next()
    look("files of a child")
    assert {state: said for state, said in found.items() if said} == {}


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


def refuse_uploads(page: Page, status: int) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=status, body="{}", content_type="application/json")

    page.context.route("**/envelopes", answer)


# A 503 passes by itself: it is waited for, like a lost network.
FAILURES = {507: "n’a plus de place", 413: "C’est trop gros", 409: "date d’aujourd’hui"}


@pytest.mark.parametrize("status", FAILURES)
def test_failures_have_their_own_sentence(address: str, page: Page, status: int) -> None:
    """What went wrong is said in the page's language, at the last step, and a second try can succeed."""
    person = Report(page, address, "fr")
    person.reach("check")
    refuse_uploads(page, status)
    person.next()
    expect(page.locator('[data-view="check"] #send-error')).to_contain_text(FAILURES[status], timeout=SENDING)
    assert page.locator('[data-field="text"]').input_value() == STORY["fr"]
    page.context.unroute("**/envelopes")
    assert len(person.send().split(" ")) >= 7


def test_cancelling(address: str, page: Page) -> None:
    """Sending can be stopped; what was typed stays, and it can be sent after all."""
    person = Report(page, address, "en")
    person.reach("check")
    page.context.route("**/envelopes", lambda _: None)
    person.next()
    person.at("sending")
    page.locator('[data-view="sending"] [data-cancel]').click()
    person.at("check")
    expect(page.locator('[data-view="check"] #send-error')).to_contain_text("Cancelled")
    page.context.unroute("**/envelopes")
    assert len(person.send().split(" ")) >= 7


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


def test_the_codename_is_copied(address: str, page: Page) -> None:
    """Copy puts the words on the clipboard, and says what that means."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person = Report(page, address, "fr")
    person.reach("check")
    words = person.send()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copied]")).to_contain_text("C’est copié")
    assert page.evaluate("navigator.clipboard.readText()") == words


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


def test_the_report_page_fetches_a_board_too(address: str, site_world: World, page: Page) -> None:
    """Reading answers asks the same paths as opening the report page, so it does not stand out."""
    site_world.publish(serial=40)

    def asked() -> list[str]:
        seen: list[str] = []
        page.context.on("request", lambda request: seen.append(request.url.removeprefix(address)))
        return seen

    seen = asked()
    Report(page, address, "en")
    page.wait_for_timeout(1500)
    decoy = [path for path in seen if path.startswith("/board")]
    seen.clear()
    Answers(page, address, "en").read(codenames.generate().words())
    assert (
        [path for path in seen if path.startswith("/board")]
        == decoy
        == ["/board/header", "/board/40/list", "/board/40/bucket/0"]
    )


def test_a_late_board_says_so(address: str, site_world: World, page: Page) -> None:
    """Answers older than they should be carry a warning, and their age."""
    site_world.publish(serial=41, issued=today() - timedelta(days=9))
    Answers(page, address, "en").read(codenames.generate().words())
    expect(page.locator("[data-late]")).to_be_visible()
    expect(page.locator("[data-board]")).to_contain_text("Answers as of")


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
        expect(page.get_by_text("The sealing code has not loaded")).to_be_visible(timeout=12_000)
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
