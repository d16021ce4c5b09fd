"""The store opens with its own key only, names what is wrong, and keeps what a commit promised."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from keys import primitives
from keys.errors import KeystoreError, UntrustedError
from keys.private import demonstration
from reviewer.errors import StoreError, WorkstationError
from reviewer.store import Store, open_store
from reviewer.store import db as db_module
from tests.reviewer.world import World, mailbox

KEY = bytes(range(32))
ACT = {"name": "x", "value": b"secret words"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one pin in it."""
    path = tmp_path / "store.db"
    with open_store(path, KEY) as store, store.transaction():
        store.insert("pins", ACT)
    return path


def kind_of(path: Path, key: bytes = KEY, sql: str = "SELECT * FROM pins") -> str:
    with pytest.raises(StoreError) as caught, open_store(path, key) as store:
        store.rows(sql)
    assert key.hex() not in str(caught.value)
    return caught.value.kind


def test_what_was_committed_is_there_again_and_is_not_readable(path: Path) -> None:
    with open_store(path, KEY) as store:
        assert store.pin("x") == b"secret words"
        assert store.pin("y") is None
    assert b"secret words" not in path.read_bytes()
    assert b"SQLite format" not in path.read_bytes()
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    assert path.stat().st_mode & 0o77 == 0


def test_settings_are_the_durable_ones(path: Path) -> None:
    with open_store(path, KEY) as store:
        found = {
            name: store.db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        }
    assert found == {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
    }


def twice(store: Store) -> None:
    for _ in range(2):
        store.insert("pins", {"name": "y", "value": b""})


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with open_store(path, KEY) as store:
        with pytest.raises(dbapi2.IntegrityError), store.transaction():
            twice(store)
        assert store.pin("y") is None


def test_a_wrong_key_is_told_from_damage(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert kind_of(path, bytes(32)) == "store-key"
    whole = path.read_bytes()
    for at in range(16, len(whole), 997):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kind_of(path, sql="PRAGMA integrity_check") == "store-damaged"
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("length", [0, 1, 15, 16, 100, 4095, 4096])
def test_a_cut_store_is_damaged_and_never_taken_for_a_new_one(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    assert kind_of(path) == "store-damaged"


def test_two_at_once_cannot_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_module, "BUSY_SECONDS", 0.05)
    with open_store(path, KEY):
        assert kind_of(path) == "store-busy"


def test_a_store_of_a_newer_version_is_left_alone(path: Path) -> None:
    with open_store(path, KEY) as store:
        store.db.execute("PRAGMA user_version = 999")
    assert kind_of(path) == "store-version"


def fill(store: Store) -> None:
    """Write more than the store may grow by: SQLite says the same as on a full disk."""
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")
    with store.transaction():
        store.insert("pins", {"name": "large", "value": bytes(100_000)})


def test_a_full_disk_is_named(path: Path) -> None:
    with pytest.raises(StoreError) as caught, open_store(path, KEY) as store:
        fill(store)
    assert caught.value.kind == "store-full"
    with open_store(path, KEY) as store:
        assert store.pin("large") is None


def test_a_store_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / ".store.db-new").write_bytes(b"half")
    with open_store(tmp_path / "store.db", KEY) as store:
        assert store.rows("SELECT * FROM pins") == []


def test_a_mistake_of_ours_is_no_store_error(path: Path) -> None:
    for wrong in ("SELECT * FROM nowhere", "INSERT INTO pins VALUES ('x', x'00')"):
        with pytest.raises(Exception, match=r"nowhere|UNIQUE") as caught, open_store(path, KEY) as store:
            store.run(wrong)
        assert not isinstance(caught.value, StoreError)


def test_a_wrong_passphrase_opens_nothing_and_makes_nothing(world: World) -> None:
    world.passphrase += "x"
    with pytest.raises(KeystoreError) as caught, world.enter():
        pass
    assert caught.value.kind == "passphrase"
    assert not (world.offline / "store.db").exists()


def test_a_store_of_another_keystore_is_named(world: World) -> None:
    with world.enter():
        pass
    (world.offline / "store.db").rename(world.offline / "oversight.store.db")
    with pytest.raises(StoreError) as caught, world.enter("oversight.keystore"):
        pass
    assert caught.value.kind == "store-key"


def test_the_manifest_must_be_there_and_of_this_deployment(world: World) -> None:
    manifest = world.offline / "manifest"
    kept = manifest.read_bytes()
    manifest.unlink()
    with pytest.raises(WorkstationError) as caught, world.enter():
        pass
    assert caught.value.kind == "manifest"
    manifest.write_bytes(kept)
    with world.enter() as station:
        # The root keys seen first are the ones to be seen ever after.
        assert station.store.pin("root") == world.manifest.root.fingerprint
        station.store.run("UPDATE pins SET value = ?", (primitives.random_bytes(32),))
    with pytest.raises(UntrustedError) as untrusted, world.enter():
        pass
    assert untrusted.value.kind == "fingerprint"


def test_a_manifest_of_another_deployment_is_named(world: World, tmp_path: Path) -> None:
    site = demonstration.Site(csp="default-src 'none'")
    demonstration.create_demonstration(tmp_path / "other", tmp_path / "other server", site, world.day)
    shutil.copy(tmp_path / "other" / "manifest", world.offline / "manifest")
    with pytest.raises(WorkstationError) as caught, world.enter():
        pass
    assert caught.value.kind == "deployment"


def test_a_missing_original_is_named(world: World) -> None:
    with world.enter() as station:
        world.take(station, world.write(mailbox()))
        with pytest.raises(WorkstationError) as caught, station.envelopes.open(bytes(32)):
            pass
    assert caught.value.kind == "envelope-missing"
