"""The documented nginx configuration, as it is, in front of the real server."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from keys.sizes import HEADER
from submit.headers import CSP
from tests.invariants.reporter import AGENT, FROM, ask, prove
from tests.ports import free_port
from tests.submit.test_upload import sealed
from tests.submit.world import World, serving

CONFIGURATION = Path(__file__).parents[2] / "docs" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"


@pytest.fixture
def front(world: World, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The documented file, its marked places filled in, without TLS; and the folder nginx may write to."""
    with serving(world.server) as (address, _):
        port, folder = free_port(), tmp_path / "nginx"
        folder.mkdir()
        text = CONFIGURATION.read_text("utf-8")
        text = text.replace("127.0.0.1:8000", address.removeprefix("http://"))
        text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
        text = re.sub(r"\n    ssl_certificate.*", "", text)
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"daemon off; pid {folder}/pid; error_log {folder}/early.log crit; events {{}}\n"
        (folder / "nginx.conf").write_text(f"{main} http {{ {temporary}\n{text} }}")
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "early.log")]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            _wait(port)
            yield f"http://127.0.0.1:{port}", folder
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not start")


def test_the_whole_way_through_it(world: World, front: tuple[str, Path]) -> None:
    """Small and large envelopes arrive, and nginx has written nothing down."""
    address, folder = front
    small, small_id = sealed(world)
    large, large_id = sealed(world, os.urandom(3_000_000))
    paid = prove(address, world.manifest.deployment, small)
    status, headers, answer = ask(address, "POST", "/envelopes", small, **paid)
    assert (status, small_id in answer.decode()) == (201, True)
    assert "nginx/" not in headers["Server"]
    assert ask(address, "GET", "/en/")[1]["Content-Security-Policy"] == CSP
    tus = {"Tus-Resumable": "1.0.0"}
    begun = {
        **tus,
        **prove(address, world.manifest.deployment, large),
        "Upload-Length": str(len(large)),
        "Amana-Header": hashlib.sha256(large[:HEADER]).hexdigest(),
    }
    place = ask(address, "POST", "/uploads", None, **begun)[1]["Location"]
    piece = {**tus, "Content-Type": "application/offset+octet-stream"}
    for at in range(0, len(large), 1_500_000):
        status, headers, _ = ask(
            address, "PATCH", place, large[at : at + 1_500_000], **piece, **{"Upload-Offset": str(at)}
        )
        assert status == 204
    assert headers["Amana-Envelope"] == large_id
    assert set(world.opened()) == {small_id, large_id}
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in written} <= {"pid", "nginx.conf", "early.log"}
    assert (folder / "early.log").read_text() == ""
    assert not any(AGENT in path.read_text() or FROM in path.read_text() for path in written)


@pytest.mark.alone
def test_slow_heads_keep_nobody_waiting(front: tuple[str, Path]) -> None:
    address, _ = front
    port = int(address.rpartition(":")[2])
    with ExitStack() as opened:
        for _ in range(100):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        begun = time.monotonic()
        urlopen(f"{address}/en/", timeout=10).close()
        assert time.monotonic() - begun < 2
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400")
