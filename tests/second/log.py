"""The list of all manifests (§7.2): RFC 6962's tree, RFC 9162's proofs and their checks."""

from __future__ import annotations

from tests.second.errors import need
from tests.second.primitives import sha256

__all__ = [
    "Head", "check_consistency", "check_inclusion", "consistency", "head", "inclusion", "leaf",
]  # fmt: skip

Head = tuple[bytes, int]


def leaf(body: bytes) -> bytes:
    """Hash an entry."""
    return sha256(b"\0", body)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1", left, right)


def _split(count: int) -> int:
    """Return the largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    k = _split(len(leaves))
    return _node(_root(leaves[:k]), _root(leaves[k:]))


def head(leaves: list[bytes]) -> Head:
    """Return root and size of a list (RFC 6962 §2.1)."""
    return _root(leaves), len(leaves)


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """Prove that a leaf stands in a list (RFC 9162 §2.1.3.1)."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion(leaves[:k], index), _root(leaves[k:])]
    return [*inclusion(leaves[k:], index - k), _root(leaves[:k])]


def check_inclusion(hashed: bytes, index: int, proof: list[bytes], whole: Head) -> None:
    """Check such a proof (RFC 9162 §2.1.3.2): `log`."""
    root, size = whole
    need(0 <= index < size, "log")
    place, last = index, size - 1
    for step in proof:
        need(last, "log")
        if place & 1 or place == last:
            hashed = _node(step, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = _node(hashed, step)
        place, last = place >> 1, last >> 1
    need(last == 0 and hashed == root, "log")


def consistency(leaves: list[bytes], before: int, *, whole: bool = True) -> list[bytes]:
    """Prove that a list begins with the first leaves of it (RFC 9162 §2.1.4.1)."""
    if before == len(leaves):
        return [] if whole else [_root(leaves)]
    k = _split(len(leaves))
    if before <= k:
        return [*consistency(leaves[:k], before, whole=whole), _root(leaves[k:])]
    return [*consistency(leaves[k:], before - k, whole=False), _root(leaves[:k])]


def check_consistency(before: Head, after: Head, proof: list[bytes]) -> None:
    """Check such a proof (RFC 9162 §2.1.4.2): `log`."""
    need(before[1] <= after[1], "log")
    if before[1] in (0, after[1]):
        same = after if before[1] else (sha256(), 0)
        need(before == same and not proof, "log")
        return
    steps = ([before[0]] if before[1].bit_count() == 1 else []) + proof
    need(steps, "log")
    place, last = before[1] - 1, after[1] - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        need(last, "log")
        if place & 1 or place == last:
            old, new = _node(step, old), _node(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, step)
        place, last = place >> 1, last >> 1
    need(last == 0 and (old, new) == (before[0], after[0]), "log")
