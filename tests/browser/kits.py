"""A reporter kit on a reporter's own disk, and people who open it there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from submit import kit
from tests.browser.driving import Answers, Report
from tests.submit.world import World

__all__ = ["KitAnswers", "KitReport", "made"]


def made(world: World, folder: Path, *addresses: str) -> str:
    """Write the kit of a deployment; return its address on this disk."""
    file = folder / "amana-kit.html"
    file.write_bytes(kit.write(world.server, kit.Pins(world.manifest.root.fingerprint, addresses)))
    return file.as_uri()


class KitReport(Report):
    """A person at the report page of a kit."""

    def __init__(self, page: Page, file: str, language: str) -> None:
        self.page = page
        self.language = language
        page.goto(f"{file}#{language}/")
        expect(page.locator("[data-demonstration]")).to_be_visible()


class KitAnswers(Answers):
    """A person at the answers page of a kit."""

    def __init__(self, page: Page, file: str, language: str) -> None:
        self.page = page
        page.goto(f"{file}#{language}/replies")
        expect(page.locator("[data-demonstration]")).to_be_visible()
