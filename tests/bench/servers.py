"""Both servers under one gunicorn configuration: ours, and a Flask view that reads a body and drops it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from flask import Flask, Response, request

from submit import serve

PIECE = 256 * 1024


class Discarding(serve.Discreet):
    """The limit: what Flask and gunicorn cost when nothing is kept."""

    def load(self) -> Flask:
        app = Flask("discarding")

        @app.get("/manifest")
        def ready() -> str:
            return "ready"

        @app.post("/envelopes")
        def envelopes() -> Response:
            while request.stream.read(PIECE):
                pass
            return Response('{"id": ""}', 201)

        return app


@contextmanager
def running(kind: str, server: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``ours`` or ``discarding`` in a process group of its own, until the block ends."""
    command = [sys.executable, __file__, kind, str(server), str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/manifest")
            yield process
        finally:
            process.terminate()


def _wait(address: str) -> None:
    for _ in range(100):
        with suppress(OSError):  # refused, or too slow
            urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    raise TimeoutError(address)


if __name__ == "__main__":
    kind, server, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    application = {"ours": serve.Discreet, "discarding": Discarding}[kind]
    application(server, serve.settings("127.0.0.1", port)).run()
