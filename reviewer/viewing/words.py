"""What is said of a preview, in English; pages translate it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reviewer.terminal import line
from reviewer.viewing.told import Told

__all__ = ["NUMBERS", "REASONS", "WALLS", "lines"]

REASONS: Mapping[str, str] = {
    "empty": "The file is empty.",
    "unknown": "This kind of file is not shown. Export it, and open it on a computer kept for that.",
    "office": "Documents are shown where LibreOffice and bubblewrap are installed. Export it otherwise.",
    "damaged": "The file is damaged, or made to look so.",
    "protected": "The document is locked with a password.",
    "sound": "There is sound only. Nothing is played here.",
    "broken": "Looking into this file failed: it may be hostile. Do not open it elsewhere.",
    "large": "The file is too large to be looked into.",
    "lost": "The sealed original is missing or damaged.",
    "known": "A list knows this file. It is shown to nobody: its hash says enough.",
}
NUMBERS: Mapping[str, str] = {
    "characters": "characters",
    "width": "pixels wide",
    "height": "pixels high",
    "pages": "pages",
    "seconds": "seconds",
}
WALLS: Mapping[str, str] = {
    "bubblewrap": "bubblewrap: no network, no files, no other programs",
    "namespaces": "no network",
    "seccomp": "seccomp: the kernel refuses what no decoder needs",
    "limits": "limits of memory and time",
}


def lines(found: Told) -> Iterator[str]:
    """Yield what there is to say, in English."""
    numbers = ", ".join(f"{count:,} {NUMBERS[name]}" for name, count in found.numbers)
    if numbers:
        yield numbers
    for name, value in found.tells:
        yield f"{line(name)}: {line(value)}"
    if found.stills:
        yield f"pictures: {len(found.stills)}"
    if found.reason:
        yield REASONS[found.reason]
    if found.walls:
        yield f"Looked into behind: {'; '.join(WALLS[wall] for wall in found.walls)}"
