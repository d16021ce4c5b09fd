"""Read a QR code that a page draws, as a telephone does: by a decoder that did not draw it."""

from __future__ import annotations

import re
import subprocess

from PIL import Image
from playwright.sync_api import Locator

from submit import build

__all__ = ["scan"]

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


def scan(drawing: Locator) -> str:
    """Return what an SVG of two paths says: its ground, and its dark squares."""
    box, path = drawing.get_attribute("viewBox"), drawing.locator("path").last.get_attribute("d")
    picture = _painted(box or "", path or "")
    read = subprocess.run(
        [*build.find_node().node, "--input-type=module", "-e", DECODE],
        input=b"".join(side.to_bytes(4, "big") for side in picture.size) + picture.tobytes(),
        cwd=build.BROWSER,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return read.stdout.decode().strip()


def _painted(box: str, path: str) -> Image.Image:
    """Paint an SVG that is made of unit squares."""
    size = int(box.split(" ")[2])
    picture = Image.new("RGBA", (size * SIDE, size * SIDE), "white")
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path):
        picture.paste(
            (0, 0, 0, 255), (int(x) * SIDE, int(y) * SIDE, (int(x) + 1) * SIDE, (int(y) + 1) * SIDE)
        )
    return picture
