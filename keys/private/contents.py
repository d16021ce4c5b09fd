"""What a keystore holds, and its canonical JSON (docs/formats.md §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keys import canonical
from keys.private.hybrid import HybridPrivate
from keys.shape import Shape

__all__ = ["Contents", "pack", "parse"]

LIMIT = 1 << 20
_SEEDS = ("board", "desk", "root", "vault")
_shape = Shape("keystore")


@dataclass(slots=True, kw_only=True)
class Contents:
    """Secrets of one role: 32-byte seeds, intake keys by lane and epoch, identity keys by quarter."""

    board: bytes | None = field(default=None, repr=False)
    desk: bytes | None = field(default=None, repr=False)
    root: bytes | None = field(default=None, repr=False)
    vault: bytes | None = field(default=None, repr=False)
    intake: dict[str, dict[int, HybridPrivate]] = field(default_factory=dict, repr=False)
    identity: dict[int, HybridPrivate] = field(default_factory=dict, repr=False)


def pack(contents: Contents) -> bytes:
    """Write the canonical JSON."""
    value: dict[str, Any] = {
        name: seed.hex() for name in _SEEDS if (seed := getattr(contents, name)) is not None
    }
    if contents.identity:
        value["identity"] = _pack_pairs(contents.identity)
    if contents.intake:
        value["intake"] = {lane: _pack_pairs(epochs) for lane, epochs in contents.intake.items()}
    return canonical.dumps(value)


def parse(decrypted: bytes) -> Contents:
    """Read the canonical JSON.

    Raises:
        FormatError: ``keystore``, ``canonical`` or ``bounds``.
    """
    value = canonical.loads(decrypted, LIMIT)
    if not value.keys() <= {*_SEEDS, "identity", "intake"}:
        raise _shape.fail("This keystore holds something unknown here.")
    seeds = {name: _shape.octets(value[name], 32) for name in _SEEDS if name in value}
    intake = _shape.mapping(value.get("intake", {}), 4)
    return Contents(
        **seeds,
        identity=_parse_pairs(value.get("identity", {})),
        intake={lane: _parse_pairs(epochs) for lane, epochs in intake.items()},
    )


def _pack_pairs(pairs: Mapping[int, HybridPrivate]) -> dict[str, dict[str, str]]:
    return {str(n): {"mlkem": key.mlkem.hex(), "x25519": key.x25519.hex()} for n, key in pairs.items()}


def _parse_pairs(value: object) -> dict[int, HybridPrivate]:
    pairs = {}
    for number, item in _shape.mapping(value, 120).items():
        # One spelling only: 7 and 07 would be two keys of one epoch.
        if not (number.isascii() and number.isdecimal() and len(number) <= 9 and number[0] != "0"):
            raise _shape.fail("A key's epoch or quarter is not a number.")
        halves = _shape.keys(item, ("mlkem", "x25519"))
        pairs[int(number)] = HybridPrivate(
            x25519=_shape.octets(halves["x25519"], 32), mlkem=_shape.octets(halves["mlkem"], 64)
        )
    return pairs
