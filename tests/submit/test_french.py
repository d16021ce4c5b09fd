"""French sets its high signs apart with a no-break space, so that none begins a line on its own."""

from __future__ import annotations

import re

from submit import translate

# A high sign after a plain space or none, or a plain space or none inside « ». A colon within a word is
# a time or an address.
SLIPS = re.compile(r"[^\S\u00a0\u202f][:;?!»]|[^\W\d_][;?!»]|[^\W\d_]:\s|«[^\u00a0\u202f]")


def test_high_signs_are_set_apart() -> None:
    forms = [
        form
        for entry in translate.read("fr")
        if entry.id
        for form in ([entry.string] if isinstance(entry.string, str) else entry.string)
    ]
    assert [form for form in forms if SLIPS.search(form)] == []
    assert sum("\u00a0" in form for form in forms) > 100


def test_what_counts_as_a_slip() -> None:
    for slip in ("Quoi ?", "Quoi?", "« oui\u00a0»", "Ceci: cela", "oui !"):
        assert SLIPS.search(slip)
    for good in ("Quoi\u00a0?", "«\u00a0oui\u00a0»", "https://a.example", "à 10:30", "a.example/?q"):
        assert not SLIPS.search(good)
