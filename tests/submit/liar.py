"""A compromised server: the real site, and a hand that alters what some visitors get.

The check looks at it over a real socket. ``Liar.alter`` is called with every request and the honest answer;
what it returns is sent.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

__all__ = ["Alter", "Liar"]

Alter = Callable[[Request, Response], Response]


class _Silent(WSGIRequestHandler):
    """Werkzeug's handler without its log and without a name of its own in the answers."""

    protocol_version = "HTTP/1.1"

    def log(self, *said: object) -> None:
        pass

    def version_string(self) -> str:
        return "server"


@dataclass
class Liar:
    """A site that can be made to lie; honest at first."""

    app: Flask
    address: str = ""
    alter: Alter = field(default=lambda request, answer: answer)

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> object:
        request = Request(environ)
        honest = Response.from_app(self.app.wsgi_app, environ, buffered=True)
        return self.alter(request, honest)(environ, start)

    @contextmanager
    def serving(self, tls: ssl.SSLContext | None = None) -> Iterator[Liar]:
        """Listen on a port of this machine, over ``tls`` if it is given."""
        server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=_Silent, ssl_context=tls)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join(10)
            server.server_close()
