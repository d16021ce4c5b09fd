"""Photograph every page in every language, width and state: python tests/browser/screenshots.py [folder]."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, expect  # noqa: E402 -- this is a script of the repository

from keys import codename, mailbox  # noqa: E402
from submit.info import INFO  # noqa: E402
from tests.browser.driving import STEPS, Answers, Report, chromium  # noqa: E402
from tests.submit.world import World, serving  # noqa: E402

VIEWS = [(320, "light"), (768, "light"), (1280, "light"), (320, "dark")]
REPLIES = {
    "ar": ["شكرًا لك، قرأنا بلاغك.\nهل ما زال الحساب موجودًا؟", "وصلتنا إضافتك، وأحلنا الملف."],
    "fr": [
        "Merci, nous avons lu votre signalement.\nLe compte existe-t-il encore ?",
        "Bien reçu, c’est transmis.",
    ],
    "en": ["Thank you, we have read your report.\nIs the account still there?", "Received, and passed on."],
}


class Album:
    """Takes the pictures of one language, width and colour scheme."""

    def __init__(self, browser: Browser, folder: Path, language: str, width: int, scheme: str) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.stem = folder / f"{language}-{width}{'-dark' if scheme == 'dark' else ''}"
        self.language = language

    def take(self, state: str) -> None:
        self.page.evaluate("scrollTo(0, 0)")
        self.page.screenshot(path=f"{self.stem}-{state}.png", full_page=True)

    def report(self, address: str, files: list[Path]) -> str:
        """Go through the report page; return the codename."""
        person = Report(self.page, address, self.language)
        for number, step in enumerate(STEPS, 1):
            person.at(step)
            if step in ("danger", "account"):
                person.next()
                self.take(f"{number}-{step}-asked")
            person.answer(step, files=files)
            self.take(f"{number}-{step}")
            if step == "people":
                person.choose("identity", "declared")
                self.take(f"{number}-{step}-declared")
                person.choose("identity", "none")
            if step != "check":
                person.next()
        person.next()
        self.take("7-sending")
        words = person.codename()
        self.take("7-codename")
        self.page.emulate_media(media="print")
        self.take("7-printed")
        self.page.emulate_media(media="screen")
        self.page.locator("[data-show-qr]").click()
        self.page.locator("[data-other-spellings] summary").first.click()
        self.take("7-spellings")
        self.page.locator("[data-practise]").click()
        self.page.locator("#practice").fill("one two three")
        self.page.locator("[data-practised]").click()
        self.page.locator("[data-skip]").click()
        self.take("8-practice")
        self.page.locator("[data-again]").click()
        person.practise(words)
        self.take("8-done")
        return words

    def minors(self, address: str) -> None:
        person = Report(self.page, address, self.language)
        person.reach("evidence", category="minors")
        self.take("4-evidence-minors")

    def answers(self, address: str, words: str) -> None:
        """Go through the answers page."""
        answers = Answers(self.page, address, self.language)
        self.take("r1-ask")
        answers.ask(words.replace(words.split(" ", maxsplit=1)[0], "mistyped", 1))
        expect(self.page.locator('[data-problem="codename"]')).not_to_be_empty()
        self.take("r2-mistyped")
        answers.read(words)
        self.take("r3-thread")
        self.page.locator("[data-add]").click()
        self.page.locator('input[data-group="lane"][value="desk"]').check()
        self.take("r4-add")

    def others(self, address: str) -> None:
        """The pages to read, and what is seen of a page that is not there."""
        for number, name in enumerate(INFO, 1):
            self.page.goto(f"{address}/{self.language}/{name}")
            self.take(f"i{number}-{name}")
        self.page.goto(f"{address}/{self.language}/nothing")
        self.take("x-missing")


def photograph(folder: Path) -> None:
    """Make a world of its own and go through it once for every view."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        world = World.create(Path(temporary) / "world")
        files = [Path(temporary) / "capture 1.png", Path(temporary) / "messages.txt"]
        files[0].write_bytes(bytes(420_000))
        files[1].write_text("…" * 900, "utf-8")
        with serving(world.server) as (address, _), chromium() as browser:
            serial = 0
            for language, replies in REPLIES.items():
                for width, scheme in VIEWS:
                    album = Album(browser, folder, language, width, scheme)
                    words = album.report(address, files)
                    serial += 1
                    publish(world, words, replies, serial)
                    album.answers(address, words)
                    album.minors(address)
                    album.others(address)
                    album.context.close()
                without_scripts(browser, folder, address, language)


def publish(world: World, words: str, replies: list[str], serial: int) -> None:
    """Answer the report of ``words``."""
    box = mailbox.derive(codename.parse(words), world.manifest.deployment)
    [report] = [each.report for each in world.opened().values() if each.report.read_key == box.read_key]
    world.publish(report, replies, 2, serial=serial)


def without_scripts(browser: Browser, folder: Path, address: str, language: str) -> None:
    """Photograph the report page as a browser without JavaScript shows it."""
    context = browser.new_context(viewport={"width": 320, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{language}/")
    page.screenshot(path=folder / f"{language}-320-x-noscript.png", full_page=True)
    context.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots")
