"""Files that submit.toml names, in the server folder beside it; a logo is refused rather than cleaned.

An SVG may hold shapes and nothing else: no script, style sheet, animation, embedded picture or document type,
and no address but of its own parts. Browsers run nothing in a picture; but the file can be opened by itself.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from submit.config.values import wrong

__all__ = ["Logo", "read_beside", "read_logo"]

LARGEST = 32 * 1024  # bytes of a logo: it travels with every page
WIDEST = 1024  # pixels
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(
    """circle clipPath defs desc ellipse g line linearGradient mask path polygon polyline radialGradient rect
    stop svg symbol text title tspan use""".split()  # noqa: SIM905 -- a list of words is read more easily
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,50}\.[a-z]{3,4}")
_ELSEWHERE = re.compile(r"url\s*\(\s*['\"]?(?!#)|[a-z]+\s*:\s*//|javascript:|data:|@import|\\", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture fit to be served, ``ending`` is ``svg`` or ``png``."""

    ending: str
    body: bytes

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/static/logo.{self.ending}"


def read_beside(server: Path, key: str, name: str, endings: tuple[str, ...], limit: int) -> bytes:
    """Return the bytes of a file in the server folder itself, never of one elsewhere.

    Raises:
        SetupError: ``config``.
    """
    if _NAME.fullmatch(name) is None or not name.endswith(endings):
        raise wrong(key, f"must name a file beside submit.toml that ends in {' or '.join(endings)}")
    try:
        with (server / name).open("rb") as file:
            body = file.read(limit + 1)
    except OSError as error:
        raise wrong(key, f"names {name}, which cannot be read: put it beside submit.toml") from error
    if len(body) > limit:
        raise wrong(key, f"names {name}, which is larger than {limit // 1024} KiB")
    return body


def read_logo(server: Path, name: str) -> Logo | None:
    """Read the logo, if one is named.

    Raises:
        SetupError: ``config``, too large, or not a plain picture.
    """
    if not name:
        return None
    body = read_beside(server, "logo", name, (".svg", ".png"), LARGEST)
    ending = name.rpartition(".")[2]
    fault = _png_fault(body) if ending == "png" else _svg_fault(body)
    if fault:
        raise wrong("logo", f"names {name}, which cannot be used: {fault}")
    return Logo(ending, body)


def _png_fault(body: bytes) -> str:
    """Look at the head only (W3C PNG, 5.2 and 11.2.1): whoever shows it checks the rest."""
    if body[:8] != b"\x89PNG\r\n\x1a\n" or body[12:16] != b"IHDR" or len(body) < 24:
        return "it is not a PNG picture"
    width, height = struct.unpack(">II", body[16:24])
    return (
        "" if 0 < width <= WIDEST and 0 < height <= WIDEST else f"it is wider or higher than {WIDEST} pixels"
    )


def _svg_fault(body: bytes) -> str:
    if b"<!" in re.sub(rb"<!--.*?-->", b"", body, flags=re.DOTALL):
        return "it has a document type or raw text. Export it as plain SVG"
    try:
        body.decode("utf-8")
        picture = ElementTree.fromstring(body)  # noqa: S314 -- without a document type there are no entities
    except (ElementTree.ParseError, ValueError):
        return "it is not a well-formed SVG file in UTF-8"
    if picture.tag != f"{SVG}svg":
        return "it is not an SVG picture"
    for element in picture.iter():
        name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else "?"
        if name not in SHAPES:
            return f"it holds {name.rpartition('}')[2]!r}; only shapes and their colours are allowed"
        for attribute, value in element.attrib.items():
            plain = attribute.rpartition("}")[2].lower()
            if (
                plain.startswith("on")
                or (plain == "href" and not value.startswith("#"))
                or _ELSEWHERE.search(value)
            ):
                return f"its attribute {plain!r} runs or fetches something"
    return ""
