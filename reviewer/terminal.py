"""Make untrusted text safe to show: a terminal obeys control characters, and eyes obey bidi overrides.

Whatever has no shape of its own is shown as ``<U+202E>``, so that it is seen and does nothing. Joiners stay
in running text, for Arabic and emoji are written with them; names are single lines and have not even those.
"""

from __future__ import annotations

import unicodedata

__all__ = ["line", "text"]

_NO_SHAPE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_RUNNING = frozenset("\n\t\u200c\u200d")


def line(untrusted: str) -> str:
    """Return a name or other single line with everything invisible spelled out."""
    return "".join(_visible(character) for character in untrusted)


def text(untrusted: str) -> str:
    """Return running text; line ends, tabs and joiners stay."""
    unified = untrusted.replace("\r\n", "\n")
    return "".join(c if c in _RUNNING else _visible(c) for c in unified)


def _visible(character: str) -> str:
    if unicodedata.category(character) in _NO_SHAPE:
        return f"<U+{ord(character):04X}>"
    return character
