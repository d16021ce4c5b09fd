"""From "Seal and send" on: files cleaned, sending paused, the codename practised, answers deleted."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from keys import codename as codenames
from keys import keyfile, mailbox
from keys.calendar import epoch_of, today
from keys.draft import Draft
from keys.envelope import seal
from keys.private.open import copy_attachment
from submit import build
from tests.browser.driving import SENDING, Answers, Report
from tests.browser.test_journey import opened_as
from tests.submit.world import World
from vault.store import open_store

pytestmark = pytest.mark.browser
MEGABYTE = 1 << 20
SIDE = 8  # pixels of a module, when a drawing is read back
DECODE = """
import decode from "qr/decode.js";
const data = await new Promise((done) => {
  const parts = [];
  process.stdin.on("data", (part) => parts.push(part)).on("end", () => done(Buffer.concat(parts)));
});
const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
console.log(decode({ width, height, data: data.subarray(8) }));
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Amana", "Telephone 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "W", 4: (7.0, 35.0, 24.0)})
    file = tmp_path / "Salma à Casablanca.jpg"
    Image.new("RGB", (64, 48), "teal").save(file, exif=exif)
    return file


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes a while."""
    file = tmp_path / "film.bin"
    file.write_bytes(bytes(range(256)) * (24 * MEGABYTE // 256))
    return file


def attachment(world: World, words: str, index: int = 0) -> tuple[str, bytes]:
    """Name and bytes of an attachment, as the desk gets them."""
    opened, out = opened_as(world, words), io.BytesIO()
    with open_store(world.server) as store:
        [waiting] = [each for each in store.ledger.waiting() if each.id == opened.id]
        with store.open(waiting) as source:
            copy_attachment(source, opened, index, out)
    return opened.report.attachments[index].name, out.getvalue()


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


def practising(page: Page, address: str, language: str = "en") -> tuple[Report, str]:
    """Send a report and come to where the codename is practised."""
    person = Report(page, address, language)
    person.reach("check")
    words = person.send()
    page.locator("[data-practise]").click()
    person.at("practice")
    return person, words


def test_practising_the_codename(address: str, page: Page) -> None:
    """A slip, another codename, another spelling: each is told apart, and the words can be seen again."""
    person, words = practising(page, address)
    problem = page.locator("#practice-error")
    page.locator("[data-practised]").click()
    expect(problem).to_contain_text("Type your codename")
    page.locator("#practice").fill(codenames.generate().digits())
    page.locator("[data-practised]").click()
    expect(problem).to_contain_text("not the one that was shown")
    page.locator("[data-again]").click()
    person.at("codename")
    digits = page.locator('[data-view="codename"] [data-spelling="digits"]').first.text_content() or ""
    assert codenames.parse(digits) == codenames.parse(words)
    person.practise(digits)
    expect(page.locator("[data-right]")).to_be_visible()
    assert digits not in page.content()
    assert page.locator("[data-codename-words] li").count() == 0


def test_not_practising_takes_a_second_choice(address: str, page: Page) -> None:
    """Only after reading what it means does the page end without practising."""
    person, _ = practising(page, address)
    expect(page.locator("[data-skipped]")).to_be_hidden()
    page.locator("[data-skip]").click()
    expect(page.locator("[data-skipping]")).to_contain_text("Nobody can find the codename again")
    page.locator("[data-skipped]").click()
    person.at("done")
    expect(page.locator("[data-right]")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "spelling", "direction"), [("ar", "ar", "rtl"), ("fr", "fr", "ltr"), ("en", "eff", "ltr")]
)
def test_the_page_s_own_spelling_stands_large(
    address: str, page: Page, language: str, spelling: str, direction: str
) -> None:
    """The words are those of the page's language; all other spellings wait below and say the same number."""
    person = Report(page, address, language)
    person.reach("check")
    words = person.send()
    assert page.locator("[data-codename-words]").get_attribute("dir") == direction
    page.locator('[data-view="codename"] summary').click()
    others = page.locator('[data-view="codename"] [data-spelling]:visible')
    spelt = {each.get_attribute("data-spelling"): each.inner_text() for each in others.all()}
    assert set(spelt) | {spelling} >= {"eff", "fr", "es", "ar", "digits"}
    assert spelling not in spelt
    assert ("arabic_digits" in spelt) == (language == "ar")
    assert {codenames.parse(each) for each in [words, *spelt.values()]} == {codenames.parse(words)}


def drawn(box: str, path: str) -> Image.Image:
    """The pixels of an SVG that is made of unit squares."""
    size = int(box.split(" ")[2])
    picture = Image.new("RGBA", (size * SIDE, size * SIDE), "white")
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path):
        picture.paste(
            (0, 0, 0, 255), (int(x) * SIDE, int(y) * SIDE, (int(x) + 1) * SIDE, (int(y) + 1) * SIDE)
        )
    return picture


def test_the_qr_code_is_the_digits(address: str, page: Page) -> None:
    """It is drawn only when asked for, with a warning; what a scanner reads opens the answers."""
    person = Report(page, address, "en")
    person.reach("check")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    words = person.send()
    assert "/static/amana-qr.js" not in asked
    page.locator("[data-show-qr]").click()
    drawing = page.locator("[data-qr-drawing] svg")
    expect(drawing).to_be_visible()
    expect(page.locator("[data-qr]")).to_contain_text("This picture is your codename")
    assert "/static/amana-qr.js" in asked
    picture = drawn(
        drawing.get_attribute("viewBox") or "", drawing.locator("path").last.get_attribute("d") or ""
    )
    node = build.find_node()
    read = subprocess.run(
        [*node.node, "--input-type=module", "-e", DECODE],
        input=b"".join(side.to_bytes(4, "big") for side in picture.size) + picture.tobytes(),
        cwd=build.BROWSER,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert codenames.parse(read.stdout.decode()) == codenames.parse(words)
    page.locator("[data-show-qr]").click()
    expect(page.locator("[data-qr]")).to_be_hidden()


def test_a_slip_is_named_with_the_likely_word(address: str, page: Page) -> None:
    """One press puts the word right, and the search goes on."""
    words = codenames.generate().words().split(" ")
    slipped = [*words[:3], words[3][:-1] + "q", *words[4:]]
    answers = Answers(page, address, "en")
    answers.ask(" ".join(slipped))
    expect(page.locator("#codename-error")).to_contain_text("Word 4")
    page.locator('[data-suggestions="codename"]').get_by_role("button", name=words[3], exact=True).click()
    expect(page.locator('[data-view="thread"]')).to_be_visible(timeout=SENDING)
    assert page.locator("#codename").input_value() == " ".join(words)
    page.locator('[data-view="thread"] summary').click()
    expect(page.locator('[data-view="thread"] [data-spelling="fr"]')).to_be_visible()


def test_deleting_the_answers(site_world: World, address: str, page: Page) -> None:
    """A sealed request of the same thread arrives, and the page says when the answers will be gone."""
    person = Report(page, address, "en")
    person.reach("check")
    words = person.send()
    first = opened_as(site_world, words).report
    site_world.publish(first, ["An answer."], 1, serial=60)
    person.practise(words)
    answers = Answers(page, address, "en")
    answers.read(words)
    expect(page.locator("[data-gone]")).to_be_hidden()
    page.locator("[data-erase]").click()
    page.locator("[data-send-erase]").click()
    expect(page.locator("#erase-lane-error")).not_to_be_empty()
    page.locator('[data-view="erase"] [data-back]').click()
    answers.erase()
    expect(page.locator("[data-next-board]")).to_contain_text("due on")
    [wish] = [each.report for each in site_world.opened().values() if each.report.kind == "erase"]
    assert (wish.author, wish.text) == (first.author, "")
    page.locator('[data-view="erased"] [data-close]').click()
    assert "An answer." not in page.locator("main").inner_text()
    expect(page.locator("#codename")).to_have_value("")
    site_world.publish(first, ["A later answer."], 1, serial=60, gone=1)
    [_, later] = answers.read(words)
    assert "Answer 2 of 2" in later
    expect(page.locator("[data-gone]")).to_be_visible()


def bend(page: Page, address: str, path: str, at: int) -> None:
    """Flip a bit of what the server sends."""

    def answer(route: Route) -> None:
        data = bytearray(route.fetch().body())
        data[at] ^= 1
        route.fulfill(status=200, body=bytes(data), content_type="application/octet-stream")

    page.context.route(f"{address}{path}", answer)


@pytest.mark.parametrize(
    ("path", "at", "said"),
    [("/board/header", -1, "not signed by its reviewers"), ("/board/61/bucket/0", 5, "damaged or altered")],
)
def test_a_board_that_is_not_the_desk_s(
    site_world: World, address: str, page: Page, path: str, at: int, said: str
) -> None:
    """A forged header and an altered bucket are refused, each in its own words."""
    site_world.publish(serial=61)
    bend(page, address, path, at)
    answers = Answers(page, address, "en")
    answers.ask(codenames.generate().words())
    expect(page.locator("#codename-error")).to_contain_text(said, timeout=SENDING)


def test_an_older_board_than_before_is_refused(site_world: World, address: str, page: Page) -> None:
    site_world.publish(serial=63)
    answers = Answers(page, address, "en")
    answers.read(codenames.generate().words())
    page.locator('[data-view="thread"] [data-close]').click()
    site_world.publish(serial=62, issued=today() - timedelta(days=1))
    answers.ask(codenames.generate().words())
    expect(page.locator("#codename-error")).to_contain_text("older answers", timeout=SENDING)


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


def test_the_visit_has_one_entry_in_the_history(address: str, browser: Browser) -> None:
    """After going from page to page and leaving, "back" leads to where one was before this site."""
    with browser.new_context() as context:
        context.route(re.compile(r"^https://"), lambda route: route.fulfill(status=200, body="<p>harmless"))
        page = context.new_page()
        page.goto("https://before.example/")
        Report(page, address, "en")
        page.locator('a[hreflang="fr"]').click()
        page.wait_for_url(f"{address}/fr/")
        page.locator('[data-view="danger"] .return a').first.click()
        page.wait_for_url(f"{address}/fr/replies")
        page.locator("[data-leave]").click()
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        assert page.url == "https://before.example/"


def test_every_kind_of_failure_has_a_sentence(address: str, page: Page) -> None:
    """What the worker can say went wrong is said in words in the page, not by its name."""
    page.goto(f"{address}/en/replies")
    said = page.evaluate("""() => {
        const { content } = document.querySelector("template[data-messages]");
        return [...content.children].map(({dataset}) => dataset.message);
    }""")
    of_sending = "offline refused full large busy work expired epoch"
    of_device = "cancelled stopped unloaded unreadable storage clock"
    of_reading = "signature deployment board-hash board-rollback cell damaged unknown"
    of_typing = "unloaded epoch word length check words"
    kinds = " ".join([of_sending, of_device, of_reading, of_typing]).split()
    assert [kind for kind in kinds if f"error-{kind}" not in said] == []
