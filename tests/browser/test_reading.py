"""The pages to read: accessible everywhere, quick to leave, with the operator's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from submit.info import INFO
from submit.languages import LANGUAGES
from tests.browser.axe import narrow_faults
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser
CHOICES = """
leave = "https://weather.example/"
logo = "logo.svg"
figures = "figures.toml"
organisation = {ar = "مديرية التجارب", fr = "Direction des essais"}
[colours.light]
accent = "#7a1f5c"
[colours.dark]
accent = "#f0b0dc"
[texts.controller]
fr = "Direction des essais, Rabat.\\n\\nUn second paragraphe."
[texts.hours]
ar = "نفتح البلاغات كل يوم."
[security]
contact = ["mailto:security@example.org"]
expires = 2027-06-30
"""
FIGURES = """
[[periods]]
from = 2026-07-01
to = 2026-09-30
received = 7083
referred = "<5"
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle r="4" fill="#7a1f5c"/></svg>'


@pytest.fixture(scope="module")
def chosen(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose operator chose everything."""
    world = new_world.copy(tmp_path_factory.mktemp("chosen"))
    for name, text in {"submit.toml": CHOICES, "figures.toml": FIGURES, "logo.svg": LOGO}.items():
        (world.server / name).write_text(text)
    with serving(world.server) as (address, _):
        yield address


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_narrow(
    address: str, chosen: str, narrow: Page, axe: str, language: str
) -> None:
    """axe-core finds nothing, with and without the operator's choices; nothing is wider than 320 pixels."""
    found = {}
    for site in (address, chosen):
        for name in INFO:
            narrow.goto(f"{site}/{language}/{name}")
            found[site, name] = narrow_faults(narrow, axe)
    assert {place: said for place, said in found.items() if said} == {}


def test_the_footer_leads_to_all_of_them(address: str, page: Page) -> None:
    """From the report page to one of them, from there to every other one; the fingerprint comes along."""
    page.goto(f"{address}/en/#f={'0' * 64}")
    page.locator("footer").get_by_role("link", name="Is it safe?").click()
    expect(page).to_have_url(f"{address}/en/safe#f={'0' * 64}")
    links = page.locator("footer nav a")
    expect(links).to_have_count(len(INFO))
    for number, name in enumerate(INFO):
        expect(links.nth(number)).to_have_attribute("href", f"{address}/en/{name}#f={'0' * 64}")
    expect(page.locator("footer [aria-current=page]")).to_have_text("Is it safe?")


def test_leaving_quickly_from_a_page_to_read(address: str, page: Page) -> None:
    """Esc twice works here too, and no worker was started for it."""
    page.context.route(
        "https://www.wikipedia.org/", lambda route: route.fulfill(status=200, body="<p>harmless")
    )
    page.goto(f"{address}/en/safe")
    assert page.workers == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")


def test_the_operators_words_show(chosen: str, page: Page) -> None:
    """Each in its place, in another language where the page's is not there; logo and colours too."""
    page.goto(f"{chosen}/en/legal")
    expect(page.locator('[lang="fr"][dir="ltr"]:has-text("Un second paragraphe.")')).to_be_visible()
    assert page.locator(".brand img").evaluate("image => image.naturalWidth") > 0
    accent = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
    assert accent == "#7a1f5c"
    page.goto(f"{chosen}/ar/figures")
    expect(page.locator("table")).to_contain_text("7083")
    expect(page.locator("table")).to_contain_text("<5")
    expect(page.locator("caption")).to_contain_text("يوليوز")
    expect(page.locator(".organisation")).to_have_text("مديرية التجارب")
    page.goto(f"{chosen}/ar/after")
    expect(page.get_by_text("نفتح البلاغات كل يوم.")).to_be_visible()
    page.goto(f"{chosen}/en/security")
    expect(page.get_by_text("mailto:security@example.org")).to_be_visible()
    said = page.request.get(f"{chosen}/.well-known/security.txt")
    assert said.headers["content-type"] == "text/plain; charset=utf-8"
    assert said.text().splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-06-30T23:59:59Z",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
    ]


def test_the_signed_name_takes_the_operators_place(chosen: str, page: Page) -> None:
    """A page with scripts shows whose site it is by the manifest, whatever submit.toml says."""
    page.goto(f"{chosen}/fr/")
    expect(page.locator("[data-demonstration]")).to_be_visible()
    assert page.locator(".organisation").inner_text() != "Direction des essais"


def test_arabic_pages_use_their_own_letters(address: str, page: Page) -> None:
    """The font arrives and is used; pages in Latin letters fetch none."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/ar/how")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Amana', 'بلاغ'))")
    assert sum(".woff2" in url for url in asked) == 1
    asked.clear()
    page.goto(f"{address}/fr/how")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert not [url for url in asked if ".woff2" in url]


def test_a_page_in_plain_html_alone(address: str, browser: Browser) -> None:
    """Without scripts the pages read the same, and the way to leave is a link."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/fr/safe")
        expect(page.get_by_role("heading", level=1)).to_have_text("Est-ce sûr ?")
        assert page.locator("[data-leave]").get_attribute("href") == "https://www.wikipedia.org/"
