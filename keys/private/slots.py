"""Slots: a person's secret under that person's passphrase, as LUKS does it (docs/formats.md §10.2).

The commitment makes a slot open under one passphrase only, and tells a wrong passphrase from damage.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError

from keys import primitives, tags
from keys.errors import KeystoreError
from keys.primitives import ZERO_NONCE
from keys.shape import Shape
from keys.wire import u8, u32

__all__ = ["Strength", "from_json", "make", "measured", "open_slot"]

_COSTS = ("lanes", "memory", "time")
_shape = Shape("keystore")
_PROC = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Strength:
    """Argon2id cost: ``memory`` in KiB, passes, lanes. The default is RFC 9106's second recommendation."""

    memory: int = 65536
    time: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Raise ``bounds`` or ``weak`` outside what the format allows; checked before any memory is taken."""
        if not (self.memory <= 2**22 and 1 <= self.time <= 16 and 1 <= self.lanes <= 16):
            raise KeystoreError("bounds", "This keystore asks for more memory or time than is allowed.")
        if self.memory < 2**16 or (self.time * self.memory < 3 * 2**16 and self.memory < 2**21):
            raise KeystoreError("weak", "This keystore's passphrase protection is too weak to be used.")


def measured(available: int | None = None) -> Strength:
    """Return RFC 9106's first recommendation (2 GiB, one pass) where twice that is free, else the second.

    ``available`` is in KiB, by default what the system says. A slot made on a large machine must still open
    on a smaller one that replaces it: so twice is asked for, and the choice is recorded in the slot.
    """
    if available is None:
        available = _available()
    return Strength(memory=2**21, time=1) if available >= 2**22 else Strength()


def make(
    number: bytes, passphrase: str, deployment: bytes, secret: bytes, strength: Strength
) -> dict[str, Any]:
    """Wrap a person's 32-byte ``secret``; ``number`` is the hash of the person's name.

    Raises:
        KeystoreError: ``weak`` or ``bounds`` for this strength, ``passphrase`` if it is no text.
    """
    strength.check()
    salt = primitives.random_bytes(32)
    bound = _bound(deployment, number, salt, strength)
    kek, commitment = _stretch(passphrase, salt, bound, strength)
    return {
        "commitment": commitment.hex(),
        "lanes": strength.lanes,
        "memory": strength.memory,
        "salt": salt.hex(),
        "time": strength.time,
        # The key is drawn from a salt of its own for every slot, so the nonce may be constant.
        "wrap": primitives.aead_seal(kek, ZERO_NONCE, secret, bound).hex(),
    }


def from_json(value: object) -> dict[str, Any]:
    """Check a slot's shape and return it.

    Raises:
        FormatError: ``keystore``.
        KeystoreError: ``weak`` or ``bounds``.
    """
    slot = _shape.keys(value, (*_COSTS, "commitment", "salt", "wrap"))
    for name, size in (("commitment", 32), ("salt", 32), ("wrap", 48)):
        _shape.octets(slot[name], size)
    _strength(slot).check()
    return slot


def open_slot(slot: Mapping[str, Any], number: bytes, passphrase: str, deployment: bytes) -> bytes:
    """Return the person's secret.

    Raises:
        KeystoreError: ``passphrase``, or ``keystore`` when the slot is damaged.
    """
    strength, salt = _strength(slot), bytes.fromhex(slot["salt"])
    bound = _bound(deployment, number, salt, strength)
    kek, expected = _stretch(passphrase, salt, bound, strength)
    if not primitives.equal(bytes.fromhex(slot["commitment"]), expected):
        raise KeystoreError("passphrase", "This passphrase does not open the keystore.")
    return primitives.aead_open(kek, ZERO_NONCE, bytes.fromhex(slot["wrap"]), bound, kind="keystore")


def _strength(slot: Mapping[str, Any]) -> Strength:
    costs = {name: _shape.integer(slot[name], 0, 2**32 - 1) for name in _COSTS}
    return Strength(**costs)


def _bound(deployment: bytes, number: bytes, salt: bytes, strength: Strength) -> bytes:
    costs = u32(strength.memory) + u32(strength.time) + u8(strength.lanes)
    return deployment + number + costs + salt


def _stretch(passphrase: str, salt: bytes, bound: bytes, strength: Strength) -> tuple[bytes, bytes]:
    """Return (key-encryption key, commitment)."""
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise KeystoreError("passphrase", "This passphrase holds bytes that are no text.") from error
    try:
        stretched = primitives.argon2id(
            secret, salt, time=strength.time, memory=strength.memory, lanes=strength.lanes
        )
    except (HashingError, MemoryError) as error:
        raise KeystoreError(
            "memory",
            f"Opening this takes {strength.memory // 1024} MiB of memory at once. Close other programs, then "
            "try again.",
        ) from error
    return (
        primitives.hkdf(stretched, bound, tags.KEYSTORE_SLOT),
        primitives.hkdf(stretched, bound, tags.KEYSTORE_COMMIT),
    )


def _available() -> int:
    """Return the memory that is free for use, in KiB; 0 where the system does not say."""
    try:
        lines = _PROC.read_text("ascii").splitlines()
    except OSError:
        return 0
    found = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return int(found.get("MemAvailable", "0 kB").split()[0])
