"""One desk with cases on it, and the browser that was let in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import axe
from tests.conftest import Deployment
from tests.desk.running import fill, running
from tests.reviewer.world import World
from tests.seeds.reports import seeded
from tests.seeds.sealing import carry

__all__ = ["REPORTS", "axe"]

# The long run works through two hundred.
REPORTS = int(os.environ.get("REPORTS", "28"))


@pytest.fixture(scope="session")
def desk_world(shared_deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A workstation of its own with cases on it."""
    made = shared_deployment.copied(tmp_path_factory.mktemp("desk"))
    world = World.of(made)
    fill(world)
    return world


@pytest.fixture(scope="module")
def busy_desk(
    shared_deployment: Deployment, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Page]:
    """A desk with generated reports on it, REPORTS of them, in the language of the test's choice."""
    made = shared_deployment.copied(tmp_path_factory.mktemp("busy"))
    world = World.of(made)
    carry(world, seeded(11, REPORTS, day=world.day))
    with running(world, "--lang", "en") as entrance:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(entrance)
        page.address = entrance.partition("/enter/")[0]  # type: ignore[attr-defined]
        yield page
        context.close()


@pytest.fixture(scope="session")
def let_in(desk_world: World, browser: Browser) -> Iterator[tuple[str, Any]]:
    """(address of the desk, what the browser keeps of it): the cookie is given once."""
    with running(desk_world, "--lang", "en") as entrance:
        context = browser.new_context()
        page = context.new_page()
        page.goto(entrance)
        state = context.storage_state()
        context.close()
        yield entrance.partition("/enter/")[0], state


def wake(page: Page, passphrase: str) -> None:
    """Unlock the desk, if tests of other files took so long that it locked itself."""
    page.goto("/en/")
    if page.get_by_label("Passphrase").count():
        page.get_by_label("Passphrase").fill(passphrase)
        page.keyboard.press("Enter")
        page.wait_for_load_state()


@pytest.fixture
def desk(let_in: tuple[str, Any], desk_world: World, browser: Browser) -> Iterator[Page]:
    """A page of the desk, wide, that must not complain."""
    address, state = let_in
    complaints: list[str] = []
    context = browser.new_context(
        storage_state=state, base_url=address, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    wake(page, desk_world.passphrase)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


@pytest.fixture
def narrow_desk(let_in: tuple[str, Any], desk_world: World, browser: Browser) -> Iterator[Page]:
    """The same, 320 pixels wide, with the policy lifted for axe alone."""
    address, state = let_in
    context = browser.new_context(
        storage_state=state, base_url=address, viewport={"width": 320, "height": 640}, bypass_csp=True
    )
    page = context.new_page()
    wake(page, desk_world.passphrase)
    yield page
    context.close()
