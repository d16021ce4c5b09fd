"""A whole site to test against: a demonstration of today, vault, pages, and a desk that opens and answers.

Nothing here is pretended: the deployment is made as ``amana-keys init`` makes it, the server is gunicorn in a
process of its own, and what the desk publishes is signed by the desk's key.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from keys import cells, history, primitives
from keys.calendar import day_number, today
from keys.cells import Place, Reply
from keys.errors import NotForMeError
from keys.manifest import Manifest
from keys.private import demonstration, epochs, keystore
from keys.private.hybrid import Pair, pair
from keys.private.open import Opened, open_envelope
from keys.report import Report
from submit import assets
from submit.app import listed_files
from submit.config import Config
from submit.headers import CSP
from tests.ports import free_port
from vault import board
from vault.formats.board import BoardHeader, make
from vault.store import create_store, open_store


@dataclass(frozen=True)
class World:
    """Both folders of one deployment."""

    offline: Path
    server: Path
    manifest: Manifest

    @classmethod
    def create(cls, folder: Path) -> World:
        choices = Config(server=folder / "server", demonstration=True)
        files = listed_files(choices)
        site = demonstration.Site(csp=CSP, assets=assets.hashes(files))
        manifest = demonstration.create_demonstration(folder / "offline", folder / "server", site, today())
        create_store(folder / "server").close()
        return cls(folder / "offline", folder / "server", manifest)

    def copy(self, folder: Path) -> World:
        """Copy both folders, before anything came: keys take longer to make than many a test."""
        for made in (self.offline, self.server):
            shutil.copytree(made, folder / made.name)
        return World(folder / "offline", folder / "server", self.manifest)

    def pairs(self, lane: str = "desk") -> list[Pair]:
        """The lane's intake pairs of the weeks in force."""
        path = keystore.of_lane(self.offline, lane)
        with keystore.unlock(path, (self.offline / "passphrase").read_text()) as session:
            state = epochs.open_weeks(session, today(), known=today()).state
            return [pair(each) for week in state.epochs()[:2] for each in state.pairs(week)]

    def opened(self, lane: str = "desk") -> dict[str, Opened]:
        """Everything in the vault that the lane's keys open, by envelope id in hex."""
        found, pairs = {}, self.pairs(lane)
        with open_store(self.server) as store:
            for waiting in store.ledger.waiting():
                with store.open(waiting) as source, suppress(NotForMeError):
                    found[waiting.id.hex()] = open_envelope(
                        source, deployment=self.manifest.deployment, pairs=pairs
                    )
        return found

    def publish(
        self,
        report: Report | None = None,
        replies: Sequence[str] = (),
        opened: int = 0,
        *,
        issued: date | None = None,
        serial: int = 1,
        gone: int = 0,
    ) -> None:
        """Publish a board: replies to ``report`` after ``gone`` others, and ``opened`` acknowledgements."""
        issued = issued or today()
        salt, (k, least) = primitives.random_bytes(32), (self.manifest.board.k, self.manifest.board.list)
        bucket, entries = (
            [_noise_cell() for _ in range(k)],
            [primitives.random_bytes(10) for _ in range(least)],
        )
        if report is not None:
            key = cells.snapshot_key(report.read_key, salt, self.manifest.deployment)
            place = Place(self.manifest.deployment, serial, 0)
            sealed = [
                cells.seal_cell(key, at, block, place) for at, block in enumerate(_blocks(replies, gone))
            ]
            bucket[: len(sealed)] = sealed
            entries[:opened] = [cells.ack_entry(key, at, day_number(issued)) for at in range(opened)]
        parts = {"list": b"".join(sorted(entries)), "bucket/0": b"".join(sorted(bucket))}
        self._install(serial, issued, salt, parts)

    def _install(self, serial: int, issued: date, salt: bytes, parts: dict[str, bytes]) -> None:
        with keystore.unlock(self.offline / "keystore", (self.offline / "passphrase").read_text()) as session:
            desk = session.desk()
        header = BoardHeader(
            b=0,
            buckets=(primitives.sha256(parts["bucket/0"]),),
            deployment=self.manifest.deployment,
            due=issued + timedelta(days=1),
            issued=issued,
            k=self.manifest.board.k,
            list_entries=self.manifest.board.list,
            list_sha256=primitives.sha256(parts["list"]),
            log=history.collect(history.stored(self.server / history.FOLDER)).head,
            manifest=self.manifest.hash,
            previous=bytes(32),
            salt=salt,
            serial=serial,
        )
        made = make(header, desk.seed)
        folder = self.server / "outbound"
        folder.mkdir(exist_ok=True)
        files = {name: folder / name.replace("/", "-") for name in ("header", *parts)}
        for name, data in {"header": made, **parts}.items():
            files[name].write_bytes(data)
        board.install(self.server, serial, files.pop("header"), files)


def _noise_cell() -> bytes:
    return primitives.random_bytes(cells.CELL)


def _blocks(replies: Sequence[str], gone: int) -> Iterator[bytes]:
    total = gone + len(replies)
    for number, text in enumerate(replies, gone + 1):
        reply = Reply(number=number, total=total, day=day_number(today()), text=text)
        yield from cells.split(reply)


@contextmanager
def serving(
    server: Path, stop: signal.Signals = signal.SIGTERM, before: Sequence[str] = ()
) -> Iterator[tuple[str, Path]]:
    """Serve ``server`` with gunicorn, run by the command ``before``; give its address and its log."""
    port = free_port()
    address, log = f"http://127.0.0.1:{port}", server.parent / "served.log"
    command = [*before, sys.executable, "-m", "submit", "--server", str(server), "serve", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait(f"{address}/manifest", process)
            yield address, log
        finally:
            process.send_signal(stop)
            process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")
