"""Safe viewing: what each kind of file shows, that the walls hold, and that looking is counted."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import av
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.ExifTags import IFD
from pillow_heif import register_heif_opener

from reviewer.alike import hashlists
from reviewer.custody import log
from reviewer.errors import RequestError, WorkstationError
from reviewer.triage import ruling, work
from reviewer.viewing import exposure, previews, sandbox, told, words
from reviewer.viewing.told import Pixels, Told
from reviewer.workstation import Workstation
from tests.reviewer.test_cli import run
from tests.reviewer.world import World, acts, mailbox
from tests.seeds.pictures import picture, png

register_heif_opener()

PICTURE = picture(random.Random(4), 300, 200)


def made(data: bytes) -> Told:
    return told.read(sandbox.make(lambda file: file.write(data)))


def encoded(form: str, image: Image.Image = PICTURE, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def film(seconds: int = 4) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(seconds * 10):
            image = Image.new("RGB", (320, 240), (number * 6 % 256, 40, 90))
            for packet in stream.encode(av.VideoFrame.from_image(image)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(300, 400)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "HEIF", "AVIF"])
def test_pictures_of_every_usual_kind_become_pixels(form: str) -> None:
    found = made(encoded(form))
    assert (found.reason, len(found.stills)) == ("", 1)
    assert (found.stills[0].width, found.stills[0].height) == (300, 200)
    assert dict(found.numbers) == {"width": 300, "height": 200}
    middle = found.stills[0].data[(100 * 300 + 150) * 3 :][:3]
    expected = PICTURE.getpixel((150, 100))
    assert isinstance(expected, tuple)
    assert max(abs(a - b) for a, b in zip(middle, expected, strict=True)) < 40


def test_a_turned_photograph_stands_upright_and_a_large_one_is_made_small() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    [still] = made(encoded("JPEG", exif=exif)).stills
    assert (still.width, still.height) == (200, 300)
    [still] = made(encoded("JPEG", PICTURE.resize((6000, 4000)))).stills
    assert (still.width, still.height) == (1280, 853)


def test_what_a_file_says_of_itself_is_told() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Maker", "Model 7", "a" * 500
    exif.get_ifd(IFD.Exif)[0x9003] = "2026:11:20 10:11:12"
    exif.get_ifd(IFD.GPSInfo).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "W", 4: (7.0, 35.0, 24.0)})
    found = made(encoded("JPEG", exif=exif))
    assert dict(found.tells) == {
        "Make": "Maker",
        "Model": "Model 7",
        "Software": "a" * 200,
        "DateTimeOriginal": "2026:11:20 10:11:12",
        "GPS": "33.57000, -7.59000",
    }
    assert len(found.stills) == 1


def test_films_documents_and_texts() -> None:
    found = made(film())
    assert (found.reason, len(found.stills), dict(found.numbers)) == ("", told.STILLS, {"seconds": 4})
    assert len({still.data[:30] for still in found.stills}) > 5
    found = made(pdf(20))
    assert (found.reason, len(found.stills), dict(found.numbers)) == ("", told.STILLS, {"pages": 20})
    page = "<html><script>alert(1)</script>\nبسم الله"
    assert made(page.encode()).text == page
    assert made(b"").reason == "empty"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_a_document_becomes_pages() -> None:
    found = made(rb"{\rtf1\ansi A letter.\page Its second page.}")
    assert (found.reason, len(found.stills)) == ("", 2)


def test_what_cannot_be_shown_says_why() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "b")
    for data, reason in {
        b"%PDF-1.7\nnothing": "damaged",
        bytes(range(256)) * 9: "unknown",
        film()[:3000]: "damaged",
        b"\0" * 10_000_000: "unknown",
    }.items():
        assert made(data).reason == reason
    # An archive may be a document: without LibreOffice nobody looks.
    assert made(packed.getvalue()).reason in ("office", "unknown")
    bomb = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(bomb, "PNG")
    assert made(bomb.getvalue()).reason in ("unknown", "damaged")
    assert set(words.REASONS) == set(told.REASONS)
    assert set(words.NUMBERS) == set(told.NUMBERS)
    assert set(words.WALLS) == set(told.WALLS)


PROBE = """
import json, os, runpy, socket, subprocess, sys
maker = runpy.run_path(sys.argv[1], run_name="maker")
walls = [*([] if sys.argv[2] == "bubblewrap" else maker["_namespaces"]()), *maker["_seccomp"]()]
import threading
thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
def tried(what):
    try:
        what()
    except OSError as error:
        return False
    return True
def connect():
    # An address for documents only (RFC 5737): a way there is refused at once where there is no network.
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
print(json.dumps({"walls": walls, "network": tried(connect),
    "program": tried(lambda: subprocess.run(["true"])),
    "process": tried(os.fork), "writing": tried(lambda: open("/tmp/x", "w")),
    "keeping": tried(lambda: os.mkdir("/tmp/y")), "files": os.path.exists(sys.argv[3])}))
"""


@pytest.mark.parametrize("with_box", [True, False])
def test_the_walls_hold_against_whoever_is_inside(tmp_path: Path, *, with_box: bool) -> None:
    box = sandbox._box() if with_box else ()
    if with_box and not box:
        pytest.skip("bubblewrap does not work on this machine, and the preview says so")
    secret = tmp_path / "secret"
    secret.write_text("a file of the workstation")
    maker = str(Path(sandbox.__file__).with_name("maker.py"))
    kind = "bubblewrap" if with_box else "bare"
    done = subprocess.run(
        [*box, sys.executable, "-I", "-c", PROBE, maker, kind, str(secret)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "seccomp" in found.pop("walls")
    # Without a box other files can be read; they still cannot be changed or sent anywhere.
    assert found.pop("files") is not with_box
    assert found == dict.fromkeys(("network", "program", "process", "writing", "keeping"), False)


@given(untrusted=st.binary(max_size=300))
def test_whatever_a_maker_tells_is_read_or_counts_as_broken(untrusted: bytes) -> None:
    found = told.read(untrusted)
    assert found.stills or found.text or found.reason in told.REASONS


def test_a_maker_that_lies_is_not_believed() -> None:
    def record(letter: str, payload: bytes) -> bytes:
        return letter.encode() + len(payload).to_bytes(4, "big") + payload

    small = record("p", b"\0\1\0\1" + b"rgb")
    assert told.read(small).stills == (Pixels(1, 1, b"rgb"),)
    for lie in (
        record("p", b"\0\1\0\1" + b"rgbx"),
        record("p", b"\0\0\0\1"),
        record("p", b"\xff\xff\0\1" + b"x" * 65535 * 3),
        record("i", b"pages -1"),
        record("i", b"secrets 1"),
        record("m", b"\0x"),
        record("m", b"name"),
        record("m", b"n" * 41 + b"\0x"),
        record("m", b"n\0x") * 31,
        record("x", b"known"),
        record("q", b""),
        small * 13,
        small[:-1],
    ):
        assert told.read(lie).reason == "broken", lie[:20]


def test_a_veiled_picture_is_grey_and_says_nearly_nothing() -> None:
    sharp = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(sharp)
    for at in range(0, 600, 20):
        pen.line((at, 0, at, 400), "red", 8)
    pixels = Pixels(600, 400, sharp.tobytes())
    veiled = Image.open(io.BytesIO(previews.png(pixels, veiled=True)))
    assert veiled.mode == "L"
    low, high = veiled.getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low < 12
    assert Image.open(io.BytesIO(previews.png(pixels, veiled=False))).mode == "L"
    assert Image.open(io.BytesIO(previews.png(pixels, veiled=False, grey=False))).mode == "RGB"


@pytest.fixture
def case(world: World, station: Workstation) -> Workstation:
    files = {"a.jpg": encoded("JPEG"), "b.html": b"<b>hello</b>"}
    world.take(station, world.write(mailbox(), category="violent", topic="threat", files=files))
    ruling.catch_up(station.store, station.places.offline)
    return station


def test_a_look_is_written_down_counted_and_bounded(case: Workstation) -> None:
    (case.places.offline / "desk.toml").write_text("[viewing]\npause = 2\nlimit = 3\n")
    assert len(previews.look(case, "1", 1).stills) == 1
    assert previews.look(case, "1", 2).text == "<b>hello</b>"
    assert exposure.today(case).count == 0
    for number in range(1, 4):
        exposure.unveil(case, "1", 1, 1, colour=number == 3)
        assert exposure.today(case).wants_pause is (number == 2)
    with pytest.raises(RequestError, match="enough for one day"):
        exposure.unveil(case, "1", 1, 1, colour=False)
    assert exposure.today(case).is_over
    [*looks] = [act for act in acts(case) if act.name == "look"]
    assert [act.body["colour"] for act in looks] == [False, False, True]
    assert looks[0].after is not None


def test_who_asked_to_be_spared_a_kind_is_shown_and_given_none_of_it(case: Workstation) -> None:
    person, _ = case.session.me()
    with pytest.raises(RequestError):
        exposure.spare(case, ["nonsense"])
    exposure.spare(case, ["violent", "terrorism"])
    assert exposure.spared(case.store, person.name) == ("terrorism", "violent")
    with pytest.raises(RequestError, match="spared"):
        exposure.unveil(case, "1", 1, 1, colour=False)
    with pytest.raises(RequestError, match="spared"):
        work.assign(case, ["1"], person.name)
    exposure.spare(case, [])
    exposure.unveil(case, "1", 1, 1, colour=False)
    work.assign(case, ["1"], person.name)


def test_what_a_list_knows_is_shown_to_nobody(case: Workstation, world: World, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    # Known by its pixels only: another encoding of the same picture.
    found = previews.look(case, "1", 1)
    row = case.store.row("SELECT forms FROM pictures") or {}
    listed.write_text(f"pdq\n{row['forms'][:32].hex()}\n")
    assert found.stills
    hashlists.take(case, listed, "known", "1", world.day)
    assert previews.look(case, "1", 1).reason == "known"
    with pytest.raises(RequestError, match="A list knows"):
        exposure.unveil(case, "1", 1, 1, colour=False)
    ruling.catch_up(case.store, case.places.offline)
    row = case.store.row("SELECT reasons FROM work") or {}
    assert "listed" in row["reasons"]


def test_every_attachment_is_looked_into_once(case: Workstation) -> None:
    assert [(done.files, done.shown) for done in previews.gather(case)][-1] == (2, 1)
    assert list(previews.gather(case)) == []
    assert case.store.row("SELECT count(*) AS n FROM pictures") == {"n": 1}
    assert [entry.act.name for entry in log.read(case.store, case.deployment)] == ["import"]


@pytest.mark.parametrize("table", ["pause = 0", "limit = 'x'", "limit = 1001", "speed = 1", "pause = true"])
def test_bad_bounds_are_named(case: Workstation, table: str) -> None:
    (case.places.offline / "desk.toml").write_text(f"[viewing]\n{table}\n")
    with pytest.raises(WorkstationError, match=r"viewing\."):
        exposure.today(case)


def test_large_files_and_lost_originals_say_so(case: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "LARGEST", 10)
    assert previews.look(case, "1", 1).reason == "large"
    monkeypatch.undo()
    for file in (case.places.offline / "envelopes").rglob("*"):
        if file.is_file():
            file.unlink()
    assert previews.look(case, "1", 1).reason == "lost"


def test_a_file_nobody_gets_done_with_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_PATIENCE", 0.0)
    assert made(png(random.Random(1))).reason == "broken"


def test_the_command_writes_pictures_veiled_first(world: World, tmp_path: Path) -> None:
    with world.enter() as station:
        world.take(station, world.write(mailbox(), files={"a.jpg": encoded("JPEG")}))
    for options, mode, count in (((), "L", 0), (("--unveil", "--colour"), "RGB", 1)):
        out = tmp_path / mode
        done = run(world, "look", "1", "1", "--out", out, *options)
        assert done.exit_code == 0, done.output
        [written] = out.iterdir()
        assert Image.open(io.BytesIO(written.read_bytes())).mode == mode
        assert "pictures: 1" in done.output
        assert run(world, "custody", "show").output.count("  look ") == count
    assert run(world, "look", "1", "1", "--out", tmp_path / "L").exit_code == 1
