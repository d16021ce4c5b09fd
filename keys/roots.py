"""Root keys: who must sign a manifest, and how they hand over to others (docs/formats.md §7.1).

As TUF does it: the manifest that changes the root keys is signed by enough of the old and enough of the new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from keys.errors import FormatError
from keys.fingerprint import root_fingerprint
from keys.shape import Shape

__all__ = ["RootKeys", "from_json", "to_json"]

_shape = Shape("bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKeys:
    """``k`` of these Ed25519 public keys must sign, since the manifest of serial ``since``.

    ``former`` stands only in that very manifest, unless it is the first: the root before, which signs it too.
    """

    k: int
    keys: tuple[bytes, ...]
    since: int = 1
    former: RootKeys | None = None

    @property
    def fingerprint(self) -> bytes:
        """What posters show, 32 bytes."""
        return root_fingerprint(self.k, self.keys)


def to_json(root: RootKeys) -> dict[str, Any]:
    """Write a root as it stands in a manifest."""
    written = {"k": root.k, "keys": [key.hex() for key in root.keys], "since": root.since}
    return written if root.former is None else {**written, "former": to_json(root.former)}


def from_json(value: object, serial: int) -> RootKeys:
    """Read the root of the manifest of ``serial``.

    Raises:
        FormatError: ``bounds`` or ``order``.
    """
    written = _shape.mapping(value, 4)
    if serial == 1 or written.get("since") != serial:
        return _one(written, serial)
    root = _one({key: item for key, item in written.items() if key != "former"}, serial)
    return replace(root, former=_one(written.get("former"), serial - 1))


def _one(value: object, last: int) -> RootKeys:
    root = _shape.keys(value, ("k", "keys", "since"))
    keys = tuple(_shape.octets(key, 32) for key in _shape.items(root["keys"], 1, 16))
    if list(keys) != sorted(set(keys)):
        raise FormatError("order", "Root keys must be in strictly ascending order.")
    return RootKeys(
        k=_shape.integer(root["k"], 1, len(keys)), keys=keys, since=_shape.integer(root["since"], 1, last)
    )
