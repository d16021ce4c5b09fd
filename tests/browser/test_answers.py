"""Coming back: answers deleted, boards that are false or too old refused, late ones said to be late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from keys import codename as codenames
from keys.calendar import today
from tests.browser.driving import SENDING, Answers, Report
from tests.browser.sent import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser


def test_deleting_the_answers(site_world: World, address: str, page: Page) -> None:
    """A sealed request of the same thread arrives, and the page says when the answers will be gone."""
    person = Report(page, address, "en")
    person.reach("check")
    words = person.send()
    first = opened_as(site_world, words).report
    site_world.publish(first, ["An answer."], 1, serial=60)
    person.practise(words)
    answers = Answers(page, address, "en")
    answers.read(words)
    expect(page.locator("[data-gone]")).to_be_hidden()
    page.locator("[data-erase]").click()
    page.locator("[data-send-erase]").click()
    expect(page.locator("#erase-lane-error")).not_to_be_empty()
    page.locator('[data-view="erase"] [data-back]').click()
    answers.erase()
    expect(page.locator("[data-next-board]")).to_contain_text("due on")
    [wish] = [each.report for each in site_world.opened().values() if each.report.kind == "erase"]
    assert (wish.author, wish.text) == (first.author, "")
    page.locator('[data-view="erased"] [data-close]').click()
    assert "An answer." not in page.locator("main").inner_text()
    expect(page.locator("#codename")).to_have_value("")
    site_world.publish(first, ["A later answer."], 1, serial=60, gone=1)
    [_, later] = answers.read(words)
    assert "Answer 2 of 2" in later
    expect(page.locator("[data-gone]")).to_be_visible()


def bend(page: Page, address: str, path: str, at: int) -> None:
    """Flip a bit of what the server sends."""

    def answer(route: Route) -> None:
        data = bytearray(route.fetch().body())
        data[at] ^= 1
        route.fulfill(status=200, body=bytes(data), content_type="application/octet-stream")

    page.context.route(f"{address}{path}", answer)


@pytest.mark.parametrize(
    ("path", "at", "said"),
    [("/board/header", -1, "not signed by its reviewers"), ("/board/61/bucket/0", 5, "damaged or altered")],
)
def test_a_board_that_is_not_the_desk_s(
    site_world: World, address: str, page: Page, path: str, at: int, said: str
) -> None:
    """A forged header and an altered bucket are refused, each in its own words."""
    site_world.publish(serial=61)
    bend(page, address, path, at)
    answers = Answers(page, address, "en")
    answers.ask(codenames.generate().words())
    expect(page.locator("#codename-error")).to_contain_text(said, timeout=SENDING)


def test_an_older_board_than_before_is_refused(site_world: World, address: str, page: Page) -> None:
    site_world.publish(serial=63)
    answers = Answers(page, address, "en")
    answers.read(codenames.generate().words())
    page.locator('[data-view="thread"] [data-close]').click()
    site_world.publish(serial=62, issued=today() - timedelta(days=1))
    answers.ask(codenames.generate().words())
    expect(page.locator("#codename-error")).to_contain_text("older answers", timeout=SENDING)


def test_the_report_page_fetches_a_board_too(address: str, site_world: World, page: Page) -> None:
    """Reading answers asks the same paths as opening the report page, so it does not stand out."""
    site_world.publish(serial=40)

    def asked() -> list[str]:
        seen: list[str] = []
        page.context.on("request", lambda request: seen.append(request.url.removeprefix(address)))
        return seen

    seen = asked()
    with page.context.expect_event("request", lambda request: "/bucket/" in request.url):
        Report(page, address, "en")
    page.wait_for_timeout(500)
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
