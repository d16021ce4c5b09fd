"""Files added to a report: what they tell is shown and removed, and each can be taken out again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.driving import Report
from tests.browser.sent import attachment
from tests.submit.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Amana", "Telephone 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "W", 4: (7.0, 35.0, 24.0)})
    file = tmp_path / "Salma à Casablanca.jpg"
    Image.new("RGB", (64, 48), "teal").save(file, exif=exif)
    return file


def test_what_a_photo_tells_is_shown_and_removed(
    site_world: World, address: str, page: Page, photo: Path
) -> None:
    """Place and camera are named, removed unless one says otherwise, and the name of the file stays here."""
    person = Report(page, address, "en")
    person.reach("files")
    page.locator("#files").set_input_files([photo])
    row = page.locator(".attachment")
    expect(row).to_contain_text("33.57")
    expect(row).to_contain_text("Telephone 7")
    assert page.locator("main img, main video, main object").count() == 0
    for step in ("files", "people"):
        person.at(step)
        person.next()
    name, sent = attachment(site_world, person.send())
    assert name == "file-1.jpg"
    assert b"Telephone" in photo.read_bytes()
    assert b"Telephone" not in sent
    assert b"Exif" not in sent
    assert Image.open(io.BytesIO(sent)).tobytes() == Image.open(photo).tobytes()


def test_an_original_is_kept_when_it_is_the_evidence(
    site_world: World, address: str, page: Page, photo: Path
) -> None:
    """By choice the file and its name travel as they are."""
    person = Report(page, address, "en")
    person.reach("files")
    page.locator("#files").set_input_files([photo])
    page.locator('.attachment input[value="keep"]').check()
    page.locator("[data-neutral] input").uncheck()
    for step in ("files", "people"):
        person.at(step)
        person.next()
    assert attachment(site_world, person.send()) == (photo.name, photo.read_bytes())


def test_files_are_dropped_named_when_too_large_and_removed(address: str, page: Page, photo: Path) -> None:
    """Dropping works; a file that is too large is named and the others stay; each can be taken out."""
    person = Report(page, address, "en")
    person.reach("files")
    page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["a note"], "note.txt", {type: "text/plain"}));
        const far = new File(["x"], "film.mp4");
        Object.defineProperty(far, "size", {value: 501 * 2 ** 20});
        const dropped = (list) => {
            const event = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: files});
            if (list) Object.defineProperty(event.dataTransfer, "files", {value: list});
            document.querySelector("[data-drop]").dispatchEvent(event);
        };
        dropped(null);
        dropped([far, new File(["b"], "second.txt")]);
    }""")
    expect(page.locator(".attachment")).to_have_count(2)
    expect(page.locator("#files-error")).to_contain_text("film.mp4")
    expect(page.locator("#files-error")).to_contain_text("500 MB")
    expect(page.locator(".attachment").first).to_contain_text("could not be checked")
    page.get_by_role("button", name="Remove note.txt").click()
    expect(page.locator(".attachment")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "files"
