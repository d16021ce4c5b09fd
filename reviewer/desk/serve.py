"""Serve the desk on the loopback interface, one request after another, until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable

from werkzeug.serving import WSGIRequestHandler, make_server

from reviewer.desk.app import create_app
from reviewer.desk.door import Door
from reviewer.desk.holder import Holder

__all__ = ["serve"]

HOST = "127.0.0.1"
TICK = 1.0  # seconds between two looks at whether somebody is still there
PATIENCE = 20  # seconds that a browser may take to say what it wants


class _Quiet(WSGIRequestHandler):
    """Writes no line about who asked for what."""

    timeout = PATIENCE
    server_version = "amana"
    sys_version = ""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


def serve(holder: Holder, language: str, ready: Callable[[str], None], port: int = 0) -> None:
    """Serve on ``port``, or on any free one, until interrupted; ``ready`` gets the one-time address."""
    with socket.create_server((HOST, port)) as taken:
        port = taken.getsockname()[1]
        door = Door(f"{HOST}:{port}")
        app = create_app(holder, door, language)
        # One thread, for the store belongs to the one that opened it.
        server = make_server(HOST, port, app, threaded=False, request_handler=_Quiet, fd=taken.fileno())
    server.timeout = TICK
    ready(door.address)
    try:
        while True:
            server.handle_request()
            holder.tick()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        holder.lock()
