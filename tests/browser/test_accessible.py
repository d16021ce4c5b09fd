"""Every view, asked and answered, in light and dark: accessible, and no wider than a small telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from keys import codename as codenames
from submit.languages import LANGUAGES
from tests.browser.axe import narrow_faults
from tests.browser.driving import STEPS, Answers, Report

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_accessible_and_narrow(
    address: str, narrow: Page, axe: str, two_files: list[Path], language: str
) -> None:
    """axe-core finds nothing in any view, asked or answered, and nothing is wider than 320 pixels."""
    found: dict[str, list[str]] = {}

    def look(view: str) -> None:
        found[view] = narrow_faults(narrow, axe)

    person = Report(narrow, address, language)
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
    narrow.locator("[data-show-qr]").click()
    narrow.locator('[data-view="codename"] summary').click()
    expect(narrow.locator("[data-qr]")).to_be_visible()
    look("all spellings")
    narrow.locator("[data-practise]").click()
    narrow.locator("[data-skip]").click()
    look("practice")
    narrow.locator("[data-again]").click()
    person.practise(words)
    look("done")
    assert {view: said for view, said in found.items() if said} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_of_coming_back_is_accessible_and_narrow(
    address: str, narrow: Page, axe: str, language: str
) -> None:
    """The same for answers, additions, deletion, a sealed file, and a page that is not there."""
    found: dict[str, list[str]] = {}

    def look(view: str) -> None:
        found[view] = narrow_faults(narrow, axe)

    answers = Answers(narrow, address, language)
    look("ask")
    first, *rest = codenames.generate().words().split(" ")
    answers.ask(" ".join([first[0] + first, *rest]))
    expect(narrow.locator('[data-suggestions="codename"]')).to_be_visible()
    look("mistyped")
    answers.read(codenames.generate().words())
    narrow.locator('[data-view="thread"] summary').click()
    look("thread")
    narrow.locator("[data-erase]").click()
    narrow.locator("[data-send-erase]").click()
    look("erase")
    narrow.locator('[data-view="erase"] [data-back]').click()
    narrow.locator("[data-add]").click()
    narrow.locator('input[data-group="lane"][value="desk"]').check()
    look("add")
    narrow.goto(f"{address}/{language}/sealed")
    expect(narrow.locator("[data-demonstration]")).to_be_visible()
    narrow.locator("[data-send]").click()
    look("sealed")
    narrow.goto(f"{address}/{language}/nothing")
    look("missing")
    assert {view: said for view, said in found.items() if said} == {}


def test_every_branch_is_accessible_and_narrow(address: str, narrow: Page, axe: str) -> None:
    """The same for what only some answers bring: advice, numbers, questions, odd addresses, regions."""
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = narrow_faults(narrow, axe)

    person = Report(narrow, address, "ar")
    narrow.locator('[data-field="calls-country"]').select_option("FJ")
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
    narrow.locator("[data-links] input").first.fill(
        "https://www.facebook.com/some.very.long.name/posts/" + "x" * 60
    )
    narrow.locator("[data-add-link]").click()
    narrow.locator("[data-links] input").nth(1).fill("https://www.google.com/search?q=x")
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
    narrow.locator('[data-field="country"]').select_option("MA")
    look("regions")
    person.next()
    look("files of a child")
    assert {state: said for state, said in found.items() if said} == {}
