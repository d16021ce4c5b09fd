"""What a keystore holds, in sections, and which of them each role may open (docs/formats.md §10.3).

Every section lies under a key of its own. A role is nothing but the sections that are granted to it: what a
person may not do is what that person's passphrase does not open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from keys import primitives
from keys.private.hybrid import HybridPrivate
from keys.shape import Shape

__all__ = ["NEEDED", "ROLES", "SECTIONS", "TEAM_ROLES", "Desk", "Held", "fresh", "pack", "parse"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "reviewer": ("intake", "log", "store"),
    "supervisor": ("desk", "intake", "log", "store"),
    "custodian": ("identity", "log"),
    "auditor": ("log",),
    "signer": ("root",),
}
# Root signers have a keystore each, so a team has no such role.
TEAM_ROLES = ("supervisor", "reviewer", "custodian", "auditor")
SECTIONS = ("desk", "identity", "intake", "log", "root", "store")
# Whose passphrase it takes, as the sentence about a missing section says it.
NEEDED = {
    "desk": "a supervisor's passphrase",
    "identity": "a custodian's passphrase, or two where two are asked for",
    "intake": "a reviewer's or supervisor's passphrase",
    "log": "the passphrase of somebody of the desk",
    "root": "a root signer's own keystore",
    "store": "a reviewer's or supervisor's passphrase",
}
_shape = Shape("keystore")
_MOST_KEYS = 64
_MOST_QUARTERS = 120


@dataclass(frozen=True, slots=True)
class Desk:
    """The seed that signs for the team, and the secret that boards are made with, 32 bytes each."""

    seed: bytes = field(repr=False)
    board: bytes = field(repr=False)


# What each section holds: ``desk`` a Desk, ``identity`` pairs by quarter, ``root`` a seed; ``intake``,
# ``log`` and ``store`` a list of 32-byte keys, the one in force first and former ones after it.
Held = Desk | dict[int, HybridPrivate] | list[bytes] | bytes


def fresh(draw: Callable[[int], bytes] = primitives.random_bytes) -> dict[str, Held]:
    """Return the sections of a new team, but for ``identity``; ``draw`` gives so many secret bytes."""
    return {
        "desk": Desk(seed=draw(32), board=draw(32)),
        **{name: [draw(32)] for name in ("intake", "log", "store")},
    }


def pack(name: str, held: Held) -> dict[str, Any]:
    """Return a section's JSON."""
    match held:
        case Desk():
            return {"board": held.board.hex(), "seed": held.seed.hex()}
        case dict():
            return {
                str(quarter): {"mlkem": key.mlkem.hex(), "x25519": key.x25519.hex()}
                for quarter, key in held.items()
            }
        case list():
            return {"keys": [key.hex() for key in held]}
        case bytes():
            return {"seed": held.hex()}
    raise TypeError(f"internal error: section {name}")


def parse(name: str, value: object) -> Held:
    """Read a section's JSON.

    Raises:
        FormatError: ``keystore``.
    """
    match name:
        case "desk":
            halves = _shape.keys(value, ("board", "seed"))
            return Desk(seed=_shape.octets(halves["seed"], 32), board=_shape.octets(halves["board"], 32))
        case "identity":
            return _pairs(value)
        case "root":
            return _shape.octets(_shape.keys(value, ("seed",))["seed"], 32)
        case _:
            keys = _shape.items(_shape.keys(value, ("keys",))["keys"], 1, _MOST_KEYS)
            return [_shape.octets(key, 32) for key in keys]


def _pairs(value: object) -> dict[int, HybridPrivate]:
    pairs = {}
    for number, item in _shape.mapping(value, _MOST_QUARTERS).items():
        # One spelling only: 7 and 07 would be two keys of one quarter.
        if not (number.isascii() and number.isdecimal() and len(number) == 5 and number[0] != "0"):
            raise _shape.fail("A key's quarter is not a number.")
        halves = _shape.keys(item, ("mlkem", "x25519"))
        pairs[int(number)] = HybridPrivate(
            x25519=_shape.octets(halves["x25519"], 32), mlkem=_shape.octets(halves["mlkem"], 64)
        )
    return pairs
