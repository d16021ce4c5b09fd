"""The reporter kit, opened from a disk in Chromium: it reports, reads answers, and writes sealed files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from submit import assets
from submit import kit as kits
from submit.languages import LANGUAGES
from tests.browser.axe import narrow_faults
from tests.browser.driving import SENDING, STORY
from tests.browser.kits import KitAnswers, KitReport, made
from tests.browser.sent import opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser
ONION = "http://" + "z" * 56 + ".onion"


@pytest.fixture(scope="module")
def kit(site_world: World, address: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(site_world, tmp_path_factory.mktemp("kit"), address, ONION)


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
    assert [link.url for link in report.links] == ["https://shop.example/phones?id=17"]
    assert [item.size for item in report.attachments] == [file.stat().st_size for file in two_files]
    person.practise(words)


def test_answers_from_a_file(site_world: World, kit: str, page: Page) -> None:
    """The codename opens the answer, and an addition sealed in the kit belongs to the thread."""
    person = KitReport(page, kit, "en")
    person.reach("check")
    words = person.send()
    person.practise(words)
    report = opened_as(site_world, words).report
    site_world.publish(report, ["We read it. Thank you."], opened=1, serial=41)
    [opened, answer] = KitAnswers(page, kit, "en").read(words)
    assert "We read it. Thank you." in answer
    assert opened
    page.locator("[data-add]").click()
    page.locator('[data-field="text"]').fill("One thing more.")
    page.locator('input[data-group="lane"][value="desk"]').check()
    page.locator('[data-view="add"] [data-send]').click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    said = {each.report.text: each.report for each in site_world.opened().values()}
    assert (said["One thing more."].author, said["One thing more."].path) == (report.author, "kit")


def test_a_file_to_carry(
    site_world: World, kit: str, page: Page, tmp_path: Path, two_files: list[Path]
) -> None:
    """Sealed into a file nothing is sent; the kit's own page for sealed files takes it later."""
    before = len(site_world.opened())
    person = KitReport(page, kit, "fr")
    person.reach("check", files=two_files)
    person.answer("check")
    page.locator("[data-keep]").click()
    words = person.codename()
    assert "pas encore envoyé" in page.locator('[data-view="codename"] h2').inner_text()
    with page.expect_download() as saved:
        page.locator("[data-kept] a").click()
    assert saved.value.suggested_filename == "sealed.amana"
    file = tmp_path / "sealed.amana"
    saved.value.save_as(file)
    assert len(site_world.opened()) == before
    person.practise(words)
    page.goto(f"{kit}#fr/sealed")
    page.locator("#sealed").set_input_files(file)
    page.locator('[data-view="choose"] [data-send]').click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    assert opened_as(site_world, words).report.path == "kit"


def test_sealed_where_no_site_is_reached(site_world: World, address: str, page: Page, tmp_path: Path) -> None:
    """A kit that carries keys seals into a file without any network; a page of the site takes the file."""
    file = made(site_world, tmp_path, "http://127.0.0.1:9", keys=True)
    person = KitReport(page, file, "ar")
    person.reach("check")
    person.answer("check")
    page.locator("[data-keep]").click()
    words = person.codename()
    with page.expect_download() as saved:
        page.locator("[data-kept] a").click()
    sealed = tmp_path / "sealed.amana"
    saved.value.save_as(sealed)
    person.practise(words)
    page.goto(f"{address}/ar/sealed")
    page.locator("#sealed").set_input_files(sealed)
    page.locator('[data-view="choose"] [data-send]').click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    assert opened_as(site_world, words).report.path == "kit"


def test_links_lead_to_pages_of_the_file(kit: str, page: Page) -> None:
    """Every link stays in the file, keeps one entry of history, and shows its page in its language."""
    page.goto(f"{kit}#en/")
    expect(page.locator("[data-demonstration]")).to_be_visible()
    begun = page.evaluate("history.length")
    for name in ("en/replies", "ar/replies", "ar/how"):
        title = page.title()
        page.locator(f'a[href="#{name}"]').first.click()
        expect(page.locator("html")).to_have_attribute("lang", name[:2])
        expect(page).not_to_have_title(title)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("history.length") == begun
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#ar/how")


def test_a_kit_asks_only_its_site(kit: str, address: str, page: Page) -> None:
    """Whatever is opened, the only requests go to the pinned address; nothing is kept on the device."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    KitReport(page, kit, "ar").reach("account")
    other = [url for url in asked if not url.startswith((f"{address}/", "file:", "data:", "blob:"))]
    assert other == []
    assert {url.removeprefix(address).split("/")[1] for url in asked if url.startswith(address)} <= {
        "manifest",
        "keys",
        "board",
        "challenge",
        "log",
        "manifests",
    }
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_another_root_is_refused(site_world: World, address: str, page: Page, tmp_path: Path) -> None:
    """A kit of other root keys sends nothing to this site, and says why."""
    file = tmp_path / "kit.html"
    file.write_bytes(kits.write(site_world.server, kits.Pins(bytes(32), (address,))))
    page.goto(f"{file.as_uri()}#en/")
    expect(page.locator("[data-notice]")).to_contain_text("Do not report here.")


def test_another_way_is_chosen_and_kept(site_world: World, address: str, page: Page, tmp_path: Path) -> None:
    """The second address is used once it is chosen, on every page from then on."""
    dead = "http://127.0.0.1:9"
    page.goto(f"{made(site_world, tmp_path, dead, address)}#en/how")
    page.locator("[data-ways] summary").click()
    expect(page.locator("[data-way]")).to_have_text("127.0.0.1:9")
    page.locator('[data-way-number="1"]').check()
    expect(page.locator("[data-way]")).to_have_text(address.removeprefix("http://"))
    page.locator("a.brand").click()
    expect(page.locator("[data-demonstration]")).to_be_visible()
    assert page.url.endswith("#en/@1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", "replies", "sealed", "how", "legal"])
def test_pages_of_a_kit_are_accessible(kit: str, page: Page, axe: str, language: str, name: str) -> None:
    """axe-core finds nothing at 320 pixels, with what the kit is unfolded."""
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{kit}#{language}/{name}")
    page.locator("[data-ways] summary").click()
    assert narrow_faults(page, axe) == []


def test_two_kits_are_the_same_bytes(site_world: World, address: str, kit: str, tmp_path: Path) -> None:
    """The same choices give the same file, whatever the process, the hour and the order of its hashes."""
    command = [sys.executable, "-m", "submit", "--server", str(site_world.server), "kit"]
    pins = [
        "--fingerprint",
        site_world.manifest.root.fingerprint.hex(),
        "--address",
        address,
        "--address",
        ONION,
    ]
    for seed, zone in (("1", "Africa/Casablanca"), ("2", "Asia/Tokyo")):
        out = tmp_path / f"{seed}.html"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([*command, *pins, "--out", str(out)], check=True, env=environment, capture_output=True)
        assert out.read_bytes() == Path(urlsplit(kit).path).read_bytes()


def test_the_workers_are_the_site_s(kit: str) -> None:
    """What a kit starts is what the manifest lists: the same bytes."""
    text = Path(urlsplit(kit).path).read_text("utf-8")
    for name in ("amana-worker.js", "amana-metadata.js", "amana-qr.js", "words.txt"):
        served = (assets.FOLDER / name).read_text("utf-8")
        assert f'data-file="{name}">{served}</script>' in text
