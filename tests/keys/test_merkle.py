"""Merkle proofs: each that is made is believed, and none that is bent."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import merkle
from keys.errors import UntrustedError
from keys.merkle import Head

# The leaves and roots that come with RFC 6962's first implementation, made there.
RFC_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    bytes(range(0x60, 0x70)),
]
RFC_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int, seed: bytes = b"") -> list[bytes]:
    return [hashlib.sha256(seed + bytes([n])).digest() for n in range(count)]


class Proved(NamedTuple):
    """A list, and two lengths of it."""

    leaves: list[bytes]
    before: int
    after: int


@st.composite
def proved(draw: st.DrawFn) -> Proved:
    after = draw(st.integers(1, 70))
    return Proved(leaves(after), draw(st.integers(0, after)), after)


def test_heads_are_those_of_rfc_6962() -> None:
    hashed = [merkle.leaf_hash(data) for data in RFC_LEAVES]
    for size, root in enumerate(RFC_ROOTS, 1):
        assert merkle.head(hashed[:size]) == Head(size, bytes.fromhex(root))
    assert merkle.head([]) == merkle.EMPTY
    assert merkle.EMPTY.root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@settings(deadline=None)
@given(proved())
def test_what_is_in_the_list_is_proved_to_be(case: Proved) -> None:
    whole = merkle.head(case.leaves)
    for index, leaf in enumerate(case.leaves):
        merkle.check_inclusion(leaf, index, merkle.inclusion(case.leaves, index), whole)


@settings(deadline=None)
@given(proved(), st.data())
def test_nothing_else_is_proved_to_be_in_it(case: Proved, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, case.after - 1))
    whole, proof, leaf = merkle.head(case.leaves), merkle.inclusion(case.leaves, index), case.leaves[index]
    other = data.draw(st.integers(-1, case.after).filter(lambda place: place != index))
    bent = [
        (bytes(32), index, proof, whole),
        (leaf, other, proof, whole),
        (leaf, index, [*proof, bytes(32)], whole),
        (leaf, index, proof, Head(whole.size, bytes(32))),
    ]
    bent += [(leaf, index, proof[:-1], whole)] if proof else []
    bent += [(leaf, index, [*proof[:-1], bytes(32)], whole)] if proof else []
    for arguments in bent:
        with pytest.raises(UntrustedError) as caught:
            merkle.check_inclusion(*arguments)
        assert caught.value.kind == "log"


@settings(deadline=None)
@given(proved())
def test_a_list_that_grew_is_proved_to_have(case: Proved) -> None:
    before, after = merkle.head(case.leaves[: case.before]), merkle.head(case.leaves)
    merkle.check_consistency(before, after, merkle.consistency(case.leaves, case.before))


@settings(deadline=None)
@given(proved(), st.data())
def test_a_list_that_was_changed_is_never_proved_to_have_grown(case: Proved, data: st.DataObject) -> None:
    """No proof for one list joins it to the head of another, or to itself where it is bent."""
    proof, after = merkle.consistency(case.leaves, case.before), merkle.head(case.leaves)
    before = merkle.head(case.leaves[: case.before])
    bent = [
        (Head(case.before, bytes(32)), after, proof),
        (before, after, [*proof, bytes(32)]),
        (Head(case.after + 1, bytes(32)), after, proof),
    ]
    if case.before not in (0, case.after):
        bent.append((before, Head(case.after, bytes(32)), proof))
        bent += [(before, after, [*proof[:at], *proof[at + 1 :]]) for at in range(len(proof))]
        changed = data.draw(st.integers(0, case.before - 1))
        other = [*case.leaves[:changed], bytes(32), *case.leaves[changed + 1 :]]
        bent.append((before, merkle.head(other), merkle.consistency(other, case.before)))
    for arguments in bent:
        with pytest.raises(UntrustedError) as caught:
            merkle.check_consistency(*arguments)
        assert caught.value.kind == "log"


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 9), st.integers(0, 9))
def test_foreign_proofs_are_refused_and_never_crash(junk: bytes, one: int, two: int) -> None:
    proof = [junk[at : at + 32] for at in range(0, len(junk), 32)]
    for check in (
        lambda: merkle.check_inclusion(bytes(32), one, proof, Head(two, b"\x01" * 32)),
        lambda: merkle.check_consistency(Head(one, bytes(32)), Head(two, b"\x01" * 32), proof),
    ):
        with pytest.raises(UntrustedError):
            check()


def test_asking_for_what_is_not_there_is_a_fault_of_ours() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion(leaves(3), 3)
    with pytest.raises(IndexError):
        merkle.consistency(leaves(3), 4)
