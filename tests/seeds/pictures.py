"""Small pictures that differ from each other: shapes on a slope of colour, as PNG."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

__all__ = ["picture", "png"]


def picture(draw: random.Random, width: int = 240, height: int = 320) -> Image.Image:
    """Draw a picture that resembles no other."""
    image = Image.linear_gradient("L").resize((width, height)).rotate(draw.choice((0, 90, 180)), expand=False)
    image = image.convert("RGB")
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        left, top = draw.randrange(width - 40), draw.randrange(height - 40)
        box = (left, top, left + draw.randrange(20, width), top + draw.randrange(20, height))
        colour = tuple(draw.randrange(256) for _ in range(3))
        draw.choice((pen.ellipse, pen.rectangle))(box, fill=colour)
    return image


def png(draw: random.Random) -> bytes:
    """Return a picture as the bytes of a PNG."""
    out = io.BytesIO()
    picture(draw).save(out, "PNG")
    return out.getvalue()
