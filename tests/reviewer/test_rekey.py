"""When somebody leaves, the store goes under a new key: whole, whatever happens meanwhile, and for good."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from keys.private import changes, keystore
from keys.private.keystore import NewPerson, Strength
from reviewer import cases
from reviewer.errors import StoreError
from reviewer.store import follow_key, open_store
from reviewer.workstation import Workstation, enter
from tests.reviewer.world import World, mailbox

LEAVER = NewPerson("leaver", "theirs", ("reviewer",))
# Follow the key in a process of its own, which dies where ``sys.argv[2]`` says.
FOLLOW = """
import os, pathlib, sys
from reviewer.store import db
def die(*_):
    os.kill(os.getpid(), 9)
where = sys.argv[2]
if where == "export":
    connection = db._connection
    import contextlib
    @contextlib.contextmanager
    def dying(*given):
        with connection(*given) as opened:
            execute = opened.execute
            def last(sql, *rest):
                done = execute(sql, *rest)
                if "sqlcipher_export" in sql:
                    die()
                return done
            opened.execute = last
            yield opened
    db._connection = dying
elif where == "sync":
    os.fsync = die
elif where == "rename":
    pathlib.Path.replace = die
elif where == "folder":
    db.sync_folder = die
print("begun", flush=True)
db.follow_key(pathlib.Path(sys.argv[1]), [bytes.fromhex(key) for key in sys.argv[3:]])
"""


def everything(station: Workstation) -> dict[str, list[dict[str, Any]]]:
    tables = station.store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        row["name"]: [dict(each) for each in station.store.rows(f"SELECT * FROM {row['name']}")]
        for row in tables
    }


def store_keys(world: World, folder: Path | None = None, passphrase: str | None = None) -> list[bytes]:
    path = (folder or world.offline) / "keystore"
    with keystore.unlock(path, passphrase or world.passphrase) as session:
        return session.keys("store")


@pytest.fixture
def left(world: World, tmp_path: Path) -> World:
    """Somebody worked here, copied the keystore, and was removed; the store was not opened since."""
    with world.enter() as station:
        world.take(station, *(world.write(mailbox(), text * 200) for text in ("أ", "ب", "ت")))
        changes.add_person(station.session, LEAVER, Strength())
    (tmp_path / "copy").mkdir()
    shutil.copy(world.offline / "keystore", tmp_path / "copy")
    with keystore.unlock(world.offline / "keystore", world.passphrase, "reviewer") as session:
        changes.remove_person(session, "leaver")
    return world


def test_the_store_follows_with_all_that_is_in_it(world: World) -> None:
    with world.enter() as station:
        world.take(station, world.write(mailbox()))
        changes.add_person(station.session, LEAVER, Strength())
        before = everything(station), station.store.row("PRAGMA user_version")
    with keystore.unlock(world.offline / "keystore", world.passphrase, "reviewer") as session:
        changes.remove_person(session, "leaver")
    with world.enter() as station:
        assert (everything(station), station.store.row("PRAGMA user_version")) == before
        world.take(station, world.write(mailbox(), "after"))
        assert len(cases.summaries(station.store)) == 2
    assert (world.offline / "store.db").stat().st_mode & 0o777 == 0o600


def test_who_left_opens_nothing_written_since(left: World, tmp_path: Path) -> None:
    """Neither with the passphrase that was theirs, nor with the copy of the keystore they took along."""
    theirs = store_keys(left, tmp_path / "copy", LEAVER.passphrase)
    with open_store(left.offline / "store.db", theirs[0]) as store:
        assert len(cases.summaries(store)) == 3
    with left.enter():
        pass
    assert store_keys(left) != theirs
    for key in theirs:
        with pytest.raises(StoreError) as caught, open_store(left.offline / "store.db", key):
            pass
        assert caught.value.kind == "store-key"
    shutil.copy(tmp_path / "copy" / "keystore", left.offline / "keystore")
    with pytest.raises(StoreError), enter(left.offline, LEAVER.passphrase, day=left.day):
        pass


@pytest.mark.parametrize("where", ["export", "sync", "rename", "folder"])
def test_killed_anywhere_the_store_is_whole_under_one_of_the_keys(left: World, where: str) -> None:
    keys = store_keys(left)
    arguments = [str(left.offline / "store.db"), where, *(key.hex() for key in keys)]
    done = subprocess.run([sys.executable, "-c", FOLLOW, *arguments], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with left.enter() as station:
        assert len(cases.summaries(station.store)) == 3
        beside = {path.name for path in left.offline.iterdir() if path.name.startswith(".store")}
    assert beside == set()
    with open_store(left.offline / "store.db", keys[0]) as store:
        assert len(cases.summaries(store)) == 3


@pytest.mark.parametrize("after", [0.0, 0.004, 0.008, 0.016, 0.032])
def test_killed_at_any_time_it_is_done_by_the_next_act(left: World, after: float) -> None:
    keys = store_keys(left)
    arguments = [str(left.offline / "store.db"), "nowhere", *(key.hex() for key in keys)]
    with subprocess.Popen([sys.executable, "-c", FOLLOW, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(after)
        process.kill()
    follow_key(left.offline / "store.db", keys)
    with open_store(left.offline / "store.db", keys[0]) as store:
        assert len(cases.summaries(store)) == 3


def test_a_store_of_neither_key_is_left_as_it_is(left: World) -> None:
    path = left.offline / "store.db"
    before = path.read_bytes()
    follow_key(path, [bytes(32), bytes([1]) * 32])
    follow_key(left.offline / "none.db", store_keys(left))
    assert path.read_bytes() == before
