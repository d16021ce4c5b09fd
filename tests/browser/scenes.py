"""What is photographed of the pages with scripts: every step, what some answers bring, what can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Route, expect

from submit.info import INFO
from tests.browser.album import Album
from tests.browser.driving import SENDING, STEPS, Answers, Report

__all__ = [
    "added",
    "alarms",
    "answers",
    "boards",
    "branches",
    "misspelt",
    "others",
    "refusals",
    "report",
    "sealed",
    "slips",
    "without_scripts",
]

ASKED = ("danger", "role", "category", "topic", "account", "evidence", "check")
REFUSALS = {507: "full", 413: "large", 409: "epoch", 400: "refused"}
LONG_ADDRESS = "https://www.facebook.com/some.very.long.name/posts/" + "x" * 60


def misspelt(words: str) -> str:
    """The same codename with a slip in its third word."""
    first, second, third, *rest = words.split(" ")
    return " ".join([first, second, third[0] + third, *rest])


def report(album: Album, files: Sequence[Path]) -> str:
    """Go through the report page, nothing answered and everything answered; return the codename."""
    person = Report(album.page, album.address, album.language)
    for number, step in enumerate(STEPS, 1):
        person.at(step)
        album.take(f"{number:02}-{step}-empty")
        if step in ASKED:
            person.next()
            album.take(f"{number:02}-{step}-asked")
        person.answer(step, files=files)
        album.take(f"{number:02}-{step}")
        if step == "people":
            person.choose("identity", "declared")
            person.next()
            album.take(f"{number:02}-{step}-declared")
            person.choose("identity", "contact")
            person.next()
            album.take(f"{number:02}-{step}-contact")
            person.choose("identity", "none")
        if step != "check":
            person.next()
    return _outcome(album, person)


def _outcome(album: Album, person: Report) -> str:
    """Send, and go through all that follows; return the codename."""
    page = album.page
    with _hindered(album, _lose):
        person.next()
        _stage(album, "stage-waiting")
        album.take("s1-waiting")
    words = person.codename()
    album.take("s2-codename")
    page.locator("[data-show-qr]").click()
    expect(page.locator("[data-qr] svg")).to_be_visible()
    album.take("s3-printed", printed=True)
    page.locator('[data-view="codename"] summary').click()
    album.take("s4-spellings")
    page.locator("[data-practise]").click()
    album.take("s5-practice")
    page.locator("#practice").fill(misspelt(words))
    page.locator("[data-practised]").click()
    expect(page.locator('[data-suggestions="practice"]')).to_be_visible()
    page.locator("[data-skip]").click()
    album.take("s6-practice-slip")
    page.locator("[data-again]").click()
    person.practise(words)
    album.take("s7-done")
    return words


def branches(album: Album) -> None:
    """What only some answers bring: numbers abroad, advice, questions, regions, no files."""
    page, person = album.page, Report(album.page, album.address, album.language)
    page.locator('[data-field="calls-country"]').select_option("FR")
    person.choose("danger", "yes")
    album.take("b1-danger-abroad")
    page.locator('[data-field="calls-country"]').select_option("FJ")
    album.take("b1-danger-unknown")
    for category in ("incitement", "terrorism", "violent", "others_rights", "minors"):
        person = Report(album.page, album.address, album.language)
        person.reach("topic", category=category, topic="blackmail")
        album.take(f"b2-topic-{category}")
    person.choose("topic-minors", "blackmail")
    album.take("b3-advice")
    person.next()
    person.answer("account")
    person.next()
    person.choose("answer-asked", "meeting")
    album.take("b4-details")
    person.next()
    person.choose("where", "link")
    for number, text in enumerate((LONG_ADDRESS, "+212 600 000 000", "https://www.google.com/search?q=x")):
        if number:
            page.locator("[data-add-link]").click()
        page.locator("[data-links] input").nth(number).fill(text)
    person.next()
    expect(page.locator("[data-links] .verdict:not(:empty)")).to_have_count(3)
    album.take("b5-addresses")
    person.choose("where", "elsewhere")
    album.take("b6-elsewhere")
    person.next()
    person.choose("when", "day")
    person.next()
    album.take("b7-no-day")
    person.choose("when", "weeks")
    person.next()
    page.locator('[data-field="country"]').select_option("MA")
    album.take("b8-regions")
    for _ in range(4):
        page.go_back()
    person.at("account")
    page.go_back()
    person.choose("topic-minors", "sexual_images")
    while not page.locator('[data-view="files"]').is_visible():
        person.next()
    album.take("b9-no-files")


def slips(album: Album, files: Sequence[Path]) -> None:
    """What is wrong with a text or a file, and every kind of file there is."""
    person = Report(album.page, album.address, album.language)
    person.reach("account")
    person.type("text", "x" * 60_000)
    person.next()
    album.take("f1-too-long")
    person = Report(album.page, album.address, album.language)
    person.reach("files")
    person.answer("files", files=files)
    expect(album.page.locator(".attachment")).to_have_count(len(files))
    nothing = {"name": "vide.txt", "mimeType": "text/plain", "buffer": b""}
    album.page.locator("#files").set_input_files([nothing])
    expect(album.page.locator("#files-error")).not_to_be_empty()
    album.take("f2-files")


def refusals(album: Album) -> None:
    """The server refuses, is busy, or the person cancels: each at the last step."""
    person = Report(album.page, album.address, album.language)
    person.reach("check")
    for status, name in REFUSALS.items():
        with _hindered(album, partial(_refuse, status)):
            person.next()
            expect(album.page.locator('[data-view="check"] #send-error')).not_to_be_empty(timeout=SENDING)
            album.take(f"f3-{name}")
    with _hindered(album, lambda route: route.fulfill(status=503, json={"kind": "busy"})):
        person.next()
        _stage(album, "stage-busy")
        album.take("f4-busy")
        album.page.locator('[data-view="sending"] [data-cancel]').click()
    person.at("check")
    album.take("f5-cancelled")


def alarms(album: Album) -> None:
    """The site cannot be trusted, or its code did not come: what stands above, or instead of, the form."""
    _alarm(album, "a1-fingerprint", f"#f={'0' * 64}")
    with _hindered(album, _lose, "**/static/amana-worker.js"):
        _alarm(album, "a2-worker")
    with _hindered(album, _lose, "**/manifest"):
        _alarm(album, "a3-offline")
    with _hindered(album, lambda route: route.fulfill(body="nothing like it"), "**/manifest"):
        _alarm(album, "a4-damaged")
    with _hindered(album, _lose, "**/static/amana.js"):
        album.open("", checked=False)
        album.page.wait_for_timeout(8_500)  # milliseconds: site.css shows this after eight seconds
        album.take("a5-starting")


def answers(album: Album, words: str) -> None:
    """Go through the answers page."""
    page, person = album.page, Answers(album.page, album.address, album.language)
    album.take("r1-ask")
    person.ask("one two three")
    expect(page.locator("#codename-error")).not_to_be_empty()
    album.take("r2-no-codename")
    person.ask(misspelt(words))
    expect(page.locator('[data-suggestions="codename"]')).to_be_visible()
    album.take("r2-mistyped")
    person.read(words)
    album.take("r3-thread")
    page.locator('[data-view="thread"] summary').click()
    album.take("r3-thread-spellings")
    page.locator("[data-add]").click()
    page.locator('[data-view="add"] [data-send]').click()
    album.take("r4-add-asked")
    person.lane("desk")
    album.take("r4-add")
    page.locator('[data-view="add"] [data-back]').click()
    page.locator("[data-erase]").click()
    page.locator("[data-send-erase]").click()
    album.take("r5-erase")
    page.locator('[data-view="erase"] [data-back]').click()
    person.erase()
    album.take("r6-erased")


def boards(album: Album, words: str) -> None:
    """No answers are published, or what comes is not a board, or it is older than it should be."""
    for state, answer in (
        ("r9-no-board", lambda route: route.fulfill(status=404)),
        ("r9-damaged", lambda route: route.fulfill(body="nothing like it")),
        ("r9-late", lambda route: route.continue_()),
    ):
        with _hindered(album, answer, "**/board/header"):
            person = Answers(album.page, album.address, album.language)
            person.ask(words)
            found = album.page.locator('[data-view="thread"]:visible, #codename-error:not(:empty)')
            expect(found.first).to_be_visible(timeout=SENDING)
            album.take(state)


def added(album: Album, words: str, text: str) -> None:
    """Add something to a report, and see that it arrived."""
    person = Answers(album.page, album.address, album.language)
    person.read(words)
    album.page.locator("[data-add]").click()
    album.page.locator("#text").fill(text)
    person.lane("desk")
    album.page.locator('[data-view="add"] [data-send]').click()
    expect(album.page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    album.take("r7-added")


def sealed(album: Album, good: Path, bad: Path) -> None:
    """Choose something that is not a sealed file, then one that is."""
    album.open("sealed")
    album.take("r8-sealed-empty")
    for file, state in ((bad, "r8-sealed-wrong"), (good, "r8-sealed-sent")):
        album.page.locator("#sealed").set_input_files([file])
        album.page.locator("[data-send]").click()
        shown = "#sealed-error:not(:empty)" if file == bad else '[data-view="sent"]'
        expect(album.page.locator(shown)).to_be_visible(timeout=SENDING)
        album.take(state)


def others(album: Album) -> None:
    """The pages to read, and what is seen of a page that is not there."""
    for number, name in enumerate(INFO, 1):
        album.open(name, checked=False)
        album.take(f"i{number}-{name}")
    album.open("nothing", checked=False)
    album.take("x-missing")


def without_scripts(album: Album) -> None:
    """Pages that need scripts, in a browser that runs none."""
    for name in ("", "replies", "sealed"):
        album.open(name, checked=False)
        album.take(f"n-{name or 'report'}")


@contextmanager
def _hindered(album: Album, answer: Callable[[Route], object], pattern: str = "") -> Iterator[None]:
    """Answer what is sent, or asked by ``pattern``, in the server's place."""
    patterns = [pattern] if pattern else ["**/envelopes", "**/uploads"]
    for each in patterns:
        album.context.route(each, answer)
    try:
        yield
    finally:
        for each in patterns:
            album.context.unroute(each)


def _alarm(album: Album, state: str, fragment: str = "") -> None:
    """Open the report page anew, even if it is open, and photograph what it warns of."""
    album.page.goto("about:blank")
    album.open(fragment, checked=False)
    expect(album.page.locator("[data-notice]")).to_be_visible(timeout=SENDING)
    album.take(state)


def _lose(route: Route) -> None:
    route.abort("internetdisconnected")


def _refuse(status: int, route: Route) -> None:
    route.fulfill(status=status, json={})


def _stage(album: Album, name: str) -> None:
    expect(album.page.locator('[data-view="sending"] [data-stage]')).to_have_text(
        album.said(name), timeout=SENDING
    )
