"""Read the values of vectors, as tests/vectors/README.md writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.second.wrap import Pair, Public

__all__ = ["VECTORS", "drawn", "octets", "pair", "public"]

VECTORS = Path(__file__).parents[1] / "vectors"


def octets(value: Any) -> bytes:
    """Read *bytes*."""
    if isinstance(value, str):
        return bytes.fromhex(value)
    if "text" in value:
        return str(value["text"]).encode()
    data = bytearray((VECTORS / "files" / value["file"]).read_bytes())
    for edit in value.get("edits", []):
        for verb, how in edit.items():
            EDITS[verb](data, how)
    return bytes(data)


def _put(data: bytearray, how: Any) -> None:
    at, new = how[0], bytes.fromhex(how[1])
    data[at : at + len(new)] = new


def _xor(data: bytearray, how: Any) -> None:
    for at, byte in enumerate(bytes.fromhex(how[1]), start=how[0]):
        data[at] ^= byte


def _cut(data: bytearray, how: Any) -> None:
    del data[how:]


def _append(data: bytearray, how: Any) -> None:
    data += bytes.fromhex(how)


def _swap(data: bytearray, how: Any) -> None:
    a, b, count = how
    data[a : a + count], data[b : b + count] = data[b : b + count], data[a : a + count]


def _copy(data: bytearray, how: Any) -> None:
    start, to, count = how
    data[to : to + count] = data[start : start + count]


def _splice(data: bytearray, how: Any) -> None:
    at, count, new = how
    data[at : at + count] = bytes.fromhex(new)


EDITS = {
    "splice": _splice,
    "put": _put,
    "xor": _xor,
    "cut": _cut,
    "append": _append,
    "swap": _swap,
    "copy": _copy,
}


def public(value: dict[str, str]) -> Public:
    """Read a *public*."""
    return Public(bytes.fromhex(value["x25519"]), bytes.fromhex(value["mlkem"]))


def pair(value: dict[str, str]) -> Pair:
    """Read a *pair*."""
    return Pair(bytes.fromhex(value["x25519"]), bytes.fromhex(value["mlkem"]))


def drawn(value: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Read the random choices of a wrap."""
    k1, ephemeral, coins = (bytes.fromhex(value[key]) for key in ("k1", "ephemeral", "coins"))
    return k1, ephemeral, coins
