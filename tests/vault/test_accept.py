"""Accepting: what is answered is kept, what is refused leaves nothing, and each refusal has its name."""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from keys import manifest, primitives
from keys.calendar import today
from keys.sizes import CLASSES, envelope_length
from tests.vault.world import envelope, everything, leftovers, pieces
from vault.accept import accept
from vault.errors import FullError, StoreError, VaultError
from vault.store import Store, create_store, open_store
from vault.store.faults import room

Put = Callable[..., str]


@pytest.mark.parametrize("size_class", [0, 1, 5])
@pytest.mark.parametrize("step", [1000, 4096, 1 << 20])
def test_what_goes_in_comes_out(store: Store, deployment: Any, size_class: int, step: int) -> None:
    data = envelope(1, deployment.day, size_class)
    made = accept(store, pieces(data, step), length=len(data), day=deployment.day)
    assert made == hashlib.sha256(data).digest()
    assert everything(store) == {made.hex(): data}
    assert leftovers(store) == []


def test_one_byte_at_a_time(store: Store, deployment: Any) -> None:
    data = envelope(1, deployment.day)
    assert accept(store, pieces(data, 1), length=len(data), day=deployment.day) == primitives.sha256(data)


@pytest.mark.parametrize("size_class", [0, 1])
def test_the_same_envelope_twice_is_kept_once(store: Store, put: Put, size_class: int) -> None:
    assert put(1, size_class) == put(1, size_class)
    assert store.ledger.counts().waiting == 1
    assert leftovers(store) == []


def test_a_lost_file_is_healed_by_a_second_copy(store: Store, put: Put) -> None:
    made = put(1, 1)
    (store.server / "envelopes" / made).unlink()
    assert put(1, 1) == made
    assert list(everything(store)) == [made]


def test_each_refusal_has_its_name_and_leaves_nothing(store: Store, deployment: Any) -> None:
    day = deployment.day
    for size_class in (0, 1):
        good = envelope(1, day, size_class)
        cases: dict[tuple[str, int], tuple[bytes, int | None]] = {
            ("length", 411): (good, None),
            ("large", 413): (good, 2**33),
            ("size", 400): (good, len(good) + 1),
            ("truncated", 400): (good[:-1], len(good)),
            ("magic", 400): (b"AMANAM\0\1" + good[8:], len(good)),
            ("version", 400): (b"AMANAE\0\2" + good[8:], len(good)),
            ("epoch", 409): (good[:11] + b"\0" + good[12:], len(good)),
        }
        for (kind, status), (data, length) in cases.items():
            with pytest.raises(VaultError) as caught:
                accept(store, pieces(data), length=length, day=day)
            assert (caught.value.kind, caught.value.status) == (kind, status)
        with pytest.raises(VaultError) as caught:
            accept(store, [good, b"more"], length=len(good), day=day)
        assert caught.value.kind == "size"
        with pytest.raises(VaultError) as caught:
            accept(store, [b"AMANA"], length=len(good), day=day)
        assert caught.value.kind == "truncated"
    assert everything(store) == {}
    assert leftovers(store) == []


def test_yesterdays_week_is_taken_for_a_day(store: Store, deployment: Any) -> None:
    monday = deployment.day + timedelta(days=(7 - deployment.day.weekday()))
    data = envelope(1, monday - timedelta(days=1))
    accept(store, [data], length=len(data), day=monday)
    with pytest.raises(VaultError) as caught:
        accept(store, [data], length=len(data), day=monday + timedelta(days=1))
    assert caught.value.kind == "epoch"


def test_a_bad_start_is_refused_before_the_rest_is_read(store: Store, deployment: Any) -> None:
    length, taken = envelope_length(CLASSES[9]), []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(4096)

    with pytest.raises(VaultError) as caught:
        accept(store, endless(), length=length, day=deployment.day)
    assert (caught.value.kind, len(taken)) == ("magic", 1)


def test_more_than_was_announced_is_refused_while_streaming(store: Store, deployment: Any) -> None:
    data, taken = envelope(1, deployment.day, 1), []

    def endless() -> Iterator[bytes]:
        yield data
        while True:
            taken.append(1)
            yield bytes(4096)

    with pytest.raises(VaultError) as caught:
        accept(store, endless(), length=len(data), day=deployment.day)
    assert (caught.value.kind, len(taken)) == ("size", 1)
    assert leftovers(store) == []


def test_the_manifests_limit_holds_at_once(store: Store, deployment: Any) -> None:
    seeds = [bytes([n]) * 32 for n in (1, 2)]
    keys = tuple(sorted(map(primitives.signing_public, seeds)))
    small = replace(
        deployment.manifest,
        root=manifest.RootKeys(k=1, keys=keys),
        limits=replace(deployment.manifest.limits, envelope=envelope_length(CLASSES[0])),
    )
    assert store.manifest == deployment.manifest
    (store.server / "manifest").write_bytes(manifest.sign(small, seeds[:1]).pack())
    data = envelope(1, deployment.day, 1)
    with pytest.raises(VaultError) as caught:
        accept(store, [data], length=len(data), day=deployment.day)
    assert caught.value.kind == "large"
    (store.server / "manifest").write_bytes(b"no manifest")
    with pytest.raises(StoreError) as damaged:
        accept(store, [data], length=len(data), day=deployment.day)
    assert damaged.value.kind == "manifest"


def test_a_broken_connection_leaves_nothing(store: Store, deployment: Any) -> None:
    def broken() -> Iterator[bytes]:
        yield envelope(1, deployment.day, 1)[:20000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        accept(store, broken(), length=envelope_length(CLASSES[1]), day=deployment.day)
    assert leftovers(store) == []


def test_memory_stays_constant(store: Store, deployment: Any) -> None:
    length = envelope_length(CLASSES[11])
    start = envelope(1, deployment.day)[:12]

    def body() -> Iterator[bytes]:
        yield start
        for _ in range((length - 12) // 4096):
            yield bytes(4096)
        yield bytes((length - 12) % 4096)

    tracemalloc.start()
    try:
        accept(store, body(), length=length, day=deployment.day)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length > 32 << 20
    assert peak < 1 << 20


def test_many_threads_share_their_commits(store: Store, put: Put) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(
            target=lambda start=start: made.extend(put(start + n // 2, n % 2) for n in range(10))
        )
        for start in range(0, 40, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = everything(store)
    assert (len(made), len(found)) == (80, 80)
    assert set(made) == set(found)
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in found.items())


def test_a_forked_child_uses_a_connection_of_its_own(store: Store, put: Put) -> None:
    put(0)
    children = []
    for child in range(1, 4):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                for n in range(10):
                    put(child * 10 + n, n % 2)
                status = 0
            finally:
                os._exit(status)
        children.append(pid)
    for n in range(1, 10):
        put(n)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0, 0]
    assert store.ledger.counts().waiting == 40


def test_a_disk_below_the_reserve_is_full(deployment: Any) -> None:
    create_store(deployment.server).close()
    data = envelope(1, deployment.day)
    with (
        open_store(deployment.server, reserve=room(deployment.server) * 2) as store,
        pytest.raises(FullError) as caught,
    ):
        accept(store, [data], length=len(data), day=deployment.day)
    assert (caught.value.kind, caught.value.status) == ("full", 507)


def until_full(put: Callable[[int], str], numbers: range) -> list[str]:
    """Accept envelopes until there is no room, which must come; return the ids."""
    made = []
    for number in numbers:
        try:
            made.append(put(number))
        except FullError as error:
            assert (error.kind, error.status) == ("full", 507)
            return made
    raise AssertionError("the disk never filled")


def test_a_full_database_keeps_what_it_had(store: Store, put: Put) -> None:
    kept = [put(n) for n in range(5)]
    with store._here.database.connected() as database:
        database.execute("PRAGMA max_page_count = 40").fetchall()
    kept += until_full(put, range(100, 120))
    kept += until_full(lambda number: put(number, 1), range(200, 900))
    assert sorted(kept) == sorted(everything(store))
    assert leftovers(store) == []


@pytest.fixture
def small_disk(deployment: Any, tmp_path: Path) -> Iterator[Path]:
    """The vault on a disk of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        subprocess.run(["cp", "-a", f"{deployment.server}/.", disk], check=True)
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("size_class", [0, 2])
def test_a_full_disk_says_so_and_keeps_what_it_had(
    small_disk: Path, deployment: Any, size_class: int
) -> None:
    create_store(small_disk).close()
    kept = {}
    with open_store(small_disk, reserve=0, quiet_seconds=3600.0) as store:

        def put(number: int) -> str:
            data = envelope(number, deployment.day, size_class)
            made = accept(store, pieces(data), length=len(data), day=deployment.day).hex()
            kept[made] = data
            return made

        until_full(put, range(200))
        assert leftovers(store) == []
        assert everything(store) == kept
    with open_store(small_disk, reserve=0) as store:
        assert len(kept) > 10
        assert everything(store) == kept


def store_day() -> float:
    return datetime.combine(today(), datetime.min.time(), UTC).timestamp()


def test_nothing_says_in_what_order_they_came(store: Store, put: Put, deployment: Any) -> None:
    ids = [put(n, n % 2) for n in range(40)]
    midnight = datetime(2026, 11, 24, tzinfo=UTC).timestamp()
    for made in ids[1::2]:
        times = (store.server / "envelopes" / made).stat()
        assert (times.st_mtime, times.st_atime) == (midnight, midnight)
    store.settle()
    assert (store.server / "vault.db").stat().st_mtime == store_day()
    assert (store.server / "vault.db-wal").stat().st_size == 0
    database = (store.server / "vault.db").read_bytes()
    # Where the ends of rows lie, in pages that were taken one after another, follows the ids.
    ends = {database.find(data[15000:15040]): made for made, data in everything(store).items()}
    assert [ends[place] for place in sorted(ends) if place >= 0] == sorted(ids[::2])
    assert [each.id.hex() for each in store.ledger.waiting()] == sorted(ids)
    with store._here.database.connected() as opened:
        columns = {column.name for table in opened.tables for column in table.columns}
    assert columns == {"id", "day", "size", "sealed", "serial", "hash", "open", "kind", "segments"}


def test_what_is_deleted_is_overwritten(store: Store, put: Put, deployment: Any) -> None:
    made = put(1)
    put(2)
    with store._here.database.writing() as database:
        database.execute("INSERT INTO acknowledged VALUES (?, ?)", (bytes.fromhex(made), 0))
    assert store.purge(deployment.day) == 1
    with store._here.database.connected() as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    data = envelope(1, deployment.day)
    assert data[5000:5032] not in (store.server / "vault.db").read_bytes()


def test_it_settles_by_itself_once_it_is_quiet(deployment: Any) -> None:
    create_store(deployment.server).close()
    with open_store(deployment.server, quiet_seconds=0.05) as store:
        settled = threading.Event()
        settle = type(store).settle

        def watched(self: Store) -> None:
            settle(self)
            settled.set()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(store), "settle", watched)
            for number in range(2):
                data = envelope(number, deployment.day)
                accept(store, [data], length=len(data), day=deployment.day)
                assert settled.wait(10)
                settled.clear()
        assert (deployment.server / "vault.db-wal").stat().st_size == 0


def test_a_store_that_cannot_be_used_says_why(deployment: Any) -> None:
    def kind() -> str:
        with pytest.raises(StoreError) as caught:
            open_store(deployment.server)
        return caught.value.kind

    assert kind() == "missing"
    create_store(deployment.server).close()
    create_store(deployment.server).close()
    path = deployment.server / "vault.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + b"\0\0\0\x02" + whole[64:])
    assert kind() == "version"
    path.write_bytes(b"this is not a database, not at all" * 400)
    assert kind() == "damaged"
    (deployment.server / "manifest").unlink()
    assert kind() == "manifest"
    with pytest.raises(StoreError):
        create_store(deployment.server)
