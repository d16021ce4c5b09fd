"""What is photographed of the pages without scripts: the forms, what they answer, and what is to mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from keys import codename as codenames
from keys.codename import SERVER
from tests.browser.album import Album
from tests.browser.driving import STORY

__all__ = ["answers", "failures", "report", "sealed"]


def report(album: Album, files: Sequence[Path]) -> str:
    """Read what this way costs, fill in the form, once with slips; return the codename's digits."""
    page = album.page
    for name, state in (("", "p1-intro"), ("report", "p2-report")):
        album.open(f"plain/{name}", checked=False)
        album.take(state)
    page.locator('[name="danger"][value="no"]').check()
    page.locator('[name="category"][value="minors"]').check()
    page.locator('[name="topic.minors"][value="blackmail"]').check()
    page.locator('[name^="answer.minors."][value="meeting"]:visible').check()
    page.locator(".abroad summary").click()
    album.take("p3-report-branches")
    page.locator('[name="text"]').fill(STORY[album.language])
    page.locator('[name="identity"][value="contact"]').check()
    page.locator('[name="links"]').fill("https://www.google.com/search?q=x\n+212 600 000 000")
    _send(page)
    album.take("p4-report-problems")
    album.open("plain/report", checked=False)
    page.locator('[name="danger"][value="no"]').check()
    page.locator('[name="category"][value="other"]').check()
    page.locator('[name="topic.other"][value="fraud"]').check()
    page.locator('[name="text"]').fill(STORY[album.language])
    page.locator("#files").set_input_files(list(files))
    _send(page)
    album.take("p5-codename")
    digits = page.locator(".figures").first.inner_text()
    _practise(album, digits)
    return digits


def _practise(album: Album, digits: str) -> None:
    """Practise the codename: with a slip, then right."""
    page = album.page
    page.locator("form:has([value=practise]) button").click()
    album.take("p6-practise")
    for typed, state in ((digits[:-1], "p7-practise-slip"), (digits, "p8-practised")):
        page.locator("#codename").fill(typed)
        page.locator("form:has([value=check]) button").click()
        album.take(state)


def answers(album: Album, digits: str) -> None:
    """Ask, with a slip and without; add something, and ask for the answers to be deleted."""
    page = album.page
    album.open("plain/replies", checked=False)
    album.take("q1-ask")
    slip = codenames.parse(digits).words()
    _ask(page, slip.replace(" ", "q ", 1))
    album.take("q2-mistyped")
    _ask(page, codenames.generate(SERVER).words())
    album.take("q3-nothing")
    album.open("plain/replies", checked=False)
    _ask(page, digits)
    album.take("q4-thread")
    for act, field, state in (("add", "lane", "q5-add"), ("delete", "lane", "q6-delete")):
        album.open("plain/replies", checked=False)
        _ask(page, digits)
        page.locator(f"form:has([value={act}]) button").click()
        album.take(state)
        if act == "add":
            page.locator("#text").fill(STORY[album.language])
        page.locator(f'[name="{field}"][value="desk"]').check()
        _send(page)
        album.take(f"{state}-done")


def sealed(album: Album, good: Path, bad: Path) -> None:
    """Send something that is not a sealed file, then one that is."""
    for file, state in ((bad, "q8-sealed-wrong"), (good, "q9-sealed-done")):
        album.open("plain/sealed", checked=False)
        if file == bad:
            album.take("q7-sealed")
        album.page.locator("#sealed").set_input_files([file])
        _send(album.page)
        album.take(state)


def failures(album: Album) -> None:
    """What a form that arrives damaged is answered with, and an address that is not there."""
    path = f"{album.address}/{album.language}/plain/report"
    album.page.route(
        path,
        lambda route: route.fulfill(
            response=route.fetch(method="POST", headers={"content-type": "text/plain"}, post_data="x")
        ),
    )
    album.open("plain/report", checked=False)
    album.take("x-damaged")
    album.page.unroute(path)
    album.open("plain/nothing", checked=False)
    album.take("x-plain-missing")


def _ask(page: Page, words: str) -> None:
    page.locator("#codename").fill(words)
    _send(page)


def _send(page: Page) -> None:
    page.locator("form button[type=submit]").last.click()
