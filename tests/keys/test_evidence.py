"""A server that shows one reporter another manifest leaves proof, and honest ones accuse nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import evidence, merkle, proposal
from keys.errors import UntrustedError
from keys.history import History
from keys.merkle import Head
from tests.keys.lineage import DAY, DESK_SEED, HEIR_ROOT, HEIRS, ROOTS, begin, grow, signed
from vault.formats import board
from vault.formats.board import BoardHeader

STRANGER = [bytes([n]) * 32 for n in (7, 8)]


def header(known: History, log: Head | None = None, seed: bytes = DESK_SEED) -> bytes:
    """A board of the day on which ``known`` ended."""
    latest = known.latest
    made = BoardHeader(
        b=0, buckets=(bytes(32),), deployment=latest.deployment, due=DAY + timedelta(days=2), issued=DAY,
        k=1, list_entries=1, list_sha256=bytes(32), log=log or known.head, manifest=latest.hash,
        previous=bytes(32), salt=bytes(32), serial=1,
    )  # fmt: skip
    return board.make(made, seed)


def fetched(known: History, name: str) -> dict[str, bytes]:
    """What anybody gets from a server: the manifest in force, the log, the board."""
    return {
        f"{name}/manifest": known.files[-1],
        f"{name}/log": b"".join(known.leaves),
        f"{name}/header": header(known),
    }


@pytest.fixture
def honest() -> History:
    return grow(grow(begin(), csp="default-src 'self'"))


@pytest.fixture
def split(honest: History) -> History:
    """What a server shows to one reporter, after k root signers were made to sign another third manifest."""
    return grow(grow(begin(), csp="default-src 'self'"), csp="default-src *")


def test_an_honest_site_is_of_one_piece_at_any_time(honest: History) -> None:
    early = fetched(grow(begin(), csp="default-src 'self'"), "monday")
    found = evidence.examine(early | fetched(honest, "friday"))
    assert (found.proofs, found.doubts) == ((), ())
    assert (found.manifests, found.heads) == (2, 4)
    whole = {str(serial): file for serial, file in enumerate(honest.files, 1)}
    assert evidence.examine(whole).proofs == ()


def test_no_proof_joins_the_two_heads_of_a_split_view(honest: History, split: History) -> None:
    """Neither the proof that is true of one list nor that of the other, however much longer either grows."""
    for shorter, longer in ((honest, split), (split, honest)):
        grown = grow(grow(longer))
        for source in (grown.leaves, [*shorter.leaves, *grown.leaves[3:]]):
            with pytest.raises(UntrustedError):
                merkle.check_consistency(shorter.head, grown.head, merkle.consistency(source, 3))
    with pytest.raises(UntrustedError):
        merkle.check_consistency(honest.head, split.head, [])


def test_two_manifests_of_one_serial_are_proof(honest: History, split: History) -> None:
    found = evidence.examine({"mine": honest.files[-1], "theirs": split.files[-1]})
    assert found.proofs == (
        "mine and theirs are two manifests 3, and both are signed by 2 of the same root keys. "
        "One of them was made for some readers only.",
    )


def test_two_boards_are_proof_without_the_manifests_in_question(honest: History, split: History) -> None:
    """Two people kept only what their boards said; both heads are the desk's word."""
    files = {"first": honest.files[0], "mine": header(honest), "theirs": header(split)}
    (proof,) = evidence.examine(files).proofs
    assert "mine and theirs name two different lists of 3 manifests" in proof


def test_a_head_that_no_list_gives_is_proof(honest: History) -> None:
    files = fetched(honest, "site") | {"odd": header(honest, Head(2, bytes(32)))}
    assert any(
        "odd, signed by the desk, names a list of 2" in each for each in evidence.examine(files).proofs
    )


def test_a_log_that_lost_or_changed_an_entry_is_proof(honest: History, split: History) -> None:
    files = {"mine": honest.files[-1], "log": b"".join(split.leaves)}
    assert any("another one at that place" in each for each in evidence.examine(files).proofs)
    logs = {"mine": honest.files[-1], "early": b"".join(split.leaves), "late": b"".join(grow(honest).leaves)}
    assert any("neither begins with the other" in each for each in evidence.examine(logs).proofs)


def test_a_longer_list_on_one_side_is_no_proof(honest: History) -> None:
    """Who fetched later has a longer list: that accuses nobody."""
    found = evidence.examine(fetched(honest, "before") | fetched(grow(honest), "after"))
    assert (found.proofs, found.doubts) == ((), ())


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_wherever_two_histories_part_it_shows(common: int, mine: int, theirs: int) -> None:
    """Two people fetch at any time after it, from servers that each show one list for ever."""
    trunk = begin()
    for _ in range(common - 1):
        trunk = grow(trunk)
    one, other = grow(trunk), grow(trunk, csp="default-src *")
    for _ in range(mine - 1):
        one = grow(one)
    for _ in range(theirs - 1):
        other = grow(other)
    assert evidence.examine(fetched(trunk, "before") | fetched(one, "mine")).proofs == ()
    assert evidence.examine(fetched(one, "mine") | fetched(other, "theirs")).proofs != ()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), st.binary(max_size=96), max_size=3), st.sampled_from("MB"))
def test_any_files_are_compared_or_left_out(junk: dict[str, bytes], letter: str) -> None:
    magic = b"AMANA" + letter.encode() + b"\0\1"
    found = evidence.examine({**junk, **{f"{name} signed": magic + data for name, data in junk.items()}})
    assert len(found.doubts) >= len(junk)


def test_strangers_contradict_nobody(honest: History) -> None:
    """Anybody can sign a third manifest with keys of their own; it is left out, and said so."""
    strange = replace(honest.latest, root=replace(HEIR_ROOT, since=1), csp="default-src *")
    files = fetched(honest, "site") | {"odd": signed(strange, HEIRS)}
    found = evidence.examine(files, honest.latest.root.fingerprint)
    assert found.proofs == ()
    assert found.doubts == ("odd is left out. It is signed by other root keys than those meant.",)
    assert evidence.examine(files, HEIR_ROOT.fingerprint).doubts[0].startswith("site/manifest is left out.")
    unsaid = evidence.examine(files)
    assert unsaid.proofs == ()
    assert unsaid.doubts[0] == "There are manifests of several roots here. Say which is meant: --fingerprint."


def test_a_root_that_handed_over_is_the_same_line(honest: History) -> None:
    changed = proposal.propose(honest, DAY, root=HEIR_ROOT)
    after = History((*honest.manifests, changed), (*honest.files, signed(changed, [*ROOTS[:2], *HEIRS])))
    other = replace(changed, csp="default-src *")
    files = {"before": honest.files[0], "mine": after.files[-1]}
    assert evidence.examine(files | {"log": b"".join(after.leaves)}) == evidence.Findings((), (), 2, 2)
    theirs = signed(other, [*ROOTS[:2], *HEIRS])
    assert len(evidence.examine(files | {"theirs": theirs}).proofs) == 1


def test_what_cannot_be_told_is_said(honest: History) -> None:
    assert evidence.examine({}).doubts == (
        "There is no manifest here. Bring one, with the log, and a board header.",
    )
    (doubt,) = evidence.examine({"mine": honest.files[-1]}).doubts
    assert doubt == "Nothing here has all 2 manifests that are spoken of. Bring the log, or all of them."
    files = fetched(honest, "site")
    bent = {
        "cut": honest.files[0][:-1], "junk": b"x", "empty": b"", "v2": b"AMANAM\0\2" + bytes(90),
        "forged": header(honest, seed=STRANGER[0]),
    }  # fmt: skip
    found = evidence.examine(files | bent)
    assert (found.proofs, len(found.doubts)) == ((), len(bent))
    assert all(any(each.startswith(f"{name} is left out.") for each in found.doubts) for name in bent)
