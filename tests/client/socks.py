"""A SOCKS5 proxy (RFC 1928, RFC 1929) that leads every name to one place, and remembers who asked."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Proxy", "copy", "proxying"]


@dataclass
class Proxy:
    """Where it listens; the (user name, host, port) of every connection asked for."""

    address: str = ""
    asked: list[tuple[str, str, int]] = field(default_factory=list)


@contextmanager
def proxying(port: int) -> Iterator[Proxy]:
    """Run a proxy that connects whatever is asked for to ``port`` of this computer."""
    proxy = Proxy()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                proxy.asked.append(_greet(self.request))
                with socket.create_connection(("127.0.0.1", port)) as inside:
                    self.request.sendall(b"\x05\x00\x00\x01" + bytes(6))
                    _join(self.request, inside)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy.address = f"127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()


def _greet(client: socket.socket) -> tuple[str, str, int]:
    _, count = _take(client, 2)
    assert 2 in _take(client, count), "no user name is offered"
    client.sendall(b"\x05\x02")
    _take(client, 1)
    user = _take(client, _take(client, 1)[0])
    _take(client, _take(client, 1)[0])
    client.sendall(b"\x01\x00")
    _, command, _, kind = _take(client, 4)
    assert (command, kind) == (1, 3), "a name is resolved at the other end, never here"
    host = _take(client, _take(client, 1)[0])
    [port] = struct.unpack(">H", _take(client, 2))
    return user.decode(), host.decode(), port


def _take(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            raise OSError
        data += more
    return data


def _join(one: socket.socket, other: socket.socket) -> None:
    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join(5)


def copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
