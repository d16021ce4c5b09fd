"""Copies of a picture are near it, whatever was done to them; others are not; empty ones say nothing."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageOps

from keys.errors import FormatError
from reviewer.alike import pictures
from reviewer.alike.pictures import NEAR, NEARER, Match, Picture

TURNED = Image.Transpose


def drawing(seed: int, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture of coloured shapes: nothing here was photographed."""
    draw = random.Random(seed)
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, r = draw.randint(0, size[0]), draw.randint(0, size[1]), draw.randint(10, 90)
        pen.ellipse((x, y, x + r, y + r), fill=tuple(draw.randint(0, 255) for _ in range(3)))
    return image


def picture(image: Image.Image) -> Picture | None:
    return pictures.of(image.convert("RGB").tobytes(), *image.size)


def match(one: Image.Image, other: Image.Image, within: int = 256) -> Match | None:
    known, new = picture(one), picture(other)
    assert known
    assert new
    found = pictures.nearest(pictures.words(new.forms), pictures.words(known.hash), within)
    return found[0] if found else None


def recompressed(image: Image.Image) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=30)
    return Image.open(out)


COPIES = {
    "recompressed": (recompressed, False),
    "smaller": (lambda image: image.resize((160, 120)), False),
    "grey": (lambda image: image.convert("L"), False),
    "turned by 90": (lambda image: image.transpose(TURNED.ROTATE_90), False),
    "turned by 180": (lambda image: image.transpose(TURNED.ROTATE_180), False),
    "mirrored": (ImageOps.mirror, True),
    "upside down": (ImageOps.flip, True),
    "transposed": (lambda image: image.transpose(TURNED.TRANSPOSE), True),
    "mirrored and recompressed": (lambda image: recompressed(ImageOps.mirror(image)), True),
}


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_copy_is_near(name: str, seed: int) -> None:
    change, is_mirrored = COPIES[name]
    found = match(drawing(seed), change(drawing(seed)))
    assert found
    assert found.distance <= NEAR
    assert found.is_mirrored is is_mirrored


def test_the_plain_hash_alone_would_miss_a_mirrored_copy() -> None:
    known, mirrored = picture(drawing(1)), picture(ImageOps.mirror(drawing(1)))
    assert known
    assert mirrored
    assert not pictures.nearest(pictures.words(mirrored.hash), pictures.words(known.hash))


def test_other_pictures_are_far() -> None:
    found = [match(drawing(0), drawing(seed)) for seed in range(1, 20)]
    assert all(each and each.distance > 2 * NEAR for each in found)
    assert NEARER < NEAR


def test_a_picture_with_nothing_in_it_is_not_compared() -> None:
    assert picture(Image.new("RGB", (300, 300), "white")) is None
    assert picture(Image.new("RGB", (1, 1))) is None


def test_the_nearest_of_many_comes_first() -> None:
    known = [picture(drawing(seed)) for seed in range(50)]
    rows = pictures.words([each.hash for each in known if each])
    new = picture(recompressed(drawing(17)))
    assert new
    found = pictures.nearest(pictures.words(new.forms), rows)
    assert [each.place for each in found] == [17]
    assert pictures.nearest(pictures.words(new.forms), pictures.words(b"")) == []


def test_pixels_that_do_not_fit_are_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="internal error"):
        pictures.of(b"abc", 2, 2)


def test_hashes_come_out_of_the_sandbox_whole_or_not_at_all() -> None:
    found = picture(drawing(3))
    assert found
    assert Picture.parse(found.packed) == found
    for bad in (b"", found.packed[:-1], found.packed + b"x", found.forms + b"\x31", found.forms + b"\x65"):
        with pytest.raises(FormatError):
            Picture.parse(bad)
