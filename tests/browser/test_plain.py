"""The whole journey in a Chromium with scripts switched off, in each language; what assistive tools meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from keys import codename as codenames
from keys import mailbox
from keys.codename import SERVER, Codename
from submit.languages import LANGUAGES
from tests.browser.driving import STORY
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser
PATIENT = 60_000


@pytest.fixture(scope="session")
def plain_world(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A site whose forms need not be looked at for ten seconds first."""
    made = new_world.copy(tmp_path_factory.mktemp("plain"))
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    return made


@pytest.fixture(scope="session")
def plain_address(plain_world: World) -> Iterator[str]:
    with serving(plain_world.server) as (address, _):
        yield address


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 320, "height": 740}, java_script_enabled=False)
    made.set_default_timeout(PATIENT)
    yield made
    made.close()


@pytest.fixture
def page(without_scripts: BrowserContext) -> Page:
    return without_scripts.new_page()


def fill(page: Page, language: str) -> None:
    """Answer the form as somebody does who was cheated."""
    page.locator('[name="danger"][value="no"]').check()
    page.locator('[name="category"][value="other"]').check()
    page.locator('[name="topic.other"][value="fraud"]').check()
    page.locator('[name="answer.other.fraud.amount"]').fill("1500")
    page.locator('[name="text"]').fill(STORY.get(language, STORY["fr"]))
    page.locator('[name="links"]').fill("https://shop.example/phones?id=17")
    page.locator('[name="country"]').select_option("MA")


def send(page: Page) -> None:
    """Send the form, and wait for the next page whole: without its style nothing can be judged."""
    with page.expect_navigation():
        page.locator("form button[type=submit]").last.click()


def shown(page: Page) -> Codename:
    """Read the codename as a person does: words or digits, they say the same."""
    digits = page.locator(".figures").first.inner_text()
    for words in page.locator("ol.words").all():
        assert codenames.parse(" ".join(words.locator("li").all_inner_texts())).digits() == digits
    return codenames.parse(digits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_journey(
    page: Page, plain_world: World, plain_address: str, two_files: list[Path], language: str
) -> None:
    """From the page that needs scripts to the explicit choice; report, answer, addition, deletion."""
    page.goto(f"{plain_address}/{language}/")
    page.locator(f'.notice a[href="/{language}/plain/"]').first.click()
    page.locator("a.primary").click()
    fill(page, language)
    page.locator("#files").set_input_files(two_files)
    send(page)
    codename = shown(page)
    assert codename.mode == SERVER
    box = mailbox.derive(codename, plain_world.manifest.deployment)
    mine = {each.report.kind: each.report for each in of(plain_world, box.author)}
    assert (mine["report"].path, mine["report"].lang) == ("server", language)
    assert [(each.name, each.size) for each in mine["report"].attachments] == [
        (file.name, file.stat().st_size) for file in two_files
    ]

    serial = list(LANGUAGES).index(language) + 1
    plain_world.publish(mine["report"], ["Merci & شكرا"], opened=1, serial=serial)
    page.locator("form:has([value=practise]) button").click()
    page.locator("#codename").fill(codename.digits())
    page.locator("form:has([value=check]) button").click()
    page.locator("a.primary").click()
    page.locator("#codename").fill(codename.words())
    send(page)
    expect(page.locator(".thread .reply")).to_contain_text("Merci & شكرا")
    expect(page.locator(".thread .opened")).to_have_count(1)
    assert codename.digits() not in page.url

    page.locator("form:has([value=add]) button").click()
    page.locator("#text").fill("Encore ceci")
    page.locator('[name="lane"][value="desk"]').check()
    page.locator("#files").set_input_files(two_files[:1])
    send(page)
    page.locator("a.primary").click()
    page.locator("#codename").fill(codename.digits())
    send(page)
    page.locator("form:has([value=delete]) button").click()
    page.locator('[name="lane"][value="desk"]').check()
    send(page)
    expect(page.locator("a.primary")).to_be_visible()
    mine = {each.report.kind: each.report for each in of(plain_world, box.author)}
    assert mine.keys() == {"report", "follow-up", "erase"}
    assert (mine["follow-up"].text, len(mine["follow-up"].attachments)) == ("Encore ceci", 1)
    assert page.context.cookies() == []


def of(world: World, author: bytes) -> list:  # type: ignore[type-arg]
    return [each for each in world.opened().values() if each.report.author == author]


def test_what_was_typed_comes_back_with_what_is_to_mend(page: Page, plain_address: str) -> None:
    """The list at the top is where the reader is taken, and each line leads to its field."""
    page.goto(f"{plain_address}/fr/plain/report")
    fill(page, "fr")
    page.locator('[name="identity"][value="contact"]').check()
    send(page)
    expect(page.locator("[role=alert] li")).to_have_count(1)
    expect(page).to_have_title(re.compile("^À corriger"))
    expect(page.locator('[name="text"]')).to_have_value(STORY["fr"])
    expect(page.locator('[name="category"][value="other"]')).to_be_checked()
    expect(page.locator('[name="answer.other.fraud.amount"]')).to_have_value("1500")
    page.locator("[role=alert] a").click()
    expect(page.locator("#contact")).to_be_focused()
    expect(page.locator("#contact")).to_have_attribute("aria-invalid", "true")
    described = page.locator("#contact").get_attribute("aria-describedby")
    assert described == "contact-problem"


def test_only_what_belongs_to_a_choice_shows(page: Page, plain_address: str) -> None:
    page.goto(f"{plain_address}/fr/plain/report")
    amount = page.locator('[name="answer.other.fraud.amount"]')
    expect(amount).to_be_hidden()
    page.locator('[name="category"][value="other"]').check()
    page.locator('[name="topic.other"][value="fraud"]').check()
    expect(amount).to_be_visible()
    page.locator('[name="category"][value="minors"]').check()
    expect(amount).to_be_hidden()
    expect(page.locator("#files")).to_be_visible()
    page.locator('[name="topic.minors"][value="sexual_images"]').check()
    expect(page.locator("#files")).to_be_hidden()
    expect(page.locator(".no-files")).to_be_visible()
    page.locator('[name="category"][value="violent"]').check()
    expect(page.locator("#files")).to_be_visible()


PAGES = ("", "report", "replies", "sealed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_telephone(
    page: Page, plain_address: str, language: str, name: str
) -> None:
    """Measured by a second context that may run scripts: the pages themselves are the same bytes."""
    measuring = page.context.browser
    assert measuring is not None
    context = measuring.new_context(viewport={"width": 320, "height": 740})
    try:
        opened = context.new_page()
        opened.goto(f"{plain_address}/{language}/plain/{name}")
        if name == "report":
            opened.locator('[name="category"][value="other"]').check()
            opened.locator('[name="topic.other"][value="fraud"]').check()
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320
        assert opened.evaluate("document.dir") == LANGUAGES[language].direction
    finally:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PAGES, "problems", "thread", "add", "delete", "codename"])
def test_axe_finds_nothing(browser: Browser, plain_address: str, axe: str, language: str, name: str) -> None:
    """Every page and state, by WCAG 2.2 AA; the policy allows no script, so axe is let in past it."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, bypass_csp=True, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENT)
    try:
        opened = context.new_page()
        open_state(opened, plain_address, language, name)
        opened.evaluate(axe)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = opened.evaluate("(tags) => axe.run({runOnly: tags})", tags)
        told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]]
        assert told == []
    finally:
        context.close()


def open_state(page: Page, address: str, language: str, name: str) -> None:
    """Open a page, or go through the forms to a state of one."""
    base = f"{address}/{language}/plain"
    if name in PAGES:
        page.goto(f"{base}/{name}")
    elif name in ("problems", "codename"):
        page.goto(f"{base}/report")
        fill(page, language)
        if name == "problems":
            page.locator('[name="identity"][value="declared"]').check()
        send(page)
    else:
        page.goto(f"{base}/replies")
        page.locator("#codename").fill(codenames.generate(SERVER).words())
        send(page)
        if name != "thread":
            with page.expect_navigation():
                page.locator(f"form:has([value={name}]) button").click()
