"""The journey with other engines: Firefox ESR, as Tor Browser is, and without what "Safer" takes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from submit import build
from tests.browser.driving import CHROMIUM, QUIET, SENDING, STORY, Answers, Report
from tests.browser.kits import made
from tests.browser.test_journey import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
# What Tor Browser's "Safer" sets: no just-in-time compiler, no WebAssembly (its security-prefs.js).
SAFER = {
    "javascript.options.ion": False,
    "javascript.options.baselinejit": False,
    "javascript.options.native_regexp": False,
    "javascript.options.wasm": False,
    "javascript.options.asmjs": False,
}


def with_firefox(**wanted: Any) -> dict[str, Any]:
    """Let a person with Firefox do one thing, and return what they saw."""
    node = build.find_node()
    build.fetch_packages(node, HERE)
    done = subprocess.run(
        (*node.node, "firefox.mjs", json.dumps(wanted)),
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    assert seen["complaints"] == []
    return seen


@pytest.mark.parametrize(
    ("language", "prefs", "serial"), [("ar", {}, 21), ("fr", SAFER, 22)], ids=["as it comes", "as on Safer"]
)
def test_firefox_reports_and_returns(
    site_world: World, address: str, two_files: list[Path], language: str, prefs: dict[str, bool], serial: int
) -> None:
    """The desk opens what was typed, files and all; the codename opens the answer."""
    files = [str(file) for file in two_files]
    said = {"address": address, "language": language, "text": STORY[language], "prefs": prefs}
    words = with_firefox(**said, files=files)["codename"]
    report = opened_as(site_world, words).report
    assert (report.text, report.topic) == (STORY[language], "fraud")
    assert [item.size for item in report.attachments] == [file.stat().st_size for file in two_files]
    site_world.publish(report, ["We read it. Thank you."], opened=1, serial=serial)
    [opened, answer] = with_firefox(**said, codename=words)["lines"]
    assert opened
    assert "We read it. Thank you." in answer


@pytest.mark.parametrize("prefs", [{}, SAFER], ids=["as it comes", "as on Safer"])
def test_firefox_opens_the_kit(
    site_world: World, address: str, two_files: list[Path], tmp_path: Path, prefs: dict[str, bool]
) -> None:
    """From a disk, against a site of another origin: the desk opens it, the codename opens the answer."""
    said = {
        "address": made(site_world, tmp_path, address),
        "language": "ar",
        "text": STORY["ar"],
        "prefs": prefs,
    }
    words = with_firefox(**said, files=[str(file) for file in two_files])["codename"]
    report = opened_as(site_world, words).report
    assert (report.text, report.path) == (STORY["ar"], "kit")
    assert [item.size for item in report.attachments] == [file.stat().st_size for file in two_files]
    site_world.publish(report, ["We read it. Thank you."], opened=1, serial=51 + bool(prefs))
    [opened, answer] = with_firefox(**said, codename=words)["lines"]
    assert opened
    assert "We read it. Thank you." in answer


def test_chromium_without_compiler_and_webassembly(
    site_world: World, address: str, browser: Browser, two_files: list[Path]
) -> None:
    """A slower engine seals the same report and reads the same answer; V8 has no WebAssembly then."""
    slower = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, "--js-flags=--jitless"])
    try:
        page = slower.new_page()
        person = Report(page, address, "en")
        assert page.evaluate("typeof WebAssembly") == "undefined"
        person.reach("check", files=two_files)
        words = person.send()
        report = opened_as(site_world, words).report
        assert [item.size for item in report.attachments] == [file.stat().st_size for file in two_files]
        person.practise(words)
        Answers(page, address, "en").ask(words)
        expect(page.locator('[data-view="thread"]')).to_be_visible(timeout=SENDING)
    finally:
        slower.close()
