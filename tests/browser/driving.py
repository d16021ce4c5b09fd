"""Drive the pages as a person does: choose, type, press. Shared by tests and screenshots."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SENDING = 60_000  # milliseconds for sealing and sending on a slow machine
STEPS = (
    "danger",
    "role",
    "category",
    "topic",
    "account",
    "details",
    "evidence",
    "when",
    "place",
    "files",
    "people",
    "check",
)
TOPICS = {"other": "fraud", "minors": "grooming", "others_rights": "blackmail"}

STORY = {
    "ar": "حساب يعرض هواتف بثمن زهيد، ثم يطلب الدفع مسبقًا ويختفي.",
    "fr": "Un compte vend des téléphones à bas prix, demande d’être payé d’avance, puis disparaît.",
    "en": "An account sells cheap phones, asks to be paid first, then disappears.",
    "es": "Una cuenta vende teléfonos baratos, pide que se le pague antes y desaparece.",
    "zgh": "ⵢⴰⵏ ⵓⵎⵉⴹⴰⵏ ⴰⵔ ⵉⵣⵣⵏⵣⴰ ⵉⵜⵉⵍⵉⴼⵓⵏⵏ, ⴰⵔ ⵉⵜⵜⵔ ⵉⴷⵔⵉⵎⵏ ⵣⵡⴰⵔ, ⵉⵏⵜⵍ.",
}
CITY = {"ar": "فاس", "fr": "Fès", "en": "Fès", "es": "Fès", "zgh": "Fès"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium that talks to nobody but the site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Report:
    """A person at the report page."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        self.language = language
        page.goto(f"{address}/{language}/")
        expect(page.locator("[data-demonstration]")).to_be_visible()

    def choose(self, group: str, value: str) -> None:
        self.page.locator(f'input[data-group="{group}"][value="{value}"]').check()

    def type(self, field: str, text: str) -> None:
        self.page.locator(f'[data-field="{field}"]').fill(text)

    def next(self) -> None:
        self.page.locator("[data-view]:visible [data-next]").click()

    def at(self, view: str) -> None:
        """Expect to be at a view."""
        expect(self.page.locator(f'[data-view="{view}"]')).to_be_visible()

    def reach(
        self, view: str, *, category: str = "other", topic: str = "", files: Sequence[Path] = ()
    ) -> None:
        """Answer everything before a step, and the last one; the topic is a usual one if none is named."""
        for step in STEPS[: STEPS.index(view)]:
            self.at(step)
            self.answer(step, category, topic or TOPICS[category], files)
            self.next()
        self.at(view)
        if view == "check":
            self.answer(view)

    def answer(
        self, step: str, category: str = "other", topic: str = "fraud", files: Sequence[Path] = ()
    ) -> None:
        """Fill in one step."""
        ways: dict[str, Callable[[], None]] = {
            "danger": lambda: self.choose("danger", "no"),
            "role": lambda: self.choose("role", "target"),
            "category": lambda: self.choose("category", category),
            "topic": lambda: self.choose(f"topic-{category}", topic),
            "account": lambda: self.type("text", STORY[self.language]),
            "evidence": self._give_address,
            "when": self._say_when,
            "place": lambda: self.type("city", CITY[self.language]),
            "check": lambda: self.choose("faith", "yes"),
        }
        if topic == "fraud":
            ways["details"] = self._tell_of_fraud
        if files:
            ways["files"] = lambda: self.page.locator("#files").set_input_files(list(files))
        ways.get(step, lambda: None)()

    def _give_address(self) -> None:
        self.choose("where", "link")
        self.page.locator("[data-links] input").first.fill("https://shop.example/phones?id=17")

    def _say_when(self) -> None:
        self.choose("when", "yesterday")
        self.choose("ongoing", "yes")

    def _tell_of_fraud(self) -> None:
        self.type("answer-amount", "1500 DH")
        self.choose("answer-payment", "cash")

    def send(self) -> str:
        """Send from the last step, and return the codename's words."""
        self.answer("check")
        self.next()
        return self.codename()

    def codename(self) -> str:
        """Wait until the report has arrived, and return the codename's words."""
        expect(self.page.locator('[data-view="codename"]')).to_be_visible(timeout=SENDING)
        return " ".join(self.page.locator("[data-codename-words] li").all_inner_texts())

    def practise(self, codename: str) -> None:
        """Say that it is written down, type it once, and come to the end."""
        self.page.locator("[data-practise]").click()
        self.at("practice")
        self.page.locator("#practice").fill(codename)
        self.page.locator("[data-practised]").click()
        self.at("done")


class Answers:
    """A person at the answers page."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        page.goto(f"{address}/{language}/replies")
        expect(page.locator("[data-demonstration]")).to_be_visible()

    def ask(self, codename: str) -> None:
        """Type a codename and look."""
        self.page.locator("#codename").fill(codename)
        self.page.locator("[data-open]").click()

    def read(self, codename: str) -> list[str]:
        """Return the conversation's lines."""
        self.ask(codename)
        expect(self.page.locator('[data-view="thread"]')).to_be_visible(timeout=SENDING)
        return self.page.locator("[data-thread] > li").all_inner_texts()

    def lane(self, name: str, group: str = "lane") -> None:
        """Say which team reads the report."""
        self.page.locator(f'input[data-group="{group}"][value="{name}"]').check()

    def erase(self, lane: str = "desk") -> None:
        """Ask for the answers to be deleted, from the conversation."""
        self.page.locator("[data-erase]").click()
        self.lane(lane, "erase-lane")
        self.page.locator("[data-send-erase]").click()
        expect(self.page.locator('[data-view="erased"]')).to_be_visible(timeout=SENDING)
