"""What recognises links comes after the first visit, when their step is near; without it nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.driving import Report
from tests.submit.world import World

pytestmark = pytest.mark.browser

FILE = "/static/amana-links.js"
POST = "https://www.facebook.com/some.shop/posts/1?fbclid=xyz"


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Addresses that are asked for, in order."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    return seen


def fetches(asked: list[str]) -> int:
    return sum(url.endswith(FILE) for url in asked)


def hold(page: Page) -> list[Route]:
    """Let the file wait on the line; whoever calls lets it go on."""
    held: list[Route] = []
    page.context.route(f"**{FILE}", lambda route: held.append(route))  # noqa: PLW0108 -- append takes no mark
    return held


def type_link(person: Report, text: str) -> None:
    person.choose("where", "link")
    person.page.locator("[data-links] input").first.fill(text)


def links(world: World, person: Report) -> list[tuple[str, str, str]]:
    """Go on to the end, send, and return what the report says of its links."""
    before = set(world.opened())
    for step in ("evidence", "when", "place", "files", "people"):
        person.at(step)
        if step != "evidence":
            person.answer(step)
        person.next()
    person.at("check")
    person.send()
    (mine,) = [each.report for name, each in world.opened().items() if name not in before]
    return [(link.given, link.url, link.platform) for link in mine.links]


def test_it_is_fetched_once_when_the_links_come_near(address: str, page: Page, asked: list[str]) -> None:
    person = Report(page, address, "en")
    person.reach("topic")
    assert fetches(asked) == 0
    person.answer("topic")
    with page.expect_response(lambda answer: answer.url.endswith(FILE)) as came:
        person.next()
    assert came.value.status == 200
    person.answer("account")
    person.next()
    person.answer("details")
    person.next()
    person.at("evidence")
    type_link(person, POST)
    page.keyboard.press("Tab")
    expect(page.locator("[data-links] .verdict")).to_contain_text("Facebook")
    assert fetches(asked) == 1


def test_without_it_a_link_is_sent_as_it_was_typed(
    site_world: World, address: str, page: Page, asked: list[str]
) -> None:
    """It is tried again at each step that could use it, and its absence stops nobody."""
    page.context.route(f"**{FILE}", lambda route: route.abort())
    person = Report(page, address, "en")
    person.reach("evidence")
    type_link(person, f"  {POST} ")
    assert links(site_world, person) == [(POST, "", "")]
    assert fetches(asked) == 3


def test_several_lines_become_several_addresses_without_it(address: str, page: Page) -> None:
    page.context.route(f"**{FILE}", lambda route: route.abort())
    person = Report(page, address, "en")
    person.reach("evidence")
    person.choose("where", "link")
    page.locator("[data-links] input").first.evaluate(
        """(input, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text", text);
        input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }""",
        f"{POST}\n\n0612345678",
    )
    fields = page.locator("[data-links] input")
    expect(fields).to_have_count(2)
    assert [each.input_value() for each in fields.all()] == [POST, "0612345678"]
    expect(page.locator("[data-links] .verdict")).to_have_text(["", ""])


def test_what_was_given_before_it_came_is_looked_at_then(site_world: World, address: str, page: Page) -> None:
    """On a slow line: the address is typed first, the verdict follows, and the report holds both."""
    held = hold(page)
    person = Report(page, address, "en")
    person.reach("evidence")
    type_link(person, POST)
    page.keyboard.press("Tab")
    verdict = page.locator("[data-links] .verdict")
    page.wait_for_timeout(600)
    expect(verdict).to_have_text("")
    held[0].continue_()
    expect(verdict).to_contain_text("Facebook")
    assert links(site_world, person) == [(POST, "https://www.facebook.com/some.shop/posts/1", "facebook")]


def test_a_wrong_paste_is_still_pointed_at_when_it_came_late(address: str, page: Page) -> None:
    held = hold(page)
    person = Report(page, address, "en")
    person.reach("evidence")
    type_link(person, "someone@example.org")
    page.keyboard.press("Tab")
    page.wait_for_timeout(600)
    held[0].continue_()
    expect(page.locator("[data-links] .verdict")).to_contain_text("This is an e-mail address")
