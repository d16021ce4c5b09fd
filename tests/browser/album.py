"""Pictures of one state of a page in several views: the window is resized, the journey is not gone again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

__all__ = ["VIEWS", "Album", "View", "open_album"]

HEIGHT = 740  # CSS pixels: what a cheap phone shows at once
WATCHED = "[data-demonstration]"  # shown as soon as the manifest is checked


@dataclass(frozen=True)
class View:
    """A width in CSS pixels, and whether the device is set to dark."""

    width: int
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.width}{'-dark' if self.dark else ''}"


VIEWS = (View(320), View(768), View(1280), View(320, dark=True))


@dataclass
class Album:
    """Where the pictures of one language go; ``wide`` names those that are wider than their window."""

    context: BrowserContext
    page: Page
    folder: Path
    address: str
    language: str
    views: Sequence[View]
    taken: int = 0
    wide: list[str] = field(default_factory=list)

    def open(self, path: str, *, checked: bool = True) -> None:
        """Open a page of this language, and wait until its script has ``checked`` the manifest."""
        self.page.goto(f"{self.address}/{self.language}/{path}")
        if checked:
            expect(self.page.locator(WATCHED)).to_be_visible()

    def take(self, state: str, *, printed: bool = False) -> None:
        """Photograph the whole page as it stands, once a view."""
        for view in self.views:
            self.page.set_viewport_size({"width": view.width, "height": HEIGHT})
            self.page.emulate_media(
                media="print" if printed else "screen", color_scheme="dark" if view.dark else "light"
            )
            self.page.evaluate("scrollTo(0, 0)")
            name = f"{self.language}-{view}-{state}"
            if self.page.evaluate("document.documentElement.scrollWidth") > view.width:
                self.wide.append(name)
            self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
            self.taken += 1
        self.page.emulate_media(media="screen")

    def said(self, name: str) -> str:
        """A sentence of the page's scripts."""
        messages = "document.querySelector('template[data-messages]').content"
        find = f"name => {messages}.querySelector(`[data-message=${{name}}]`).textContent"
        return str(self.page.evaluate(find, name))


@contextmanager
def open_album(
    browser: Browser,
    folder: Path,
    address: str,
    language: str,
    views: Sequence[View] = VIEWS,
    *,
    scripts: bool = True,
) -> Iterator[Album]:
    """Open a browser window of its own, with or without JavaScript."""
    context = browser.new_context(
        viewport={"width": views[0].width, "height": HEIGHT},
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    try:
        yield Album(context, context.new_page(), folder, address, language, views)
    finally:
        context.close()
