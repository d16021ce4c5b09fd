"""Read the values of a vector as README.md writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keys.private.hybrid import HybridPrivate, Pair, pair

__all__ = ["hybrid_pair", "octets"]

FILES = Path(__file__).parent / "files"


def octets(value: str | dict[str, Any]) -> bytes:
    """Read *bytes* as README.md writes them."""
    if isinstance(value, str):
        return bytes.fromhex(value)
    if value.keys() == {"text"}:
        text: str = value["text"]
        return text.encode()
    assert value.keys() <= {"file", "edits"}
    data = bytearray((FILES / value["file"]).read_bytes())
    for edit in value.get("edits", []):
        ((verb, how),) = edit.items()
        _edit(data, verb, how)
    return bytes(data)


def _edit(data: bytearray, verb: str, how: Any) -> None:
    if verb == "cut":
        assert how <= len(data)
        del data[how:]
    elif verb == "append":
        data += bytes.fromhex(how)
    elif verb == "splice":
        at, count, new = how[0], how[1], bytes.fromhex(how[2])
        assert at + count <= len(data)
        data[at : at + count] = new
    elif verb in ("xor", "put"):
        at, new = how[0], bytes.fromhex(how[1])
        old = data[at : at + len(new)]
        assert len(old) == len(new)
        data[at : at + len(new)] = (
            new if verb == "put" else bytes(a ^ b for a, b in zip(old, new, strict=True))
        )
    else:
        a, b, count = how
        assert max(a, b) + count <= len(data)
        one, two = data[a : a + count], data[b : b + count]
        if verb == "swap":
            data[a : a + count] = two
        else:
            assert verb == "copy"
        data[b : b + count] = one


def hybrid_pair(value: dict[str, str]) -> Pair:
    return pair(HybridPrivate(x25519=bytes.fromhex(value["x25519"]), mlkem=bytes.fromhex(value["mlkem"])))
