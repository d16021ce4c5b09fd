"""What a signer reads before signing: nothing that changes goes unsaid."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from keys import differences, proposal
from keys.manifest import BoardPolicy, Limits, Manifest
from tests.keys.lineage import DAY, FIRST, HEIR_ROOT, begin

KEY = "ab" * 32
CHANGES: dict[str, tuple[Any, str]] = {
    "deployment": (bytes(16), "The deployment changes from"),
    "demonstration": (False, "It no longer says that this is a demonstration."),
    "names": ({"en": "Vectors", "fr": "Autre"}, "The name in ar changes from"),
    "root": (HEIR_ROOT, "THE ROOT CHANGES. 2 of 2 root keys must sign; until now it was 2 of 3."),
    "desk": (bytes(32), f"The desk's key changes from {FIRST.desk.hex()} to {'00' * 32}."),
    "vault": (bytes(32), f"The server's key changes from {FIRST.vault.hex()} to {'00' * 32}."),
    "lanes": ({"desk": {}}, "Lane oversight is taken away"),
    "identity": ((20271, KEY), "The key for declared identities changes from that of 2026-Q4"),
    "limits": (Limits(attachments=3, envelope=FIRST.limits.envelope), "changes from 20 to 3."),
    "board": (
        BoardPolicy(b=1, cadence="daily", k=64, list=1024),
        "buckets of the board changes from 1 to 2.",
    ),
    "csp": ("default-src *", "Gone: default-src 'none'. New: default-src *."),
    "assets": ({"/en/": "ff" * 32}, "1 page or file is changed: /en/."),
}
# Their rightness is checked, not read: keys.manifest.check_follows.
CHECKED = {"serial", "previous", "issued", "log", "hash", "leaf"}


def test_every_field_is_either_said_or_checked() -> None:
    assert CHANGES.keys() | CHECKED == {each.name for each in fields(Manifest)}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_said(name: str) -> None:
    value, sentence = CHANGES[name]
    said = differences.describe(proposal.propose(begin(), DAY, **{name: value}), FIRST)
    assert said[0] == "Manifest 2 of Vectors, issued 2026-11-24, follows 1."
    assert any(sentence in each for each in said[1:]), said


@pytest.mark.parametrize(
    ("limit", "board"),
    [({"envelope": 5}, {}), ({}, {"k": 1}), ({}, {"list": 1}), ({}, {"cadence": "weekly"})],
)
def test_every_rule_inside_is_said(limit: dict[str, Any], board: dict[str, Any]) -> None:
    bent = replace(FIRST, limits=replace(FIRST.limits, **limit), board=replace(FIRST.board, **board))
    assert len(differences.describe(bent, FIRST)) == 2


def test_nothing_is_said_to_be_nothing() -> None:
    assert differences.describe(proposal.propose(begin(), DAY), FIRST)[1:] == [
        "Nothing changes but its number and day."
    ]


def test_weeks_are_told_by_their_runs() -> None:
    """52 weeks, or 53: a run goes over the end of the year; a gap is not hidden by its ends."""
    weeks = (202649, 202650, 202652, 202653, 202701, 202705)
    lanes = {**FIRST.lanes, "desk": {**FIRST.lanes["desk"], **dict.fromkeys(weeks, KEY)}}
    said = differences.describe(replace(FIRST, lanes=lanes), FIRST)
    assert said[1:] == [
        "6 weeks are added to lane desk: 2026-W49 to 2026-W50 and 2026-W52 to 2027-W01 and 2027-W05."
    ]
    back = differences.describe(FIRST, replace(FIRST, lanes=lanes))
    assert "6 weeks are taken from lane desk" in back[1]


def test_a_key_that_is_exchanged_is_told() -> None:
    lanes = {**FIRST.lanes, "desk": dict.fromkeys(FIRST.lanes["desk"], KEY)}
    assert differences.describe(replace(FIRST, lanes=lanes), FIRST)[1:] == [
        "1 week is given another key in lane desk: 2026-W48."
    ]


def test_many_pages_are_counted() -> None:
    assets = {**FIRST.assets, **{f"/new/{n}": KEY for n in range(20)}}
    (said,) = differences.describe(replace(FIRST, assets=assets), FIRST)[1:]
    assert said.startswith("20 pages and files are added: /new/0, ")
    assert said.endswith(" and 12 more.")


def test_the_first_says_what_it_is() -> None:
    said = " ".join(differences.describe(FIRST, None))
    for part in (
        FIRST.deployment.hex(),
        FIRST.desk.hex(),
        FIRST.vault.hex(),
        "2 of 3",
        "2026-W48",
        "demonstration",
    ):
        assert part in said


def test_nothing_steers_the_terminal() -> None:
    hostile = "\x1b[2Jok\u202etxet"
    bent = replace(FIRST, names={"en": hostile}, csp=hostile, assets={hostile: KEY})
    said = "".join(differences.describe(bent, FIRST) + differences.describe(bent, None))
    assert said.isprintable()
