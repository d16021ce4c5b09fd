"""From "Seal and send" until it has arrived: paused, hindered, given up, or a file sealed elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from keys import codename as codenames
from keys import keyfile, mailbox
from keys.calendar import epoch_of, today
from keys.draft import Draft
from keys.envelope import seal
from tests.browser.driving import SENDING, STORY, Report
from tests.browser.sent import attachment, opened_as
from tests.submit.world import World

pytestmark = pytest.mark.browser
MEGABYTE = 1 << 20


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes a while."""
    file = tmp_path / "film.bin"
    file.write_bytes(bytes(range(256)) * (24 * MEGABYTE // 256))
    return file


def test_pause_and_go_on(site_world: World, address: str, page: Page, large: Path) -> None:
    """A large sending stands still as long as one likes, and arrives whole."""
    person = Report(page, address, "en")
    person.reach("check", files=[large])
    person.answer("check")
    person.next()
    sending = page.locator('[data-view="sending"]')
    sending.locator("[data-pause]").click(timeout=SENDING)
    expect(sending.locator("[data-stage]")).to_contain_text("Paused", timeout=SENDING)
    share = sending.locator("[data-percent]").inner_text()
    page.wait_for_timeout(1500)
    assert sending.locator("[data-percent]").inner_text() == share
    sending.locator("[data-resume]").click()
    assert attachment(site_world, person.codename())[1] == large.read_bytes()


@pytest.mark.parametrize(
    ("hindrance", "said"), [("offline", "Waiting for the network"), ("busy", "This site has too much to do")]
)
def test_waiting_for_what_passes(address: str, page: Page, hindrance: str, said: str) -> None:
    """A lost network is said aloud, and a busy site; when that is over, the sending goes on by itself."""

    def hinder(route: Route) -> None:
        if hindrance == "busy":
            route.fulfill(status=503, json={"kind": "busy"})
        else:
            route.abort("internetdisconnected")

    person = Report(page, address, "en")
    person.reach("check")
    page.context.route("**/envelopes", hinder)
    person.answer("check")
    person.next()
    sending = page.locator('[data-view="sending"]')
    expect(sending.locator("[data-stage]")).to_contain_text(said, timeout=SENDING)
    expect(sending.locator("[data-spoken]")).to_contain_text(said)
    page.context.unroute("**/envelopes")
    assert len(person.codename().split(" ")) >= 7


def left_over(world: World) -> list[Path]:
    """The pieces of unfinished uploads."""
    return sorted(file for file in (world.server / "incoming").rglob("*") if file.is_file())


def test_cancelling_a_large_sending_leaves_nothing(
    site_world: World, address: str, page: Page, large: Path
) -> None:
    """What was sent of it is deleted from the server, and what was typed is still there."""
    before = left_over(site_world)  # records of uploads that other tests completed stay for their day
    person = Report(page, address, "en")
    person.reach("check", files=[large])
    person.answer("check")
    person.next()
    page.locator('[data-view="sending"] [data-pause]').click(timeout=SENDING)
    page.locator('[data-view="sending"] [data-cancel]').click()
    person.at("check")
    expect(page.locator('[data-view="check"] #send-error')).to_contain_text("Cancelled")
    for _ in range(50):
        if left_over(site_world) == before:
            break
        page.wait_for_timeout(200)
    assert left_over(site_world) == before


@pytest.fixture
def ready_file(site_world: World, tmp_path: Path) -> tuple[Path, codenames.Codename]:
    """A file sealed elsewhere, and its codename."""
    key = site_world.manifest.intake_key("desk", today())
    file, name = tmp_path / "report.amana", codenames.generate()
    with file.open("wb") as out:
        seal(
            out,
            Draft(kind="report", path="kit", lang="en", sent=today(), text="Sealed elsewhere."),
            deployment=site_world.manifest.deployment,
            epoch=epoch_of(today()),
            lanes=[keyfile.parse((site_world.server / "keys" / key).read_bytes(), key)],
            mailbox=mailbox.derive(name, site_world.manifest.deployment),
        )
    return file, name


def test_a_file_sealed_elsewhere(
    site_world: World, address: str, page: Page, ready_file: tuple[Path, codenames.Codename]
) -> None:
    """It is sent as it is; what is no such file is refused in words about the file."""
    file, name = ready_file
    other = file.with_name("holiday.amana")
    other.write_bytes(bytes(file.stat().st_size))
    page.goto(f"{address}/en/sealed")
    expect(page.locator("[data-demonstration]")).to_be_visible()
    page.locator("[data-send]").click()
    expect(page.locator("#sealed-error")).to_contain_text("Choose the sealed file")
    page.locator("#sealed").set_input_files([other])
    page.locator("[data-send]").click()
    expect(page.locator("#sealed-error")).to_contain_text("not a sealed file")
    page.locator("#sealed").set_input_files([file])
    page.locator("[data-send]").click()
    expect(page.locator('[data-view="sent"]')).to_be_visible(timeout=SENDING)
    assert opened_as(site_world, name.words()).report.text == "Sealed elsewhere."


def refuse_uploads(page: Page, status: int) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=status, body="{}", content_type="application/json")

    page.context.route("**/envelopes", answer)


# A 503 passes by itself: it is waited for, like a lost network.
FAILURES = {507: "n’a plus de place", 413: "C’est trop gros", 409: "date d’aujourd’hui"}


@pytest.mark.parametrize("status", FAILURES)
def test_failures_have_their_own_sentence(address: str, page: Page, status: int) -> None:
    """What went wrong is said in the page's language, at the last step, and a second try can succeed."""
    person = Report(page, address, "fr")
    person.reach("check")
    refuse_uploads(page, status)
    person.next()
    expect(page.locator('[data-view="check"] #send-error')).to_contain_text(FAILURES[status], timeout=SENDING)
    assert page.locator('[data-field="text"]').input_value() == STORY["fr"]
    page.context.unroute("**/envelopes")
    assert len(person.send().split(" ")) >= 7


def test_cancelling(address: str, page: Page) -> None:
    """Sending can be stopped; what was typed stays, and it can be sent after all."""
    person = Report(page, address, "en")
    person.reach("check")
    page.context.route("**/envelopes", lambda _: None)
    person.next()
    person.at("sending")
    page.locator('[data-view="sending"] [data-cancel]').click()
    person.at("check")
    expect(page.locator('[data-view="check"] #send-error')).to_contain_text("Cancelled")
    page.context.unroute("**/envelopes")
    assert len(person.send().split(" ")) >= 7
