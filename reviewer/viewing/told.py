"""Read what the maker told. It may be the voice of the file: every letter, number and size is checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from keys.errors import FormatError
from keys.wire import Reader

__all__ = ["NUMBERS", "REASONS", "SIDE", "STILLS", "WALLS", "Pixels", "Told", "read"]

SIDE, STILLS, TELLS = 1280, 12, 30
MOST_TEXT = 20_000  # characters
WALLS = ("bubblewrap", "namespaces", "seccomp", "limits")
# Why there is nothing to see: in the maker's words, and in ours.
_TOLD = ("empty", "unknown", "office", "damaged", "protected", "sound")
REASONS = (*_TOLD, "broken", "large", "lost", "known")
NUMBERS = ("characters", "width", "height", "pages", "seconds")


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture: RGB, 8 bits each, line by line."""

    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds: ``numbers`` by NUMBERS, what it ``tells`` of itself, pictures, text.

    Where there is nothing to see, ``reason`` is one of REASONS.
    """

    walls: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    stills: tuple[Pixels, ...] = ()
    text: str = field(default="", repr=False)
    tells: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    reason: str = ""


def read(untrusted: bytes) -> Told:
    """Read records; what does not fit, and all after it, counts as ``broken``."""
    records, found = Reader(untrusted), Told()
    try:
        while records.left:
            letter = records.take(1)
            found = _with(found, letter, records.take(records.u32()))
    except (FormatError, ValueError):
        return replace(found, reason="broken")
    shows = found.stills or found.text or found.reason
    return found if shows else replace(found, reason="broken")


def _with(found: Told, letter: bytes, payload: bytes) -> Told:
    match letter:
        case b"w" if not found.walls:
            named = payload.decode("ascii").split()
            return replace(found, walls=tuple(wall for wall in WALLS if wall in named))
        case b"i" if len(found.numbers) < len(NUMBERS):
            return replace(found, numbers=(*found.numbers, _number(payload)))
        case b"p" if len(found.stills) < STILLS:
            return replace(found, stills=(*found.stills, _pixels(payload)))
        case b"t" if not found.text:
            return replace(found, text=payload.decode()[:MOST_TEXT])
        case b"m" if len(found.tells) < TELLS:
            return replace(found, tells=(*found.tells, _tell(payload)))
        case b"x" if payload.decode("ascii") in _TOLD:
            return replace(found, reason=payload.decode("ascii"))
    raise FormatError("bounds", "The maker told what it cannot tell.")


def _tell(payload: bytes) -> tuple[str, str]:
    name, _, value = payload.decode().partition("\0")
    if not (0 < len(name) <= 40 and 0 < len(value) <= 200):
        raise FormatError("bounds", "The maker told what it cannot tell.")
    return name, value


def _number(payload: bytes) -> tuple[str, int]:
    name, _, count = payload.decode("ascii").partition(" ")
    if name not in NUMBERS or not count.isdecimal() or len(count) > 9:
        raise FormatError("bounds", "The maker told what it cannot tell.")
    return name, int(count)


def _pixels(payload: bytes) -> Pixels:
    fields = Reader(payload)
    width, height = fields.u16(), fields.u16()
    if not (0 < width <= SIDE and 0 < height <= SIDE) or fields.left != width * height * 3:
        raise FormatError("bounds", "The maker told what it cannot tell.")
    return Pixels(width, height, fields.take(fields.left))
