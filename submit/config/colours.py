"""The operator's two colours by scheme, refused where a text in or on them could not be read.

Contrast is that of WCAG 2.2 (relative luminance; 1.4.3: 4.5 to 1 for text, 1.4.11: 3 to 1 for edges). All
other colours of the pages are fixed, so checking these pairs is checking every text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from submit.config.values import Section, wrong

__all__ = ["Palette", "contrast", "read_palettes", "style"]

TEXT, EDGE = 4.5, 3.0
WHITE, BLACK = "#ffffff", "#000000"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """Accent and background, each as ``#rrggbb``."""

    accent: str
    background: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Fixed colours of static/site.css that stand on or under the operator's: a test compares them."""

    usual: Palette
    card: str
    ink: str
    soft: str
    edge: str
    alarm: str


SCHEMES = {
    "light": Scheme(
        usual=Palette("#0b5a4e", "#f7f6f2"),
        card="#ffffff",
        ink="#1b2421",
        soft="#4d5a55",
        edge="#77857e",
        alarm="#9c2a1c",
    ),
    "dark": Scheme(
        usual=Palette("#7dd3bb", "#101614"),
        card="#19211e",
        ink="#eaf0ec",
        soft="#aebbb4",
        edge="#83938b",
        alarm="#f2a091",
    ),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def read_palettes(choices: Section) -> dict[str, Palette]:
    """Read ``light`` and ``dark``; a scheme left out keeps the usual colours.

    Raises:
        SetupError: ``config``, no colour, or one that makes a text unreadable.
    """
    palettes = {}
    for name, scheme in SCHEMES.items():
        chosen = choices.section(name)
        accent, background = _colour(chosen, "accent"), _colour(chosen, "background")
        chosen.end()
        if accent or background:
            palettes[name] = Palette(accent or scheme.usual.accent, background or scheme.usual.background)
            _check(chosen, palettes[name], scheme)
    choices.end()
    return palettes


def style(palettes: Mapping[str, Palette]) -> str:
    """Return the rules that put the operator's colours in place of the usual ones."""
    rules = ""
    for name, palette in palettes.items():
        values = {
            "accent": palette.accent,
            "accent-ink": max(WHITE, BLACK, key=partial(contrast, palette.accent)),
            "accent-wash": mixed(palette.accent, SCHEMES[name].card),
            "paper": palette.background,
        }
        said = " ".join(f"--{key}: {value};" for key, value in values.items())
        rules += f"@media (prefers-color-scheme: {name}) {{ :root {{ {said} }} }}\n"
    return rules


def mixed(colour: str, ground: str) -> str:
    """Return a tenth of ``colour`` on ``ground``."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(over * 0.1 + under * 0.9):02x}" for over, under in pairs)


def _check(chosen: Section, palette: Palette, scheme: Scheme) -> None:
    accent, background = palette.accent, palette.background
    for key, one, other, least in (
        ("background", scheme.ink, background, TEXT),
        ("background", scheme.soft, background, TEXT),
        ("background", scheme.alarm, background, TEXT),
        ("background", scheme.edge, background, EDGE),
        ("accent", accent, background, TEXT),
        ("accent", accent, scheme.card, TEXT),
        ("accent", accent, mixed(accent, scheme.card), TEXT),
    ):
        found = contrast(one, other)
        if found < least:
            said = f"makes text hard to read: {one} on {other} has a contrast of {found:.1f} to 1"
            raise wrong(chosen.key(key), f"{said}, and {least:g} is needed. Choose one further apart")


def _colour(chosen: Section, key: str) -> str:
    text = chosen.line(key, 7).lower()
    if text and _COLOUR.fullmatch(text) is None:
        raise wrong(chosen.key(key), 'must be a colour such as "#0b5a4e"')
    return text


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
