"""One served site and one Chromium for all tests here; the vault only ever gains envelopes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from submit import build
from tests.submit.conftest import built, new_world
from tests.submit.world import World, serving

__all__ = ["built", "new_world"]

HERE = Path(__file__).parent
PATIENT = 30_000  # milliseconds: a loaded machine takes longer than the usual five seconds
expect.set_options(timeout=PATIENT)


@pytest.fixture(scope="session")
def site_world(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    return new_world.copy(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def address(site_world: World) -> Iterator[str]:
    with serving(site_world.server) as (address, _):
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A telephone; views come without moving, since who drives it would wait until each stands still."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    made.set_default_timeout(PATIENT)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not complain: no error in a script, nothing the policy had to stop."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    yield opened
    assert [said for said in complaints if "404" not in said and "Failed to load resource" not in said] == []


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A page as narrow as telephones are, with the policy lifted for axe alone."""
    made = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="light", reduced_motion="reduce", bypass_csp=True
    )
    made.set_default_timeout(PATIENT)
    yield made.new_page()
    made.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, fetched as tests/browser/package-lock.json names it."""
    build.fetch_packages(build.find_node(), HERE)
    return (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture
def two_files(tmp_path: Path) -> list[Path]:
    """A small text and a larger picture of noise."""
    files = [tmp_path / "récit complet.txt", tmp_path / "لقطة.png"]
    files[0].write_text("ligne\n" * 50, "utf-8")
    files[1].write_bytes(bytes(range(256)) * 1200)
    return files
