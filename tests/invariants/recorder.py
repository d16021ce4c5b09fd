"""A TCP proxy on loopback that notes what anybody on the wire sees: who speaks, in what order, how much.

It knows no HTTP. A browser sends a request only when the answer before has ended on that connection, so an
exchange begins whenever the browser speaks after the server did; its first line is kept to name it.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_READ = 1 << 16


@dataclass
class Exchange:
    """One question and its answer: bytes ``up`` to the server and ``down`` from it, as they passed."""

    line: str
    up: int = 0
    down: int = 0

    def seen(self) -> tuple[str, int, int]:
        return self.line, self.up, self.down


@dataclass
class Recorder:
    """Everything that passed so far, in the order in which it was asked."""

    address: str
    exchanges: list[Exchange] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, data: bytes) -> Exchange:
        exchange = Exchange(data.partition(b"\r\n")[0].decode("latin-1"))
        with self._lock:
            self.exchanges.append(exchange)
        return exchange


@contextmanager
def recording(server: str) -> Iterator[Recorder]:
    """Stand before ``server`` (``http://host:port``) until the block ends."""
    host, _, port = server.removeprefix("http://").partition(":")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        recorder = Recorder(f"http://127.0.0.1:{listening.getsockname()[1]}")
        threading.Thread(target=_accept, args=(listening, (host, int(port)), recorder), daemon=True).start()
        yield recorder
        # A blocked accept() does not notice that its socket was closed.
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: tuple[str, int], recorder: Recorder) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_pass_on, args=(client, server, recorder), daemon=True).start()


def _pass_on(client: socket.socket, server: tuple[str, int], recorder: Recorder) -> None:
    """Carry one connection's bytes both ways until either side ends it."""
    with client, socket.create_connection(server) as upstream, selectors.DefaultSelector() as ready:
        ready.register(client, selectors.EVENT_READ)
        ready.register(upstream, selectors.EVENT_READ)
        exchange: Exchange | None = None
        while True:
            for key, _ in ready.select():
                data = _receive(key.fileobj)
                if not data:
                    return
                if key.fileobj is client:
                    if exchange is None or exchange.down:
                        exchange = recorder.begin(data)
                    exchange.up += len(data)
                    upstream.sendall(data)
                elif exchange is not None:
                    exchange.down += len(data)
                    client.sendall(data)


def _receive(source: object) -> bytes:
    assert isinstance(source, socket.socket)
    try:
        return source.recv(_READ)
    except ConnectionError:
        return b""
