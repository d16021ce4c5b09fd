"""What people are told of likeness, in the language of whoever reads: see reviewer/said.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.alike.likeness import Reason
from reviewer.alike.pictures import NEARER
from reviewer.terminal import line

__all__ = ["BAD_LINES", "MIRRORED", "REASONS", "SAME_PICTURE", "told"]

Tongue = Callable[[str], str]
REASONS: Mapping[str, str] = {
    "page": "the same page",
    "account": "the same account",
    "file": "the same file",
    "text": "nearly the same text",
    "picture": "nearly the same picture",
}
SAME_PICTURE = "the same picture"
MIRRORED = "mirrored"
BAD_LINES: Mapping[str, str] = {
    "empty": "there is no hash in it",
    "hash": "this is no hash of its kind",
    "type": "this kind of hash is not known",
    "quality": "the picture has too little in it to be compared",
    "long": "it is too long",
    "text": "it is not text as CSV has it",
}


def _english(said: str) -> str:
    return said


def told(reason: Reason, tongue: Tongue = _english) -> str:
    """Return why two cases are alike, safe to show: with the share of a text, the distance of a picture."""
    what = tongue(REASONS[reason.kind])
    if reason.name:
        return f"{what}: {line(reason.name)}"
    if reason.share is not None:
        return f"{what} ({reason.share} / 100)"
    if reason.distance is not None:
        what = tongue(SAME_PICTURE) if reason.distance <= NEARER else what
        mirrored = f", {tongue(MIRRORED)}" if reason.is_mirrored else ""
        return f"{what} ({reason.distance} / 256{mirrored})"
    return what
