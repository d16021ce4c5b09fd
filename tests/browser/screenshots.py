"""Photograph every page in every language, width and state: python tests/browser/screenshots.py [folder]."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, expect  # noqa: E402 -- this is a script of the repository

from keys import codename, mailbox  # noqa: E402
from submit.info import INFO  # noqa: E402
from tests.browser.driving import SENDING, STEPS, Answers, Report, chromium  # noqa: E402
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
                self.take(f"{number:02}-{step}-asked")
            person.answer(step, files=files)
            self.take(f"{number:02}-{step}")
            if step == "people":
                person.choose("identity", "declared")
                self.take(f"{number:02}-{step}-declared")
                person.choose("identity", "none")
            if step != "check":
                person.next()
        return self.outcome(person)

    def outcome(self, person: Report) -> str:
        """Send, and go through all that follows; return the codename."""
        self.context.route("**/envelopes", lambda route: route.abort())
        self.context.route("**/uploads", lambda route: route.abort())
        person.next()
        expect(self.page.locator("[data-stage]")).to_have_text(self.said("stage-waiting"), timeout=SENDING)
        self.take("s1-waiting")
        self.context.unroute_all()
        words = person.codename()
        self.take("s2-codename")
        self.page.locator("[data-show-qr]").click()
        expect(self.page.locator("[data-qr] svg")).to_be_visible()
        self.page.emulate_media(media="print")
        self.take("s3-printed")
        self.page.emulate_media(media="screen")
        self.page.locator('[data-view="codename"] summary').click()
        self.take("s4-spellings")
        self.page.locator("[data-practise]").click()
        self.page.locator("#practice").fill(misspelt(words))
        self.page.locator("[data-practised]").click()
        expect(self.page.locator('[data-suggestions="practice"]')).to_be_visible()
        self.page.locator("[data-skip]").click()
        self.take("s5-practice")
        self.page.locator("[data-again]").click()
        person.practise(words)
        self.take("s6-done")
        return words

    def said(self, name: str) -> str:
        """A sentence of the page's scripts."""
        messages = "document.querySelector('template[data-messages]').content"
        find = f"name => {messages}.querySelector(`[data-message=${{name}}]`).textContent"
        return str(self.page.evaluate(find, name))

    def branches(self, address: str) -> None:
        """What only some answers bring: numbers abroad, advice, questions, odd addresses, no files."""
        person = Report(self.page, address, self.language)
        self.page.locator('[data-field="calls-country"]').select_option("FR")
        person.choose("danger", "yes")
        self.take("b1-danger-abroad")
        person.reach("topic", category="minors")
        person.choose("topic-minors", "blackmail")
        self.take("b2-advice")
        person.choose("topic-minors", "sexual_images")
        person.next()
        person.answer("account")
        person.next()
        self.take("b3-details")
        person.next()
        person.choose("where", "link")
        address_field = self.page.locator("[data-links] input").first
        address_field.fill("+212 600 000 000")
        address_field.blur()
        self.take("b4-odd-address")
        person.choose("where", "elsewhere")
        self.take("b5-elsewhere")
        for _ in range(3):
            person.next()
        self.take("b6-no-files")

    def answers(self, address: str, words: str) -> None:
        """Go through the answers page."""
        answers = Answers(self.page, address, self.language)
        self.take("r1-ask")
        answers.ask(misspelt(words))
        expect(self.page.locator('[data-suggestions="codename"]')).to_be_visible()
        self.take("r2-mistyped")
        answers.read(words)
        self.take("r3-thread")
        self.page.locator("[data-add]").click()
        answers.lane("desk")
        self.take("r4-add")
        self.page.locator('[data-view="add"] [data-back]').click()
        self.page.locator("[data-erase]").click()
        self.take("r5-erase")
        self.page.locator('[data-view="erase"] [data-back]').click()
        answers.erase()
        self.take("r6-erased")

    def sealed(self, address: str, file: Path) -> None:
        """Choose something that is not a sealed file."""
        self.page.goto(f"{address}/{self.language}/sealed")
        expect(self.page.locator("[data-demonstration]")).to_be_visible()
        self.page.locator("#sealed").set_input_files([file])
        self.page.locator("[data-send]").click()
        expect(self.page.locator("#sealed-error")).not_to_be_empty()
        self.take("r7-sealed")

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
        files = [Path(temporary) / "capture 1.jpg", Path(temporary) / "messages.txt"]
        Image.new("RGB", (640, 480), "teal").save(files[0], exif=places())
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
                    album.sealed(address, files[1])
                    album.branches(address)
                    album.others(address)
                    album.context.close()
                without_scripts(browser, folder, address, language)


def places() -> Image.Exif:
    """What a telephone writes into its photos."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = "Telephone 7", "2026:11:24 18:05:11"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "W", 4: (7.0, 35.0, 24.0)})
    return exif


def misspelt(words: str) -> str:
    """The same codename with a slip in its third word."""
    first, second, third, *rest = words.split(" ")
    return " ".join([first, second, third[0] + third, *rest])


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
