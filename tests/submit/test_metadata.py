"""An independent reader finds nothing personal in a cleaned file, and sees the same picture or document."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import ExifTags, Image, ImageCms, ImageOps, PngImagePlugin

from submit import build

CLEAN = Path(__file__).parents[1] / "browser_code" / "metadata-clean.mjs"
XMP = b"<x:xmpmeta><dc:creator>Amina Creator</dc:creator></x:xmpmeta>"
SECRETS = (b"Amina", b"Maker", b"Badr", b"2024:05:01")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

Cleaner = Callable[[Path], tuple[Path, dict[str, Any]]]


@pytest.fixture(scope="session")
def cleaned() -> Cleaner:
    """Clean a file in Node.js; return the clean one and what was found before and after."""
    node = build.find_node()
    build.fetch_packages(node, build.BROWSER)

    def run(path: Path) -> tuple[Path, dict[str, Any]]:
        done = subprocess.run([*node.node, str(CLEAN), str(path)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return path.with_name(f"{path.name}.clean"), json.loads(done.stdout)

    return run


def exif(orientation: int) -> Image.Exif:
    data = Image.Exif()
    data[ExifTags.Base.Make] = "Maker"
    data[ExifTags.Base.Artist] = "Amina"
    data[ExifTags.Base.Orientation] = orientation
    data.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:01 10:20:30"
    place = {1: "N", 2: (33.0, 34.0, 23.16), 3: "W", 4: (7.0, 35.0, 23.28)}
    data.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return data


def picture(mode: str, seed: int = 40) -> Image.Image:
    return Image.effect_noise((90, 70), seed).convert(mode)


def text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Amina")
    info.add_text("Comment", "written by Amina", zip=True)
    info.add_itxt("Title", "Amina at home", zip=True)
    return info


FRAMES = {"save_all": True, "append_images": [picture("RGB", 80)], "duration": 100}
PICTURES = [
    ("plain.jpg", "RGB", {"comment": b"by Amina", "xmp": XMP, "icc_profile": PROFILE}),
    ("progressive.jpg", "RGB", {"progressive": True, "restart_marker_rows": 1}),
    ("print.jpg", "CMYK", {}),
    ("grey.jpg", "L", {}),
    ("plain.png", "RGB", {"pnginfo": text(), "icc_profile": PROFILE}),
    ("palette.png", "P", {"pnginfo": text(), "transparency": 3}),
    ("film.png", "RGB", FRAMES | {"pnginfo": text()}),
    ("lossy.webp", "RGB", {"xmp": XMP, "icc_profile": PROFILE}),
    ("lossless.webp", "RGBA", {"lossless": True, "xmp": XMP}),
    ("film.webp", "RGB", FRAMES | {"xmp": XMP}),
    ("plain.avif", "RGB", {"xmp": XMP, "icc_profile": PROFILE}),
]


def seen(path: Path) -> list[bytes]:
    """Return every frame as it is shown: turned the right way up."""
    with Image.open(path) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(ImageOps.exif_transpose(image.convert("RGBA")).tobytes())
        return frames


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize(("name", "mode", "options"), PICTURES, ids=[name for name, _, _ in PICTURES])
def test_a_picture_looks_the_same_and_tells_nothing(
    name: str, mode: str, options: dict[str, Any], orientation: int, cleaned: Cleaner, tmp_path: Path
) -> None:
    path = tmp_path / name
    picture(mode).save(path, exif=exif(orientation), **options)
    clean, told = cleaned(path)
    assert told["before"]["removable"]
    assert {"kind": "location", "value": "33.5731, -7.5898"} in told["before"]["found"]
    assert told["after"]["found"] == []
    assert seen(clean) == seen(path)
    with Image.open(path) as before, Image.open(clean) as after:
        left = dict(after.getexif())
        assert set(left) <= {ExifTags.Base.Orientation}
        assert left.get(ExifTags.Base.Orientation, 1) == before.getexif().get(ExifTags.Base.Orientation, 1)
        assert not after.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert not any("Amina" in str(value) for value in after.info.values())
    assert not any(secret in clean.read_bytes() for secret in SECRETS)


OOXML = {
    "[Content_Types].xml": "<Types xmlns='t'/>",
    "docProps/core.xml": "<core xmlns:dc='d'><dc:creator>Amina</dc:creator></core>",
    "docProps/app.xml": "<?xml version='1.0'?>\n<Properties xmlns='a'><Company>Badr</Company></Properties>",
    "word/document.xml": "<document>Words that stay, é</document>",
}
ODF = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": "<content>Words that stay</content>",
    "meta.xml": "<o xmlns:meta='m'><meta:initial-creator>Amina</meta:initial-creator></o>",
    "dossier/é.bin": "stays",
}


@pytest.mark.parametrize("parts", [OOXML, ODF], ids=["ooxml", "odf"])
def test_a_document_keeps_its_words_and_forgets_its_author(
    parts: dict[str, str], cleaned: Cleaner, tmp_path: Path
) -> None:
    path = tmp_path / "document"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 10, 20, 30)), content, method)
        photo = tmp_path / "photo.jpg"
        picture("RGB").save(photo, exif=exif(6))
        archive.write(photo, "word/media/photo.jpg")
    clean, told = cleaned(path)
    assert told["before"]["removable"]
    assert {"author", "time", "location"} <= {item["kind"] for item in told["before"]["found"]}
    assert told["after"]["found"] == []
    assert not any(secret in clean.read_bytes() for secret in SECRETS)
    with zipfile.ZipFile(clean) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*parts, "word/media/photo.jpg"]
        assert all(
            entry.date_time == (1980, 1, 1, 0, 0, 0) and not entry.extra for entry in archive.infolist()
        )
        for name, content in parts.items():
            left = archive.read(name).decode()
            assert left == content or list(ElementTree.fromstring(left)) == []
            assert name in {"docProps/core.xml", "docProps/app.xml", "meta.xml"} or left == content
        archive.extract("word/media/photo.jpg", tmp_path)
    assert seen(tmp_path / "word/media/photo.jpg") == seen(photo)


def test_a_pdf_is_told_about_and_left_as_it_is(cleaned: Cleaner, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    picture("RGB").save(path, author="Amina", creator="Maker")
    clean, told = cleaned(path)
    assert not told["before"]["removable"]
    assert {"kind": "author", "value": "Amina"} in told["before"]["found"]
    assert clean.read_bytes() == path.read_bytes()
