"""desk.toml: whatever stands in it is used, or named with its place; nothing else happens."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer import settings as desk
from reviewer.errors import WorkstationError
from reviewer.keeping import retention
from reviewer.triage import deadlines, taxonomy
from reviewer.viewing import exposure

VALUES = st.recursive(
    st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False) | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CODES = ("minors", "other", "topics", "urgency", "life", "child", "country", "free", "pause", "triage")
NAMES = st.sampled_from(CODES)
TABLES = st.dictionaries(NAMES | st.text(max_size=8), VALUES, max_size=4)
READERS = {
    "categories": taxonomy.load,
    "deadlines": deadlines.calendar,
    "retention": retention.rules,
    "viewing": exposure.bounds,
}


def test_every_table_has_a_reader() -> None:
    assert set(READERS) == set(desk.TABLES)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None)
@given(table=TABLES)
def test_any_table_is_used_or_named(name: str, table: dict[str, object]) -> None:
    try:
        READERS[name](table)
    except WorkstationError as error:
        assert error.kind == "desk-toml"
        assert "desk.toml" in str(error)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_file_is_read_or_named(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / desk.FILE).write_bytes(content)
        try:
            assert set(desk.load(Path(folder))) == set(desk.TABLES)
        except WorkstationError as error:
            assert error.kind == "desk-toml"
