"""A listener in front of a site that passes bytes on, and remembers the head of every request."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.client.socks import copy

__all__ = ["Record", "recording"]

_HEAD = re.compile(rb"(?:GET|HEAD|POST|PATCH|DELETE|OPTIONS) [^\r]* HTTP/1\.1\r\n.*?\r\n\r\n", re.DOTALL)


@dataclass
class Record:
    """Where it listens, and all bytes that came in."""

    address: str = ""
    came: bytearray = field(default_factory=bytearray)

    @property
    def heads(self) -> list[str]:
        """The heads of all requests."""
        return [head.decode().removesuffix("\r\n\r\n") for head in _HEAD.findall(bytes(self.came))]

    @property
    def requests(self) -> list[str]:
        """The same, without the port of this listener."""
        return [head.replace(self.address.rpartition(":")[2], "PORT") for head in self.heads]


@contextmanager
def recording(port: int, most: int | None = None) -> Iterator[Record]:
    """Listen, and pass everything on to ``port``; cut every connection after ``most`` bytes."""
    record = Record()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as inside:
                threading.Thread(target=copy, args=(inside, self.request), daemon=True).start()
                left = most
                while data := self.request.recv(1 << 16):
                    record.came += data
                    inside.sendall(data)
                    left = left and left - len(data)
                    if left is not None and left <= 0:
                        break
                for each in (inside, self.request):
                    with contextlib.suppress(OSError):
                        each.shutdown(socket.SHUT_RDWR)  # a close alone waits for the thread that reads

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        record.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield record
        finally:
            server.shutdown()
