"""Hold that a keystore and a key log written by ours are read the same from the page alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from keys.errors import UntrustedError
from keys.private import changes, keylog
from keys.private import keystore as ours
from keys.private.hybrid import HybridPrivate
from keys.private.keystore import NewPerson, Strength
from keys.private.sections import Desk
from tests.second import keystore
from tests.second.errors import FormatError

DEPLOYMENT = bytes(range(16))
PAIR = HybridPrivate(x25519=b"x" * 32, mlkem=b"m" * 64)
LISTS = ("intake", "log", "store")
ROLES = {"Amina": ("supervisor",), "شامة": ("custodian",), "Zineb": ("custodian",), "Driss": ("auditor",)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keystore"
    people = [NewPerson(name, f"passphrase of {name}", roles) for name, roles in ROLES.items()]
    contents = {name: [name.encode().ljust(32, b".")] for name in LISTS}
    ours.create(
        path,
        deployment=DEPLOYMENT,
        lane="desk",
        people=people,
        contents={**contents, "desk": Desk(seed=b"s" * 32, board=b"b" * 32), "identity": {20264: PAIR}},
        strength=Strength(),
    )
    with _opened(path, "Amina") as session, _opened(path, "Zineb") as custodian:
        session.join(custodian)
        changes.set_two_custodians(session, two=True)
    return path


def _opened(path: Path, name: str) -> ours.Session:
    return ours.unlock(path, f"passphrase of {name}", name)


def _typed(name: str) -> tuple[str, str]:
    return f"passphrase of {name}", name


def test_what_takes_two_custodians_opens_to_two_and_to_none_alone(path: Path) -> None:
    expected = {"20264": {"mlkem": PAIR.mlkem.hex(), "x25519": PAIR.x25519.hex()}}
    data = path.read_bytes()
    assert keystore.join(data, _typed("شامة"), _typed("Zineb")) == expected
    assert "identity" not in keystore.unlock(data, *_typed("Zineb"))[2]
    with pytest.raises(FormatError, match="role"):
        keystore.join(data, _typed("Zineb"), _typed("Driss"))


def test_a_key_log_reads_the_same_and_what_was_done_to_it_shows(path: Path) -> None:
    log = path.with_name("keystore.log")
    acts = [
        ("Amina", "added", "Younès: auditor"),
        ("Zineb", "passphrase", "Zineb"),
        ("Amina", "removed", "x"),
    ]
    for name, act, detail in acts:
        with _opened(path, name) as session:
            keylog.append(log, session, act, detail, date(2026, 11, 25), keylog.read(log, session))
    said, _, sections = keystore.unlock(path.read_bytes(), *_typed("Driss"))
    keys = [bytes.fromhex(key) for key in sections["log"]["keys"]]
    whole = log.read_bytes()
    found = keystore.read_log(whole, said, keys)
    assert [(line["person"], line["act"], line["detail"]) for line in found] == acts
    # One cut short at the end is passed over; one removed, changed or moved is not.
    assert keystore.read_log(whole[:-1], said, keys) == found[:2]
    cuts = _lines(whole)
    for hostile in (b"".join(cuts[1:]), cuts[0] + cuts[2], cuts[1] + cuts[0], whole[:-1] + b"\0"):
        with pytest.raises(FormatError, match="keylog"):
            keystore.read_log(hostile, said, keys)
        log.write_bytes(hostile)
        with _opened(path, "Driss") as session, pytest.raises(UntrustedError) as caught:
            keylog.read(log, session)
        assert caught.value.kind == "keylog"


def _lines(log: bytes) -> list[bytes]:
    cuts = []
    while log:
        size = 4 + int.from_bytes(log[:4], "big")
        cuts.append(log[:size])
        log = log[size:]
    return cuts
