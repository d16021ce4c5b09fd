"""A reporter kit on a reporter's own disk, and people who open it there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from keys.calendar import today
from submit import kit
from tests.browser.driving import Answers, Report
from tests.submit.world import World

__all__ = ["KitAnswers", "KitReport", "made"]


def made(world: World, folder: Path, *addresses: str, keys: bool = False) -> str:
    """Write the kit of a deployment; return its address on this disk."""
    file, pins = folder / "amana-kit.html", kit.Pins(world.manifest.root.fingerprint, addresses)
    held = kit.carried(world.server, pins, today()) if keys else None
    file.write_bytes(kit.write(world.server, pins, held))
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
