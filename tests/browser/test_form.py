"""The report's steps: what is asked when, what is said at once, and that no way back loses anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import CITY, STEPS, STORY, Report
from tests.browser.sent import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser


def back(page: Page) -> None:
    page.locator("[data-view]:visible [data-back]").click()


def test_going_back_loses_nothing(address: str, page: Page, two_files: list[Path]) -> None:
    """Back and forth, and through the list of what will be sent: everything is still there."""
    person = Report(page, address, "fr")
    person.reach("check", files=two_files)
    for step in reversed(STEPS[:-1]):
        back(page)
        person.at(step)
    for _ in STEPS[:-1]:
        person.next()
    person.at("check")
    summary = page.locator("[data-summary]").inner_text()
    for said in (STORY["fr"], CITY["fr"], "shop.example", "1500 DH", "Hier", "file-1.txt", "file-2.png"):
        assert said in summary
    page.locator("[data-summary] > div", has_text=STORY["fr"]).locator("button").click()
    person.at("account")
    back(page)
    person.at("check")


def test_the_browser_s_own_back_goes_one_step_back(address: str, page: Page) -> None:
    """Back and Forward walk the steps under one address without a word of an answer, and lose nothing."""
    person = Report(page, address, "en")
    person.reach("details")
    for step in reversed(STEPS[: STEPS.index("details")]):
        page.go_back()
        person.at(step)
        assert page.url == f"{address}/en/"
    for step in STEPS[1 : STEPS.index("details") + 1]:
        page.go_forward()
        person.at(step)
    assert page.locator('[data-field="text"]').input_value() == STORY["en"]
    assert page.evaluate("JSON.stringify(history.state)") == '{"step":"details","depth":5}'


def test_back_after_sending_shows_no_empty_form(address: str, page: Page) -> None:
    """While the codename stands there, Back does not take it away."""
    person = Report(page, address, "en")
    person.reach("check")
    words = person.send()
    page.go_back()
    person.at("codename")
    assert person.codename() == words


def test_leaving_leaves_no_step_behind(address: str, browser: Browser) -> None:
    """The neutral page takes the place of the first of our entries: Back from it finds what was before us."""
    with browser.new_context() as context:
        page = context.new_page()
        for site in ("https://before.example/", "https://www.wikipedia.org/"):
            context.route(site, lambda route: route.fulfill(status=200, body="<p>harmless"))
        page.goto("https://before.example/")
        person = Report(page, address, "en")
        person.reach("account")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        assert page.url == "https://before.example/"


def test_a_shortcut_chooses_both_and_shows_the_advice(address: str, page: Page) -> None:
    """Blackmail in one press: not to pay, not to answer, to keep the messages, and what is asked about it."""
    person = Report(page, address, "en")
    person.reach("category")
    page.locator('[data-shortcut="others_rights"]').click()
    person.at("topic")
    advice = page.locator(".advice:visible")
    for said in ("Do not pay", "Do not answer", "Keep the messages", "not the victim's fault"):
        expect(advice).to_contain_text(said)
    person.next()
    person.answer("account")
    person.next()
    asked = page.locator("[data-question]:visible").evaluate_all(
        "all => all.map(one => one.dataset.question)"
    )
    assert asked == ["demanded", "deadline", "paid"]


def test_a_topic_without_questions_has_no_step_for_them(address: str, page: Page) -> None:
    person = Report(page, address, "en")
    person.reach("account", category="others_rights", topic="insult")
    expect(page.locator("[data-trail]")).to_contain_text("of 11")
    person.answer("account")
    person.next()
    person.at("evidence")


def test_an_answer_no_longer_asked_for_is_not_sent(site_world: World, address: str, page: Page) -> None:
    """Who changes the topic sends the answers to its own questions only."""
    person = Report(page, address, "en")
    person.reach("evidence")
    for _ in range(3):
        back(page)
    person.choose("topic-other", "hacking")
    person.next()
    person.next()
    for step in STEPS[STEPS.index("evidence") : -1]:
        person.at(step)
        person.answer(step)
        person.next()
    report = opened_as(site_world, person.send()).report
    assert (report.topic, dict(report.answers)) == ("hacking", {})


@pytest.mark.parametrize(
    ("category", "topic"),
    [
        ("minors", "blackmail"),
        ("violent", "kidnapping"),
        ("terrorism", "attack_announced"),
        ("incitement", "self_harm"),
    ],
)
def test_where_minutes_count_the_numbers_come_again(
    address: str, page: Page, category: str, topic: str
) -> None:
    person = Report(page, address, "en")
    person.reach("topic", category=category, topic=topic)
    assert page.locator('a[href="tel:19"]:visible').count() == 1  # the one at the foot of every page
    person.choose(f"topic-{category}", topic)
    expect(page.locator('[data-view="topic"] .calls a[href="tel:19"]:visible')).to_be_visible()


def test_a_meeting_brings_the_numbers_too(address: str, page: Page) -> None:
    person = Report(page, address, "en")
    person.reach("details", category="minors", topic="grooming")
    person.choose("answer-asked", "meeting")
    expect(page.locator('[data-view="details"] .calls a[href="tel:177"]')).to_be_visible()


def test_the_numbers_of_another_country(address: str, page: Page) -> None:
    """A country's own numbers where they are known, 112 with a word of doubt where they are not."""
    Report(page, address, "fr")
    calls = page.locator('[data-view="danger"] .calls a:visible')
    page.locator('[data-field="calls-country"]').select_option("FR")
    assert calls.evaluate_all("all => all.map(one => one.href)") == ["tel:17", "tel:15", "tel:112"]
    page.locator('[data-field="calls-country"]').select_option("FJ")
    assert calls.evaluate_all("all => all.map(one => one.href)") == ["tel:112"]
    expect(page.locator('[data-view="danger"] [data-anywhere]')).to_be_visible()
    page.locator('[data-field="calls-country"]').select_option("MA")
    assert calls.evaluate_all("all => all.map(one => one.href)") == ["tel:19", "tel:177", "tel:15"]


def test_words_follow_the_role(address: str, page: Page) -> None:
    person = Report(page, address, "en")
    for role, heading in (("child", "What happened to the child?"), ("witness", "What did you see?")):
        person.reach("account") if role == "child" else None
        for _ in range(3):
            back(page)
        person.choose("role", role)
        for _ in range(3):
            person.next()
        assert page.locator('[data-view="account"] h2').inner_text().strip() == heading


def test_addresses_are_recognised_and_wrong_pastes_pointed_at(
    site_world: World, address: str, page: Page
) -> None:
    """Several pasted lines become several rows; what is odd is said once, and does not stop anybody."""
    person = Report(page, address, "en")
    person.reach("evidence")
    person.choose("where", "link")
    pasted = (
        "https://www.tiktok.com/@some.one/video/7?_t=abc\nhttps://wa.me/212612345678?text=hi\njust a name"
    )
    page.locator("[data-links] input").first.evaluate(
        """(input, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const how = {clipboardData: data, cancelable: true, bubbles: true};
            input.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        pasted,
    )
    verdicts = page.locator("[data-links] .verdict")
    expect(verdicts).to_have_count(3)
    expect(verdicts.nth(0)).to_contain_text("TikTok · ")
    expect(verdicts.nth(1)).to_contain_text("+212612345678")
    expect(verdicts.nth(2)).to_contain_text("does not look like an address")
    person.next()
    for step in STEPS[STEPS.index("when") : -1]:
        person.at(step)
        person.answer(step)
        person.next()
    report = opened_as(site_world, person.send()).report
    assert [(link.platform, link.account, link.url) for link in report.links] == [
        ("tiktok", "@some.one", "https://www.tiktok.com/@some.one/video/7"),
        ("whatsapp", "+212612345678", "https://wa.me/212612345678"),
        ("", "", ""),
    ]
    assert [link.given for link in report.links] == pasted.split("\n")


def test_an_odd_address_typed_stops_once(address: str, page: Page) -> None:
    """Continue points at it; Continue again goes on."""
    person = Report(page, address, "en")
    person.reach("evidence")
    person.choose("where", "link")
    field = page.locator("[data-links] input").first
    field.evaluate("(input) => { input.value = 'someone@mail.example'; }")
    person.next()
    expect(page.locator("[data-links] .verdict")).to_contain_text("This is an e-mail address")
    expect(page.locator("#links-error")).not_to_be_empty()
    person.next()
    person.at("when")


def test_without_a_link(site_world: World, address: str, page: Page) -> None:
    """An app, a message, a call: where, under which name; a link typed before is not sent."""
    person = Report(page, address, "fr")
    person.reach("when")
    back(page)
    person.choose("where", "elsewhere")
    person.choose("elsewhere", "message")
    person.type("elsewhere-name", "WhatsApp")
    person.type("elsewhere-account", "+212 600 000 000")
    for step in STEPS[STEPS.index("evidence") : -1]:
        person.at(step)
        if step != "evidence":
            person.answer(step)
        person.next()
    report = opened_as(site_world, person.send()).report
    assert report.links == ()
    found = report.elsewhere
    assert (found.kind, found.name, found.account) == ("message", "WhatsApp", "+212 600 000 000")


def test_days(address: str, page: Page) -> None:
    """A day to come is refused with a word; a known one is kept."""
    person = Report(page, address, "en")
    person.reach("when")
    person.choose("when", "day")
    person.type("day", "2999-01-01")
    person.next()
    expect(page.locator("#day-error")).to_contain_text("not later than today")
    person.type("day", "2024-02-29")
    person.next()
    person.at("place")


def test_places(site_world: World, address: str, page: Page) -> None:
    """Regions are asked in Morocco only; a country of the list travels by its code."""
    person = Report(page, address, "ar")
    person.reach("place")
    expect(page.locator('[data-field="region"]')).to_be_hidden()
    page.locator('[data-field="country"]').select_option("MA")
    expect(page.locator('[data-field="region"]')).to_be_visible()
    assert page.locator('[data-field="region"] option').count() == 13
    page.locator('[data-field="country"]').select_option("ES")
    expect(page.locator('[data-field="region"]')).to_be_hidden()
    person.choose("place-of", "reporter")
    person.choose("told", "family")
    person.choose("told", "police")
    for step in ("place", "files", "people"):
        person.at(step)
        person.next()
    report = opened_as(site_world, person.send()).report
    assert (report.place.country, report.place.region, report.place.of) == ("ES", "", "reporter")
    assert report.told == ("family", "police")


def test_a_town_tells_its_region_while_it_is_typed(address: str, page: Page) -> None:
    """It has appeared before "Continue" is pressed, however slowly; and a choice is never undone."""
    person = Report(page, address, "en")
    person.reach("place")
    region = page.locator('[data-field="region"]')
    for typed, told in (("Fès", "MA-03"), ("Fè", ""), ("Rabat", "MA-04")):
        person.type("city", typed)
        expect(region).to_have_value(told)
    button = page.locator('[data-view="place"] [data-next]')
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(150)
    page.mouse.up()
    person.at("files")
    back(page)
    region.select_option("MA-03")
    person.type("city", "Agadir")
    expect(region).to_have_value("MA-03")


def test_reports_about_children_take_no_file(
    site_world: World, address: str, page: Page, two_files: list[Path]
) -> None:
    """Where a child is shown the field goes away, plain words come, and files chosen before do not travel."""
    person = Report(page, address, "en")
    person.reach("people", files=two_files)
    for _ in range(STEPS.index("people") - STEPS.index("category")):
        back(page)
    person.choose("category", "minors")
    person.next()
    person.choose("topic-minors", "sexual_images")
    while not page.locator('[data-view="files"]').is_visible():
        person.next()
    expect(page.locator("[data-files]")).to_be_hidden()
    expect(page.locator("[data-no-files]")).to_be_visible()
    person.next()
    person.next()
    report = opened_as(site_world, person.send()).report
    assert (report.topic, report.attachments) == ("sexual_images", ())


def test_a_step_made_necessary_later_is_asked_before_sending(address: str, page: Page) -> None:
    """Another category, then straight to the end: the topic that is now missing is asked for."""
    person = Report(page, address, "en")
    person.reach("check")
    page.locator("[data-summary] button").nth(2).click()
    person.at("category")
    person.choose("category", "violent")
    page.go_back()
    person.at("check")
    person.answer("check")
    person.next()
    person.at("topic")
    expect(page.locator("#topic-violent-error")).not_to_be_empty()


def test_nothing_is_sent_without_good_faith(address: str, page: Page) -> None:
    person = Report(page, address, "en")
    person.reach("check")
    page.locator('[data-group="faith"]').uncheck()
    person.next()
    expect(page.locator("#faith-error")).to_contain_text("Tick the box")
    person.at("check")


def test_enter_goes_on(address: str, page: Page) -> None:
    """The phone's "Go" key does what Continue does, from a choice and from a line."""
    person = Report(page, address, "en")
    person.choose("danger", "no")
    page.keyboard.press("Enter")
    person.at("role")
    for step in STEPS[1 : STEPS.index("details")]:
        person.answer(step)
        person.next()
    page.locator('[data-field="answer-amount"]').press("Enter")
    person.at("evidence")


def test_one_s_rights_open_beside_the_form(address: str, page: Page) -> None:
    """The link in the last step leaves the report where it is."""
    person = Report(page, address, "en")
    person.reach("check")
    with page.context.expect_page() as opened:
        page.locator('[data-view="check"] a').click()
    assert opened.value.url == f"{address}/en/legal"
    person.at("check")
