"""Particulars: whatever may be said comes back as it was, and whatever else stands there is named."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import canonical, draft
from keys.draft import PARTICULARS, Draft, Elsewhere, Link, Particulars, Place, Seen
from keys.errors import FormatError

CODE = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
NO_CODE = st.just("") | CODE


def text(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=most)


SAID = st.builds(
    Particulars,
    category=CODE,
    topic=NO_CODE,
    answers=st.dictionaries(CODE, text(1, 20), max_size=16),
    danger=st.sampled_from(["yes", "no", "unknown"]),
    who=st.sampled_from(["", "me", "child", "other", "group"]),
    ongoing=st.sampled_from(["yes", "no", "unknown"]),
    told=st.sets(CODE, max_size=8).map(sorted).map(tuple),
    role=st.sampled_from(["target", "child", "witness", "professional"]),
    links=st.lists(
        st.builds(Link, given=text(1, 20), url=text(0, 20), platform=NO_CODE, account=text(0, 20)), max_size=4
    ).map(tuple),
    elsewhere=st.builds(
        Elsewhere,
        kind=st.sampled_from(["", "app", "message", "live", "call", "other"]),
        name=text(0, 20),
        account=text(0, 20),
    ),
    seen=st.builds(Seen, day=st.none() | st.dates(), precision=st.sampled_from(["day", "about", "unknown"])),
    place=st.builds(
        Place,
        of=st.sampled_from(["", "event", "reporter"]),
        country=st.just("") | st.from_regex(r"[A-Z]{2}", fullmatch=True),
        region=st.just("") | st.from_regex(r"[A-Z]{2}-[A-Z0-9]{1,3}", fullmatch=True),
        city=text(0, 20),
    ),
)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text(0, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text(0, 5) | CODE, inner, max_size=3),
    max_leaves=8,
)


@given(SAID)
def test_what_is_written_is_read(said: Particulars) -> None:
    written = canonical.loads(canonical.dumps(draft.fields(said)), 1 << 20)
    assert written.keys() == set(PARTICULARS)
    assert draft.read(written) == said


@given(SAID, st.sampled_from(PARTICULARS), JSON)
def test_anything_in_one_place_is_read_or_named(said: Particulars, name: str, value: Any) -> None:
    with suppress(FormatError):
        assert draft.fields(draft.read({**draft.fields(said), name: value}))[name] == value


@given(SAID, st.sampled_from(["elsewhere", "seen", "place"]), st.data())
def test_anything_within_an_object_is_read_or_named(
    said: Particulars, name: str, data: st.DataObject
) -> None:
    fields = draft.fields(said)
    part = data.draw(st.sampled_from(sorted(fields[name])))
    changed = {**fields[name], part: data.draw(JSON)}
    with suppress(FormatError):
        assert draft.fields(draft.read({**fields, name: changed}))[name] == changed


def test_a_minimal_draft_is_short() -> None:
    made = Draft(kind="report", path="device", lang="fr", sent=date(2026, 11, 24), text="x")
    assert draft.read(draft.fields(made)) == Particulars()
    assert made.named() == Particulars().named()


def test_nothing_said_is_in_a_repr() -> None:
    """What a reporter said must not get into a log by way of a traceback."""
    secret = "geheim"
    made = Draft(
        kind="report",
        path="device",
        lang="fr",
        sent=date(2026, 11, 24),
        text=secret,
        answers={"target": secret},
        links=(Link(given=secret, url=secret, account=secret),),
        elsewhere=Elsewhere(name=secret, account=secret),
        place=Place(city=secret),
        identity={"kind": "contact", "contact": secret},
    )
    assert secret not in repr(made)
    with pytest.raises(FormatError) as caught:
        draft.read({**draft.fields(made), "links": [secret]})
    assert secret not in str(caught.value)
