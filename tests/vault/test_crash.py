"""Whatever was answered is kept, whole, however the process ends."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from keys import primitives
from keys.durable import write_whole
from tests.vault.world import Desk, envelope, everything, leftovers
from vault import inbound, outbound
from vault.accept import accept
from vault.errors import StoreError
from vault.formats.write import PreparedBundle
from vault.store import Store, create_store, open_store

ROOT = Path(__file__).parents[2]


def child(deployment: Any, first: int) -> subprocess.Popen[bytes]:
    arguments = [deployment.server, str(deployment.day), str(first)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.vault.accept_forever", *arguments],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )


def test_what_was_answered_survives_kill_9(deployment: Any) -> None:
    """Two processes accept, sweep and settle at once and are killed at random moments, five times over."""
    create_store(deployment.server).close()
    answered: set[str] = set()
    for attempt in range(5):
        processes = [child(deployment, attempt * 2_000_000 + n * 1_000_000) for n in range(2)]
        assert all(process.stdout and process.stdout.readline() for process in processes)
        time.sleep(random.uniform(0.05, 0.4))
        for process in processes:
            process.send_signal(signal.SIGKILL)
            output, _ = process.communicate()
            answered |= {line for line in output.decode().split("\n") if len(line) == 64}
        with open_store(deployment.server) as store:
            found = everything(store)
            assert answered <= set(found)
            assert all(hashlib.sha256(data).hexdigest() == made for made, data in found.items())
            assert leftovers(store) == []
    assert len(answered) > 20


def test_the_desk_work_goes_on_beside_arrivals(deployment: Any) -> None:
    create_store(deployment.server).close()
    process = child(deployment, 0)
    assert process.stdout
    try:
        answered = [process.stdout.readline().decode().strip()]
        with open_store(deployment.server) as store:
            for _ in range(30):
                for waiting in store.ledger.waiting()[:2]:
                    with store._here.database.writing() as database:
                        database.execute("INSERT OR IGNORE INTO acknowledged VALUES (?, 0)", (waiting.id,))
                store.purge(deployment.day)
                store.sweep()
            store.settle()
            answered.append(process.stdout.readline().decode().strip())
    finally:
        process.kill()
        process.communicate()
    assert all(len(made) == 64 for made in answered)


def test_a_sweep_spares_what_a_living_process_writes(store: Store, put: Any) -> None:
    kept = put(1, 1)
    living = store.incoming()
    living.write(b"half")
    (store.server / "incoming" / "dead").write_bytes(b"left behind")
    (store.server / "envelopes" / primitives.sha256(b"never recorded").hex()).write_bytes(b"left behind")
    (store.server / "envelopes" / "README").write_bytes(b"not ours")
    assert store.sweep() == 2
    assert living.place(bytes(32)).read_bytes() == b"half"
    living.close()
    assert sorted(leftovers(store)) == sorted(["00" * 32, "README"])
    assert list(everything(store)) == [kept]


def test_a_commit_that_fails_leaves_no_file(store: Store, deployment: Any, monkeypatch: Any) -> None:
    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("vault.store.intake.sync_folder", fail)
    data = envelope(1, deployment.day, 1)
    with pytest.raises(StoreError) as caught:
        accept(store, [data], length=len(data), day=deployment.day)
    assert caught.value.kind == "disk"
    assert leftovers(store) == []
    assert everything(store) == {}


class Stopped(BaseException):
    """The process ends here."""


def test_an_export_cut_off_never_gives_one_serial_twice(
    store: Store, desk: Desk, put: Any, deployment: Any, monkeypatch: Any
) -> None:
    made = put(1)

    def stop(self: PreparedBundle) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(PreparedBundle, "publish", stop)
        with pytest.raises(Stopped):
            inbound.export(store, desk.stick, deployment.day)
    assert list(desk.stick.iterdir()) == []
    second = inbound.export(store, desk.stick, deployment.day)
    assert second is not None
    assert second.serial == 2
    assert list(desk.receive()[0]) == [made]


@pytest.mark.parametrize("where", ["renewal.install", "board.install", "store.ledger.Ledger.apply"])
def test_an_import_cut_off_is_done_again(
    store: Store, desk: Desk, put: Any, deployment: Any, monkeypatch: Any, where: str
) -> None:
    """Whatever of a bundle was done already does not stand in the way of the rest."""
    made = put(1)
    inbound.export(store, desk.stick, deployment.day)
    desk.acknowledge(desk.receive()[1], made)
    desk.publish_board(1)
    desk.send()

    module, _, function = f"vault.{where}".rpartition(".")
    owner: Any = sys.modules.get(module) or sys.modules[module.rpartition(".")[0]].Ledger
    original = getattr(owner, function)

    def stop(*arguments: Any) -> Any:
        if where != "store.ledger.Ledger.apply":
            original(*arguments)
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(owner, function, stop)
        with pytest.raises(Stopped):
            list(outbound.take_bundles(store, desk.stick, deployment.day))
    (taken,) = outbound.take_bundles(store, desk.stick, deployment.day)
    assert taken.acknowledged == 1
    assert (store.server / "board" / "current").readlink() == Path("1")


def test_writing_whole_leaves_the_old_file_on_a_full_disk(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
