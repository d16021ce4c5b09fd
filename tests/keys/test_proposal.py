"""Manifests signed apart: each signer alone, and only what all of them saw comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import history, manifest, primitives, proposal, tags
from keys.errors import FormatError, KeysError
from keys.manifest import Limits, RootKeys
from keys.merkle import Head
from tests.keys.lineage import DAY, FIRST, HEIR_ROOT, HEIRS, ROOTS, begin, grow, signed

STRANGER = b"\x09" * 32


def kind_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(KeysError) as caught:
        attempt()
    return caught.value.kind


def test_two_signers_who_never_meet_make_a_manifest() -> None:
    known = begin()
    made = proposal.propose(known, DAY, csp="default-src 'self'")
    carried = proposal.pack(made)
    signatures = [proposal.sign(proposal.parse(carried), seed) for seed in ROOTS[:2]]
    packed = proposal.assemble(proposal.parse(carried), reversed(signatures), known)
    assert packed == signed(made)
    assert manifest.parse(packed).csp == "default-src 'self'"
    assert proposal.assemble(made, [*signatures, *signatures], known) == packed
    assert all(len(each) == 136 for each in signatures)


def test_too_few_or_wrong_signatures_make_none() -> None:
    known = begin()
    made = proposal.propose(known, DAY, csp="default-src 'self'")
    other = proposal.propose(known, DAY, csp="default-src *")
    one, two = (proposal.sign(made, seed) for seed in ROOTS[:2])
    forged = one[:-64] + two[-64:]
    strange = tags.MAGIC_SIGNATURE + made.hash + primitives.signing_public(STRANGER) + two[-64:]
    for given_, kind in (
        ([], "threshold"),
        ([one], "threshold"),
        ([one, one], "threshold"),
        ([one, proposal.sign(other, ROOTS[1])], "proposal"),
        ([one, two, forged], "signature"),
        ([one, two, strange], "signature"),
        ([one, two[:-1]], "truncated"),
        ([one, two + b"\0"], "trailing"),
        ([one, proposal.pack(made)], "magic"),
        ([one, two[:7] + b"\2" + two[8:]], "version"),
    ):
        assert kind_of(lambda given_=given_: proposal.assemble(made, given_, known)) == kind  # type: ignore[misc]
    assert kind_of(lambda: proposal.sign(made, STRANGER)) == "signature"


def test_a_proposal_that_does_not_come_next_is_refused_before_it_is_signed() -> None:
    known = grow(begin())
    made = proposal.propose(known, DAY)
    for bent, kind in (
        (replace(made, deployment=bytes(16)), "deployment"),
        (replace(made, serial=4, log=Head(3, made.log.root)), "serial"),
        (replace(made, previous=bytes(32)), "previous"),
        (replace(made, log=Head(2, bytes(32))), "log"),
        (replace(made, root=HEIR_ROOT), "root"),
        (known.latest, "serial"),
    ):
        assert kind_of(lambda bent=bent: proposal.check(bent, known)) == kind  # type: ignore[misc]
    assert kind_of(lambda: proposal.check(made, None)) == "serial"
    proposal.check(FIRST, None)


def test_a_first_manifest_is_assembled_from_nothing() -> None:
    read = proposal.parse(proposal.pack(FIRST))
    assert proposal.assemble(read, [proposal.sign(read, seed) for seed in ROOTS[:2]], None) == signed(FIRST)


def test_new_root_keys_need_enough_of_both() -> None:
    """As in TUF: k of the old hand over to k of the new, and afterwards the old sign nothing."""
    known = begin()
    made = proposal.propose(known, DAY, root=HEIR_ROOT)
    assert (made.root.since, made.root.former) == (2, FIRST.root)
    old, new = ([proposal.sign(made, seed) for seed in seeds] for seeds in (ROOTS[:2], HEIRS))
    for given_ in (old, new, [*old[:1], *new], [*old, *new[:1]]):
        assert kind_of(lambda given_=given_: proposal.assemble(made, given_, known)) == "threshold"  # type: ignore[misc]
    after = history.collect([*known.files, proposal.assemble(made, [*old, *new], known)])
    assert after.had_root(FIRST.root.fingerprint)
    assert after.had_root(HEIR_ROOT.fingerprint)
    later = proposal.propose(after, DAY)
    assert later.root == replace(made.root, former=None)
    assert kind_of(lambda: proposal.sign(later, ROOTS[0])) == "signature"
    assert grow(after, HEIRS).latest.serial == 3


def test_the_same_keys_are_no_new_root() -> None:
    assert proposal.propose(begin(), DAY, root=replace(FIRST.root, since=7)).root == FIRST.root
    more = RootKeys(k=3, keys=FIRST.root.keys)
    assert proposal.propose(begin(), DAY, root=more).root == replace(more, since=2, former=FIRST.root)


def test_what_breaks_the_format_is_never_proposed() -> None:
    with pytest.raises(FormatError):
        proposal.propose(begin(), DAY, csp="")


def test_changes_written_by_hand_are_the_same_proposal() -> None:
    known = begin()
    changes = {
        "limits": {"attachments": 3, "envelope": 40_000},
        "root": {"k": 2, "keys": [key.hex() for key in HEIR_ROOT.keys]},
        "desk": "ab" * 32,
    }
    limits = Limits(attachments=3, envelope=40_000)
    meant = proposal.propose(known, DAY, limits=limits, root=HEIR_ROOT, desk=b"\xab" * 32)
    assert proposal.amend(known, DAY, changes) == meant
    assert proposal.amend(known, DAY, {}) == proposal.propose(known, DAY)
    for bent in ({"serial": 9}, {"deployment": "00" * 16}, {"root": {"k": 1}}, {"root": []}, {"limits": {}}):
        assert kind_of(lambda bent=bent: proposal.amend(known, DAY, bent)) == "bounds"  # type: ignore[misc]
    assert kind_of(lambda: proposal.amend(known, DAY, {"csp": None})) == "canonical"


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_bent_file_is_signed_for_another(data: st.DataObject) -> None:
    known = begin()
    made = proposal.propose(known, DAY)
    packed = bytearray(proposal.pack(made))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = proposal.parse(bytes(packed))
    except KeysError:
        return
    signatures = [proposal.sign(made, seed) for seed in ROOTS[:2]]
    assert kind_of(lambda: proposal.assemble(read, signatures, None if read.serial == 1 else known)) != ""
