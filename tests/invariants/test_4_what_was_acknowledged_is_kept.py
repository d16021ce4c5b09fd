"""Invariant 4: what the vault has acknowledged it keeps, until the desk signs that it has it."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from keys.calendar import today
from keys.private import keystore
from tests.invariants.reporter import Reporter, ask, prove
from tests.ports import free_port
from tests.submit.world import World, serving
from tests.vault.world import Desk, envelope, everything
from vault import inbound, outbound
from vault.accept import accept
from vault.errors import VaultError
from vault.store import Store, open_store

ROOT = Path(__file__).parents[2]


def start(world: World, port: int) -> subprocess.Popen[bytes]:
    """Start the server in a process group of its own, so that all of it can be killed at once."""
    command = [sys.executable, "-m", "submit", "--server", str(world.server), "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=ROOT, start_new_session=True)
    for _ in range(300):
        try:
            ask(f"http://127.0.0.1:{port}", "GET", "/manifest")
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise AssertionError("the server did not start")


def keep_sending(
    port: int, deployment: bytes, first: int, acknowledged: set[str], stop: threading.Event
) -> None:
    """Send one envelope after another, small and large, and note each id that was answered with 201."""
    for number in range(first, first + 100_000):
        if stop.is_set():
            return
        body = envelope(number, today(), number % 2)
        try:
            address = f"http://127.0.0.1:{port}"
            status, _, answer = ask(address, "POST", "/envelopes", body, **prove(address, deployment, body))
        except (OSError, http.client.HTTPException):
            return
        if status == 201:
            acknowledged.add(json.loads(answer)["id"])


def test_kill_9_of_the_whole_server_loses_nothing(world: World) -> None:
    """Four clients send while master and workers are killed; every acknowledged byte is there."""
    (world.server / "submit.toml").write_text("work = [0, 0]\n")
    acknowledged: set[str] = set()
    for attempt in range(3):
        port, stop = free_port(), threading.Event()
        process = start(world, port)
        senders = [
            threading.Thread(
                target=keep_sending,
                args=(port, world.manifest.deployment, (attempt * 4 + n) * 1_000_000, acknowledged, stop),
            )
            for n in range(4)
        ]
        for sender in senders:
            sender.start()
        time.sleep(0.4 + 0.2 * attempt)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        stop.set()
        for sender in senders:
            sender.join(60)
    with serving(world.server), open_store(world.server) as store:
        found = everything(store)
    assert len(acknowledged) > 10
    assert acknowledged <= found.keys()
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in found.items())


def test_only_the_desk_s_signature_lets_go_and_only_after_seven_days(world: World, tmp_path: Path) -> None:
    """A forged acknowledgement deletes nothing; a genuine one deletes what it names, seven days later."""
    stick = tmp_path / "stick"
    stick.mkdir()
    passphrase = (world.offline / "passphrase").read_text()
    with keystore.unlock(world.offline / "keystore", passphrase) as session:
        seed = session.desk().seed
    reporter = Reporter(world)
    with open_store(world.server) as store:
        sealed = [reporter.seal(text) for text in ("kept", "stored")]
        kept, stored = (accept(store, [data], length=len(data), day=today()).hex() for data in sealed)
        inbound.export(store, stick, today())
        desk = Desk(store, seed, stick)
        _, chain = desk.receive()
        forger = Desk(store, os.urandom(32), stick)
        forger.acknowledge(chain, kept, stored)
        forger.send()
        assert _takes_nothing(store, stick)
        desk.acknowledge(chain, stored)
        desk.send()
        list(outbound.take_bundles(store, stick, today()))
        assert _held(store, today()) == {kept, stored}
        assert _held(store, today() + timedelta(days=7)) == {kept, stored}
        assert _held(store, today() + timedelta(days=8)) == {kept}


def _takes_nothing(store: Store, stick: Path) -> bool:
    try:
        list(outbound.take_bundles(store, stick, today()))
    except VaultError as error:
        return error.kind == "signature"
    return False


def _held(store: Store, day: date) -> set[str]:
    """Return the ids whose bytes are still in the database after the day's purge."""
    store.purge(day)
    with closing(sqlite3.connect(store.server / "vault.db")) as database:
        return {row[0].hex() for row in database.execute("SELECT id FROM envelopes WHERE sealed IS NOT NULL")}
