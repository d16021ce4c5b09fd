"""Cut letters out of the Noto fonts of the npm packages: those that pages use, and that people may type.

A page in Arabic or Tifinagh looks the same on every device, and costs less than a picture. Rules that join
and place letters are kept whole for the letters that stay. The name table keeps copyright and licence (the
SIL Open Font License 1.1 asks for both in every copy). Nothing here depends on the moment or the machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

from submit.errors import BuildError

__all__ = ["FONTS", "Font", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """A file of an npm package, the blocks of its script, and how many bytes a page may spend on it."""

    name: str
    file: str
    letters: tuple[range, ...]
    weights: tuple[int, int] | None = None
    limit: int


FONTS = (
    Font(
        name="noto-sans-arabic.woff2",
        file="@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
        # Letters, marks and punctuation. What only names need (گ, ڤ), and figures, which Morocco writes 123,
        # come in the device's own font when somebody types them: they would cost every visitor 2 kB.
        letters=(
            range(0x060C, 0x060D),
            range(0x061B, 0x061C),
            range(0x061F, 0x0620),
            range(0x0621, 0x063B),
            range(0x0640, 0x0653),
        ),
        weights=(400, 700),
        limit=16_000,
    ),
    Font(
        name="noto-sans-tifinagh.woff2",
        file="@fontsource/noto-sans-tifinagh/files/noto-sans-tifinagh-tifinagh-400-normal.woff2",
        letters=(range(0x2D30, 0x2D68), range(0x2D6F, 0x2D71)),
        limit=8_000,
    ),
)
COPYRIGHT, LICENCE, LICENCE_ADDRESS = 0, 13, 14
NAMES = [COPYRIGHT, 1, 2, LICENCE, LICENCE_ADDRESS]
# Joining letters, and placing marks on them; not finer spacing, nor forms of other languages.
FEATURES = ["ccmp", "init", "medi", "fina", "rlig", "mark", "mkmk"]


def cut(packages: Path, folder: Path) -> Iterator[str]:
    """Write every font of the pages into ``folder``; yield the name and size of each.

    Raises:
        BuildError: ``font``, one is missing, unreadable, or came out too large.
    """
    for font in FONTS:
        try:
            made = _cut(packages / font.file, font)
        except (OSError, TTLibError, KeyError, ValueError) as error:
            raise BuildError("font", f"{font.name} cannot be cut: {error}") from error
        if len(made) > font.limit:
            raise BuildError("font", f"{font.name} has {len(made)} bytes: at most {font.limit} fit a page.")
        (folder / font.name).write_bytes(made)
        yield f"{font.name} {len(made) / 1000:.0f} kB"


def _cut(file: Path, font: Font) -> bytes:
    options = Options()
    options.hinting = False
    options.name_IDs = NAMES
    options.layout_features = FEATURES
    with TTFont(file, recalcTimestamp=False) as whole:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=list(chain.from_iterable(font.letters)))
        subsetter.subset(whole)
        part = instancer.instantiateVariableFont(whole, {"wght": font.weights}) if font.weights else whole
        part.flavor = "woff2"
        if "HVAR" in part:
            del part["HVAR"]  # says again, for speed, how the widths in gvar change with the weight
        out = io.BytesIO()
        part.save(out)
    return out.getvalue()
