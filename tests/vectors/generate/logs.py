"""The list of manifests, and proofs of what is in it (docs/formats.md §7.2)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from keys import manifest, merkle
from keys.merkle import Head
from tests.vectors.generate.manifests import MANIFEST, ROOTS
from tests.vectors.generate.material import draw
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_LEAVES = [merkle.leaf_hash(draw(f"entry {n}", 40)) for n in range(11)]


def vectors() -> Iterator[Vector]:
    """Make the groups log, logged, inclusion and consistency."""
    for name, about, entries in (
        ("none", "A list of nothing: the hash of no bytes.", []),
        ("one-empty", "One entry, of no bytes.", [b""]),
        ("two", "A node over two leaves.", [b"one", b"two"]),
        ("three", "The third stands alone, beside a pair.", [b"one", b"two", b"three"]),
        ("seven", "Four, two and one.", [bytes([n]) * n for n in range(7)]),
        ("eight", "A full tree.", [bytes([n]) * n for n in range(8)]),
        ("a-leaf-that-looks-like-a-node", "A mark tells leaves from nodes.", [b"\1" + bytes(64)]),
    ):  # fmt: skip
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        yield succeeds(
            "log", name, about, entries=[entry.hex() for entry in entries],
            leaves=[leaf.hex() for leaf in leaves], root=merkle.head(leaves).root.hex(),
        )  # fmt: skip
    yield from _logged()
    yield from _inclusion()
    yield from _consistency()


def _logged() -> Iterator[Vector]:
    """Manifest 3 among four: the board may be of a day before it, of its own day, or of one after."""
    leaves = _LEAVES[:4]
    made = replace(MANIFEST, serial=3, log=merkle.head(leaves[:2]))
    signed = manifest.sign(made, ROOTS[:2])
    leaves[2] = merkle.leaf_hash(signed.body)

    def keys(head: Head, held: list[bytes], file: bytes = signed.pack()) -> dict[str, Any]:
        return {
            "file": file.hex(),
            "size": head.size,
            "root": head.root.hex(),
            "leaves": b"".join(held).hex(),
        }

    now = merkle.head(leaves)
    yield succeeds("logged", "good", "The board names a longer list.", **keys(now, leaves))
    yield succeeds(
        "logged", "good-last", "The manifest is the last.", **keys(merkle.head(leaves[:3]), leaves[:3])
    )
    yield succeeds(
        "logged",
        "good-newer",
        "The board is older than the manifest.",
        **keys(merkle.head(leaves[:2]), leaves),
    )
    yield succeeds(
        "logged", "good-grown", "The list has grown since the board.", **keys(now, [*leaves, _LEAVES[5]])
    )
    other = [*leaves[:2], _LEAVES[2], leaves[3]]
    bent = replace(made, log=Head(2, draw("another log", 32)))
    for name, about, given in (
        ("another", "The list holds another manifest 3, and the board names that list.", keys(merkle.head(other), other)),
        ("split", "The board names the list with another manifest 3.", keys(merkle.head(other), leaves)),
        ("another-before", "Another manifest 1 than the one this was made with.", keys(merkle.head([_LEAVES[7], *leaves[1:]]), [_LEAVES[7], *leaves[1:]])),
        ("other-log", "The manifest names a list of its own.", keys(now, leaves, manifest.sign(bent, ROOTS[:2]).pack())),
        ("board-ahead", "The list is shorter than the board says.", keys(now, leaves[:3])),
        ("absent", "The list ends before the manifest.", keys(merkle.head(leaves[:2]), leaves[:2])),
        ("nothing", "No list.", keys(now, [])),
        ("cut", "A byte of the last leaf is missing.", keys(now, [*leaves[:3], leaves[3][:-1]])),
        ("trailing", "A byte after the last leaf.", keys(now, [*leaves, b"\0"])),
    ):  # fmt: skip
        yield fails("logged", name, about, "log", **given)


def _inclusion() -> Iterator[Vector]:
    for size, index in ((1, 0), (2, 1), (7, 6), (8, 0), (8, 3), (11, 4), (11, 10)):
        held = _LEAVES[:size]
        yield succeeds(
            "inclusion", f"{index}-of-{size}", f"Leaf {index}, counted from 0, of {size}.",
            **_included(held[index], index, merkle.head(held), merkle.inclusion(held, index)),
        )  # fmt: skip
    whole, proof, leaf = merkle.head(_LEAVES), merkle.inclusion(_LEAVES, 4), _LEAVES[4]
    for name, about, given in (
        ("another-leaf", "Another leaf.", _included(_LEAVES[5], 4, whole, proof)),
        ("another-place", "Another place.", _included(leaf, 5, whole, proof)),
        ("beyond-the-end", "A place that the list does not have.", _included(leaf, 11, whole, proof)),
        ("another-root", "Another list.", _included(leaf, 4, Head(11, bytes(32)), proof)),
        ("another-size", "A list of another length.", _included(leaf, 4, Head(5, whole.root), proof)),
        ("proof-too-short", "A step is missing.", _included(leaf, 4, whole, proof[:-1])),
        ("proof-too-long", "A step too many.", _included(leaf, 4, whole, [*proof, bytes(32)])),
        ("proof-altered", "A step is another.", _included(leaf, 4, whole, [bytes(32), *proof[1:]])),
        ("empty-list", "Nothing is in a list of nothing.", _included(leaf, 0, merkle.EMPTY, [])),
    ):
        yield fails("inclusion", name, about, "log", **given)


def _included(leaf: bytes, index: int, whole: Head, proof: list[bytes]) -> dict[str, Any]:
    steps = [step.hex() for step in proof]
    return {"leaf": leaf.hex(), "index": index, "size": whole.size, "root": whole.root.hex(), "proof": steps}


def _consistency() -> Iterator[Vector]:
    for before, after in ((0, 1), (1, 2), (1, 8), (3, 7), (4, 8), (6, 11), (11, 11)):
        yield succeeds(
            "consistency", f"{before}-to-{after}", f"A list of {before} that grew to {after}.",
            **_grown(_head(before), _head(after), merkle.consistency(_LEAVES[:after], before)),
        )  # fmt: skip
    proof = merkle.consistency(_LEAVES, 6)
    other = [*_LEAVES[:2], bytes(32), *_LEAVES[3:]]
    for name, about, given in (
        ("changed-before", "An old leaf was changed: no proof joins the two.", _grown(_head(6), merkle.head(other), merkle.consistency(other, 6))),
        ("shorter", "A list does not shrink.", _grown(_head(11), _head(6), proof)),
        ("same-size", "Two lists of one length.", _grown(_head(11), merkle.head(other), [])),
        ("same-size-with-proof", "A proof where there is nothing to prove.", _grown(_head(11), _head(11), proof)),
        ("from-none-with-proof", "A proof where there is nothing to prove.", _grown(merkle.EMPTY, _head(11), proof)),
        ("from-none-strange", "A list of nothing has one root.", _grown(Head(0, bytes(32)), _head(11), [])),
        ("proof-missing", "No proof.", _grown(_head(6), _head(11), [])),
        ("proof-too-short", "A step is missing.", _grown(_head(6), _head(11), proof[:-1])),
        ("proof-too-long", "A step too many.", _grown(_head(6), _head(11), [*proof, bytes(32)])),
        ("another-root", "Another list now.", _grown(_head(6), Head(11, bytes(32)), proof)),
        ("another-root-before", "Another list before.", _grown(Head(6, bytes(32)), _head(11), proof)),
    ):  # fmt: skip
        yield fails("consistency", name, about, "log", **given)


def _head(size: int) -> Head:
    return merkle.head(_LEAVES[:size])


def _grown(before: Head, after: Head, proof: list[bytes]) -> dict[str, Any]:
    heads = ({"size": head.size, "root": head.root.hex()} for head in (before, after))
    return {**dict(zip(("before", "after"), heads, strict=True)), "proof": [step.hex() for step in proof]}
