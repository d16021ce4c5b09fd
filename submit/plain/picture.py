"""A codename's digits as a QR code (ISO/IEC 18004), drawn as submit/browser/page/drawing.js draws it.

Attributes only: the policy of these pages allows no style, and a picture of its own would be one more request
that names the codename.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import segno

from keys.codename import Codename

__all__ = ["Picture", "draw"]

QUIET = 4  # modules that scanners need around it, §6.3.8


@dataclass(frozen=True, slots=True)
class Picture:
    """Modules a side, and the path of the dark ones, each a unit square."""

    side: int
    path: str = field(repr=False)


def draw(codename: Codename) -> Picture:
    """Draw the digits, and only them: what a scanner reads can then be typed or pasted as it is."""
    modules = segno.make(codename.digits(), error="m", micro=False, boost_error=False).matrix
    dark = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(modules)
        for x, module in enumerate(row)
        if module
    ]
    return Picture(len(modules) + 2 * QUIET, "".join(dark))
