"""Client and kit through a real Tor network of our own, to an onion service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from keys.primitives import random_bytes
from tests.browser.driving import STORY
from tests.browser.kits import KitReport, made
from tests.browser.sent import attachment, opened_as
from tests.client.person import Person, codename_in
from tests.client.tor_network import Onion, tor_network
from tests.submit.world import World


@pytest.fixture(scope="module")
def onion(client_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onion]:
    with tor_network(tmp_path_factory.mktemp("tor"), urlsplit(client_address).netloc) as running:
        yield running


def test_the_client_reports_and_reads_over_tor(person: Person, onion: Onion, tmp_path: Path) -> None:
    """A report with a file in pieces, then its answer: all through three hops and the service's three."""
    text, film = tmp_path / "text.txt", tmp_path / "film.mp4"
    text.write_text("Through Tor.", "utf-8")
    film.write_bytes(random_bytes(3 << 20))
    way = ["--socks", onion.socks]
    done = person.run(
        *("send", *way, "--no-practice", "--text-file", str(text), "--file", str(film)), address=onion.address
    )
    assert done.exit_code == 0, done.output
    name = codename_in(done.output)
    assert attachment(person.world, name)[1] == film.read_bytes()
    person.world.publish(opened_as(person.world, name).report, ["We read it."], opened=1, serial=2001)
    read = person.run("replies", *way, lines=[name], address=onion.address)
    assert "We read it." in read.output


@pytest.mark.browser
def test_the_kit_reports_over_tor(
    client_world: World, onion: Onion, browser: Browser, tmp_path: Path
) -> None:
    """A browser that goes through Tor opens the kit from a disk, and its onion address takes the report."""
    context = browser.new_context(proxy={"server": f"socks5://{onion.socks}"})
    try:
        page = context.new_page()
        page.set_default_timeout(60_000)
        person = KitReport(page, made(client_world, tmp_path, onion.address), "fr")
        person.reach("check")
        report = opened_as(client_world, person.send()).report
        assert (report.text, report.path) == (STORY["fr"], "kit")
    finally:
        context.close()
