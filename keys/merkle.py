"""An append-only list as a Merkle tree: its head, and short proofs of what is in it (RFC 6962, 9162; §2.1).

A head is 32 bytes that stand for the whole list. An *inclusion proof* shows that a leaf stands at a place of
the list behind a head; a *consistency proof* shows that a longer list begins with a shorter one. Whoever is
shown two heads that no proof can join has been shown two lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keys import primitives
from keys.errors import UntrustedError

__all__ = [
    "EMPTY",
    "HASH",
    "Head",
    "check_consistency",
    "check_inclusion",
    "consistency",
    "head",
    "inclusion",
    "leaf_hash",
]

HASH = 32
# Without these marks an inner node could be passed off as a leaf (RFC 6962 §2.1).
_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Head:
    """A list's number of leaves, and the hash at the root of its tree."""

    size: int
    root: bytes


EMPTY = Head(0, primitives.sha256(b""))


def leaf_hash(data: bytes) -> bytes:
    """Return the hash by which ``data`` stands in the tree."""
    return primitives.sha256(_LEAF + data)


def head(leaves: Sequence[bytes]) -> Head:
    """Return the head of the list whose leaf hashes are ``leaves``."""
    return Head(len(leaves), _root(leaves)) if leaves else EMPTY


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that ``leaves[index]`` stands there (RFC 6962 §2.1.1): its siblings, bottom up."""
    if not 0 <= index < len(leaves):
        raise IndexError("internal error: no such leaf")
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*inclusion(leaves[:at], index), _root(leaves[at:])]
    return [*inclusion(leaves[at:], index - at), _root(leaves[:at])]


def consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return the proof that the list began with its first ``size`` leaves (RFC 6962 §2.1.2)."""
    if not 0 <= size <= len(leaves):
        raise IndexError("internal error: the list was never so long")
    return _subproof(leaves, size, whole=True) if 0 < size < len(leaves) else []


def check_inclusion(leaf: bytes, index: int, proof: Sequence[bytes], whole: Head) -> None:
    """Require that ``leaf`` is number ``index``, from 0, of the list behind ``whole`` (RFC 9162 §2.1.3.2).

    Raises:
        UntrustedError: ``log``.
    """
    if not 0 <= index < whole.size:
        raise _failure()
    fn, sn, root = index, whole.size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise _failure()
        if fn & 1 or fn == sn:
            root = _node(sibling, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = _node(root, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn or not primitives.equal(root, whole.root):
        raise _failure()


def check_consistency(before: Head, after: Head, proof: Sequence[bytes]) -> None:
    """Require that the list behind ``after`` begins with the one behind ``before`` (RFC 9162 §2.1.4.2).

    Raises:
        UntrustedError: ``log``.
    """
    if before.size > after.size:
        raise _failure()
    if before.size in (0, after.size):
        if before not in (EMPTY, after) or proof:
            raise _failure()
        return
    old, new = _fold(before, after, iter(proof))
    if not (primitives.equal(old, before.root) and primitives.equal(new, after.root)):
        raise _failure()


def _fold(before: Head, after: Head, path: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Return the roots that the proof gives for the shorter and the longer list."""
    fn, sn = before.size - 1, after.size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # A shorter list of 2^n leaves is one node of the longer tree, and its own root begins the proof.
    first = before.root if fn == 0 else _next(path)
    old = new = first
    for sibling in path:
        if sn == 0:
            raise _failure()
        if fn & 1 or fn == sn:
            old, new = _node(sibling, old), _node(sibling, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = _node(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise _failure()
    return old, new


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    """Return RFC 6962's SUBPROOF; ``whole`` while the first ``size`` leaves have been one node all along."""
    if size == len(leaves):
        return [] if whole else [_root(leaves)]
    at = _split(len(leaves))
    if size <= at:
        return [*_subproof(leaves[:at], size, whole=whole), _root(leaves[at:])]
    return [*_subproof(leaves[at:], size - at, whole=False), _root(leaves[:at])]


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    at = _split(len(leaves))
    return _node(_root(leaves[:at]), _root(leaves[at:]))


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return primitives.sha256(_NODE + left + right)


def _next(path: Iterator[bytes]) -> bytes:
    found = next(path, None)
    if found is None:
        raise _failure()
    return found


def _failure() -> UntrustedError:
    return UntrustedError("log", "This is not proved by the log.")
