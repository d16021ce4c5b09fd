"""A person reports in each language, comes back with the codename, reads the answer and adds something."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from keys import codename as codenames
from submit.languages import LANGUAGES
from tests.browser.driving import CITY, SENDING, STORY, Answers, Report
from tests.browser.sent import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_with_two_attachments(
    site_world: World, address: str, page: Page, two_files: list[Path], language: str
) -> None:
    """What was typed is what the desk opens, files byte for byte; the codename spells the same both ways."""
    person = Report(page, address, language)
    person.reach("check", files=two_files)
    words = person.send()
    digits = page.locator('[data-view="codename"] [data-spelling="digits"]').first.text_content()
    assert digits is not None
    assert codenames.parse(words) == codenames.parse(digits)
    report = opened_as(site_world, words).report
    assert (report.text, report.lang, report.category, report.danger) == (
        STORY[language],
        language,
        "other",
        "no",
    )
    assert (report.topic, report.role, report.ongoing) == ("fraud", "target", "yes")
    assert report.answers == {"amount": "1500 DH", "payment": "cash"}
    assert (report.place.city, report.place.region, report.place.country) == (CITY[language], "MA-03", "MA")
    assert [(link.given, link.url) for link in report.links] == [("https://shop.example/phones?id=17",) * 2]
    assert dict(report.identity) == {"kind": "none"}
    assert [(item.name, item.size) for item in report.attachments] == [
        (f"file-{number}{file.suffix}", file.stat().st_size) for number, file in enumerate(two_files, 1)
    ]


def test_a_declared_identity_is_sealed_again(site_world: World, address: str, page: Page) -> None:
    """The desk opens the report and still sees no name."""
    person = Report(page, address, "fr")
    person.reach("people")
    person.choose("identity", "declared")
    person.type("name", "Salma B.")
    person.next()
    identity = opened_as(site_world, person.send()).report.identity
    assert identity["kind"] == "declared"
    assert "Salma" not in str(identity)


def test_a_report_about_the_desk_goes_past_it(site_world: World, address: str, page: Page) -> None:
    """What was sealed for the oversight lane opens with that lane's keys and not with the desk's."""
    person = Report(page, address, "en")
    person.reach("people")
    person.choose("lane", "oversight")
    person.choose("identity", "contact")
    person.type("contact", "someone@mail.example")
    person.next()
    words = person.send()
    report = opened_as(site_world, words, "oversight").report
    assert dict(report.identity) == {"kind": "contact", "contact": "someone@mail.example"}
    with pytest.raises(ValueError, match="not enough values"):
        opened_as(site_world, words, "desk")


def test_coming_back(site_world: World, address: str, page: Page, two_files: list[Path]) -> None:
    """The codename opens the answer; a follow-up joins the same thread; closing forgets everything."""
    person = Report(page, address, "ar")
    person.reach("check")
    words = person.send()
    first = opened_as(site_world, words).report
    site_world.publish(
        first, ["شكرًا لك. هل ما زال الحساب موجودًا؟\nأجب متى شئت.", "وصلتنا إضافتك."], 1, serial=11
    )
    person.practise(words)
    assert page.locator("[data-codename-words] li").count() == 0

    answers = Answers(page, address, "ar")
    lines = answers.read(words.upper().replace(" ", "-"))
    assert len(lines) == 3
    assert "هل ما زال الحساب موجودًا؟" in "".join(lines)
    page.locator("[data-add]").click()
    page.locator('input[data-group="lane"][value="desk"]').check()
    page.locator('[data-view="add"] textarea').fill("نعم، ما زال موجودًا.")
    page.locator("#files").set_input_files(two_files[:1])
    page.locator("[data-send]").click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    mine = [each.report for each in site_world.opened().values() if each.report.author == first.author]
    assert [each.text for each in mine if each.kind == "follow-up"] == ["نعم، ما زال موجودًا."]
    page.locator('[data-view="sent"] [data-close]').click()
    expect(page.locator("#codename")).to_have_value("")
    assert "هل ما زال" not in page.locator("main").inner_text()


def test_an_addition_goes_to_no_team_by_default(site_world: World, address: str, page: Page) -> None:
    """Who reads it must be said again: a forgotten choice never hands a report to those it is about."""
    person = Report(page, address, "en")
    person.reach("check")
    words = person.send()
    Answers(page, address, "en").read(words)
    before = len(site_world.opened())
    page.locator("[data-add]").click()
    page.locator('[data-view="add"] textarea').fill("One thing more.")
    page.locator("[data-send]").click()
    expect(page.locator("#lane-error")).not_to_be_empty()
    assert len(site_world.opened()) == before
    page.locator('input[data-group="lane"][value="desk"]').check()
    page.locator("[data-send]").click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    assert len(site_world.opened()) == before + 1
