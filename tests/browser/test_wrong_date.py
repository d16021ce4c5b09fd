"""A telephone whose date is wrong: it cannot report, and it can read answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from keys import codename as codenames
from keys import mailbox
from submit.languages import LANGUAGES
from tests.browser.driving import Answers, Report
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser

# A page's own clock can be set from outside, a worker's cannot: its code is given another one first.
SHIFTED = """(() => {
  const Right = Date, by = %d * 86400000;
  self.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [Right.now() + by])); }
    static now() { return Right.now() + by; }
  };
})();
"""


def turn_clock(page: Page, days: int) -> None:
    def shifted(route: Route) -> None:
        code = route.fetch()
        route.fulfill(response=code, body=SHIFTED % days + code.text())

    page.context.route("**/static/amana-worker.js", shifted)


@pytest.mark.parametrize("days", [-400, -3, 3, 400])
def test_answers_are_read_with_a_wrong_date_and_it_is_said(
    new_world: World, browser: Browser, page: Page, tmp_path: Path, days: int
) -> None:
    """By a few days, and by so much that this site has no key for that week."""
    world = new_world.copy(tmp_path)
    with serving(world.server) as (address, _):
        words = Report(page, address, "en")
        words.reach("check")
        codename = words.send()
        box = mailbox.derive(codenames.parse(codename), world.manifest.deployment)
        (mine,) = [each.report for each in world.opened().values() if each.report.author == box.author]
        world.publish(mine, ["We have read it."], opened=1)
        turn_clock(page, days)
        page.goto(f"{address}/en/replies")
        expect(page.locator('[data-view="ask"]')).to_be_visible()
        page.locator("#codename").fill(codename)
        page.locator("[data-open]").click()
        expect(page.locator("[data-thread] .reply")).to_contain_text("We have read it.")
        expect(page.locator("[data-notice]")).to_contain_text(
            "The date of this device and the date of this site"
        )


def test_a_right_date_is_not_mentioned(address: str, site_world: World, page: Page) -> None:
    site_world.publish(serial=1)
    answers = Answers(page, address, "en")
    answers.read(codenames.generate().words())
    expect(page.locator("[data-notice]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_is_there_in_every_language(address: str, page: Page, language: str) -> None:
    page.goto(f"{address}/{language}/replies")
    said = page.evaluate("""() => document.querySelector("template[data-messages]")
        .content.querySelector('[data-message="error-clock"]').textContent""")
    assert len(said) > 40
