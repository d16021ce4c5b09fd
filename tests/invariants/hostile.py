"""Hostile bytes for every parser: arbitrary ones, good ones that were bent, and signed nonsense."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["BYTES", "bent", "twisted"]

BYTES = st.binary(max_size=2000)
_ATOMS = (
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=20)
    | st.sampled_from(["", "00" * 16, "00" * 32, "2026-11-24", "\ud7ff", "\U0001f600", "٣", "__proto__"])
)
_JSON = st.recursive(
    _ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


@st.composite
def bent(draw: st.DrawFn, good: bytes) -> bytes:
    """Cut, lengthen, flip, repeat or drop something of ``good``, once to four times."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        count = draw(st.integers(1, 40))
        how = draw(st.sampled_from(["cut", "drop", "insert", "overwrite", "flip", "repeat"]))
        if how == "cut":
            del data[at:]
        elif how == "drop":
            del data[at : at + count]
        elif how == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=8))
        elif how == "overwrite":
            new = draw(st.sampled_from([b"\0", b"\xff"])) * count
            data[at : at + count] = new
        elif how == "repeat":
            data[at:at] = data[at : at + count]
        elif at < len(data):
            data[at] ^= 1 << draw(st.integers(0, 7))
    return bytes(data)


@st.composite
def twisted(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """Put another JSON value somewhere in ``good``, or take a key away, or add one."""
    value = _copy(good)
    place: Any = value
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys or draw(st.integers(0, 9)) == 0:
            if isinstance(place, dict):
                place[draw(st.text(max_size=8))] = draw(_JSON)
            else:
                place.append(draw(_JSON))
            return value
        key = draw(st.sampled_from(keys))
        inside = place[key]
        if isinstance(inside, dict | list) and draw(st.booleans()):
            place = inside
        elif draw(st.integers(0, 4)) == 0:
            del place[key]
            return value
        else:
            place[key] = draw(_JSON)
            return value


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
