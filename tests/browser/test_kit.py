"""The reporter kit, opened from a disk in Chromium: it reports, reads answers, and writes sealed files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from submit.languages import LANGUAGES
from tests.browser.driving import SENDING, STORY
from tests.browser.kits import KitAnswers, KitReport, made
from tests.browser.sent import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kit(site_world: World, address: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(site_world, tmp_path_factory.mktemp("kit"), address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_from_a_file(
    site_world: World, kit: str, page: Page, two_files: list[Path], language: str
) -> None:
    """What was typed is what the desk opens, and it says that a kit sealed it."""
    person = KitReport(page, kit, language)
    person.reach("check", files=two_files)
    words = person.send()
    report = opened_as(site_world, words).report
    assert (report.text, report.lang, report.path) == (STORY[language], language, "kit")
    assert [item.size for item in report.attachments] == [file.stat().st_size for file in two_files]
    person.practise(words)
