"""Keystore, ratchet file and key log given any bytes: a value, or an error with a name and a sentence.

They come from a disk that somebody else may have had in hands, so they are hostile as what a stick brings.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys import canonical, primitives, tags
from keys.errors import FormatError, KeysError
from keys.primitives import ZERO_NONCE
from keys.private import epochs, keylog, keystore, ratchet, roster, sections
from keys.private.hybrid import HybridPrivate
from keys.private.kek import Chain
from keys.private.keystore import NewPerson, Session, Strength
from keys.private.sections import Desk, Held
from keys.wire import u16, u32, u64
from tests.invariants.hostile import BYTES, bent, twisted

D = bytes(range(16))
DAY = date(2026, 11, 24)
SEED = bytes(31) + b"\1"
KEY = bytes(range(32))
CONTENTS: dict[str, Held] = {
    "desk": Desk(seed=SEED, board=KEY),
    "identity": {20264: HybridPrivate(x25519=KEY, mlkem=KEY * 2)},
    "intake": [KEY],
    "log": [KEY],
    "store": [KEY],
}
STATE = ratchet.State(
    chains=(Chain.start(KEY, lane="desk", deployment=D, first=202648, last=202707),), seen=DAY
)

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@contextmanager
def only_named_errors() -> Iterator[None]:
    try:
        yield
    except KeysError as error:
        assert error.kind
        assert str(error).endswith(".")
        assert type(error) is not KeysError


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keystore with its ratchet and a line in its log."""
    path = tmp_path_factory.mktemp("team") / "keystore"
    keystore.create(
        path,
        deployment=D,
        lane="desk",
        people=[NewPerson("Amina", "x", ("reviewer", "supervisor", "custodian"))],
        contents=CONTENTS,
        strength=Strength(),
    )
    with keystore.unlock(path, "x") as session:
        epochs.begin(session, STATE.chains, DAY)
    return path


@pytest.fixture(scope="module")
def session(team: Path) -> Iterator[Session]:
    with keystore.unlock(team, "x") as opened:
        yield opened


@quick
@given(data=st.data())
def test_any_file_in_a_keystore_s_place_opens_or_is_named(
    team: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Costs are checked before any memory is taken, so nothing here takes long."""
    path = tmp_path / "keystore"
    path.write_bytes(data.draw(BYTES | bent(team.read_bytes())))
    with only_named_errors():
        keystore.recover(path, KEY)


@pytest.mark.parametrize("name", CONTENTS)
@quick
@given(data=st.data())
def test_any_value_in_a_section_is_its_contents_or_a_named_error(name: str, data: st.DataObject) -> None:
    with only_named_errors():
        sections.parse(name, data.draw(twisted(sections.pack(name, CONTENTS[name]))))


@quick
@given(data=st.data())
def test_any_file_is_a_ratchet_or_a_named_error(team: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "ratchet"
    path.write_bytes(data.draw(BYTES | bent(keystore.paths(team)[0].read_bytes())))
    with only_named_errors():
        ratchet.load(path, D, "desk", [KEY])


@quick
@given(data=st.data())
def test_any_state_that_authenticates_is_one_or_a_named_error(tmp_path: Path, data: st.DataObject) -> None:
    """What stands in a ratchet under the right key may still be nonsense."""
    body = data.draw(
        st.binary(max_size=300) | twisted(ratchet._to_json(STATE)).map(canonical.dumps) | bent(b"\0\x02{}")
    )
    block = (u16(len(body)) + body).ljust(ratchet._BLOCK, b"\0")[: ratchet._BLOCK]
    sealed = primitives.aead_seal(
        primitives.hkdf(KEY, bytes(32), tags.RATCHET), ZERO_NONCE, block, D + u64(1)
    )
    place = u64(1) + bytes(32) + sealed
    (tmp_path / "ratchet").write_bytes(tags.MAGIC_RATCHET + D + place + bytes(ratchet.PLACE))
    with only_named_errors():
        state = ratchet.load(tmp_path / "ratchet", D, "desk", [KEY]).state
        assert all(state.pairs(epoch) for epoch in state.epochs())
        state.due(DAY)


@quick
@given(data=st.data())
def test_any_file_is_a_log_or_a_named_error(
    team: Path, tmp_path: Path, session: Session, data: st.DataObject
) -> None:
    path = tmp_path / "log"
    path.write_bytes(data.draw(BYTES | bent(keystore.paths(team)[1].read_bytes())))
    with only_named_errors():
        keylog.read(path, session)


@quick
@given(data=st.data())
def test_any_line_that_authenticates_is_one_or_a_named_error(
    tmp_path: Path, session: Session, data: st.DataObject
) -> None:
    good = {
        "act": "x",
        "day": "2026-11-24",
        "detail": "",
        "number": 1,
        "person": "Amina",
        "previous": "00" * 32,
        "sign": "00" * 32,
        "signature": "00" * 64,
    }
    body = data.draw(st.binary(max_size=300) | twisted(good).map(canonical.dumps))
    key = primitives.hkdf(session.keys("log")[0], bytes(32), tags.KEYLOG_LINE)
    sealed = bytes(32) + primitives.aead_seal(key, ZERO_NONCE, body, D)
    (tmp_path / "log").write_bytes(u32(len(sealed)) + sealed)
    with only_named_errors():
        keylog.read(tmp_path / "log", session)


def damaged(file: bytes) -> Iterator[tuple[str, bytes]]:
    """Every byte of the first kilobyte and a sample of the rest, one bit each."""
    for at in [*range(min(len(file), 1024)), *range(1024, len(file), 97)]:
        yield f"byte {at}", file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]


@pytest.mark.parametrize("what", ["ratchet", "log"])
def test_no_single_bit_of_a_beside_file_goes_unnoticed(
    team: Path, tmp_path: Path, session: Session, what: str
) -> None:
    """But in the ratchet's other place, which holds noise."""
    original = keystore.paths(team)[what == "log"]
    where = tmp_path / original.name
    shutil.copy(original, where)
    before = epochs.open_weeks(session, DAY, known=DAY).state
    read: Callable[[], object] = (
        (lambda: keylog.read(where, session, lines=before.log_lines, end=before.log_hash))
        if what == "log"
        else (lambda: ratchet.load(where, D, "desk", session.keys("intake")).state)
    )
    expected = read()
    for name, data in damaged(original.read_bytes()):
        where.write_bytes(data)
        try:
            assert read() == expected, name
        except KeysError as error:
            assert error.kind in {"magic", "version", "ratchet", "keylog", "truncated", "signature"}
        else:
            assert what == "ratchet", name


def test_a_file_larger_than_any_keystore_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "keystore").write_bytes(bytes(roster.FILE_LIMIT + 2))
    with pytest.raises(FormatError) as caught:
        keystore.recover(tmp_path / "keystore", KEY)
    assert caught.value.kind == "bounds"
