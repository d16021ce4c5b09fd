"""Files that cannot be looked into: each reason is said with a way on, and the file can still be sent."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.driving import Report
from tests.submit.world import World

pytestmark = pytest.mark.browser


def picture(**more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", **more)
    return out.getvalue()


@pytest.fixture
def person(page: Page, address: str) -> Report:
    reporter = Report(page, address, "en")
    reporter.reach("files")
    return reporter


def test_a_damaged_file_is_named_so_and_still_travels(
    site_world: World, person: Report, tmp_path: Path
) -> None:
    """Cut off in the middle of a segment, a photo can be neither looked into nor cleaned."""
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(picture()[:30])
    person.page.locator("#files").set_input_files([cut])
    row = person.page.locator(".attachment")
    expect(row).to_contain_text("This file is damaged or unusual")
    expect(row).to_contain_text("choose another copy of it, or leave it out")
    expect(row.locator(".caution")).to_have_count(1)
    expect(row.locator("[data-treatment]")).to_be_hidden()
    for step in ("files", "people"):
        person.at(step)
        person.next()
    codename = person.send()
    assert codename
    assert any(
        each.size == 30 for opened in site_world.opened().values() for each in opened.report.attachments
    )


def test_a_kind_that_is_not_known_keeps_its_own_sentence(person: Report, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("a note")
    person.page.locator("#files").set_input_files([note])
    expect(person.page.locator(".attachment")).to_contain_text("This kind of file could not be checked")


def test_what_was_found_is_shown_where_it_cannot_be_taken_out(person: Report, tmp_path: Path) -> None:
    """The worker that finds a place and then fails to remove it: the reporter learns of the place."""
    exif = Image.Exif()
    exif[0x0110] = "Telephone 7"
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture(exif=exif))
    person.page.evaluate("""() => {
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) {
          if (message.do === "clean") message = { ...message, blob: message.blob.slice(0, 30) };
          return post.call(this, message, ...rest);
        };
    }""")
    person.page.locator("#files").set_input_files([photo])
    row = person.page.locator(".attachment")
    expect(row).to_contain_text("Telephone 7")
    expect(row).to_contain_text("cannot be removed here without damage")
    expect(row.locator("[data-treatment]")).to_be_hidden()


def test_a_file_that_is_gone_is_to_be_chosen_again(person: Report) -> None:
    """As when a memory card is taken out between choosing and reading."""
    person.page.evaluate("""() => {
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) {
          if (message.do !== "inspect") return post.call(this, message, ...rest);
          this.dispatchEvent(new MessageEvent("message", {
            data: { id: message.id, event: "error", kind: "unreadable" },
          }));
        };
        const files = new DataTransfer();
        files.items.add(new File(["x"], "far.jpg"));
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files });
        document.querySelector("[data-drop]").dispatchEvent(event);
    }""")
    expect(person.page.locator(".attachment")).to_contain_text("Remove it and choose it again")
