"""gunicorn, in this process, with settings that leave no trace of anybody.

No access log. gunicorn's own error log would name addresses and paths of malformed requests, so the
worker's last resort and the logger are ours: they say what kind of thing happened, never to whom.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http import errors as http  # type: ignore[import-untyped]
from gunicorn.workers import gthread  # type: ignore[import-untyped]

from submit.app import create_app
from submit.errors import SlowError
from submit.headers import HEADERS
from submit.receive.patience import PatientSocket

__all__ = ["Discreet", "DiscreetLogger", "DiscreetWorker", "settings"]

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- only gunicorn's heartbeat file: no disk is touched
REASONS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    414: b"URI Too Long",
    431: b"Request Header Fields Too Large",
}


def settings(host: str, port: int) -> dict[str, object]:
    """Return gunicorn's settings; a report may take long to arrive, hence threads and no request timeout."""
    chosen: dict[str, object] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": 1,
        "threads": 64,
        "worker_class": DiscreetWorker,
        "logger_class": DiscreetLogger,
        "accesslog": None,
        "loglevel": "info",
        "limit_request_line": 2048,
        "limit_request_fields": 50,
        "limit_request_field_size": 4096,
        "keepalive": 5,
        "graceful_timeout": 20,
        "control_socket_disable": True,
        "forwarded_allow_ips": "",
    }
    if SHARED_MEMORY.is_dir():
        chosen["worker_tmp_dir"] = str(SHARED_MEMORY)
    return chosen


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Starts and stops are told; of what happens with requests, only the class of the error."""

    def setup(self, cfg: Config) -> None:
        """Send the application's own log the same way as gunicorn's."""
        super().setup(cfg)
        own = logging.getLogger("amana")
        own.handlers, own.propagate = self.error_log.handlers, False
        own.setLevel(logging.INFO)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """Name the class of the error being handled; gunicorn's message may hold an address."""
        del msg, args, kwargs
        self.error_log.error("Fault while serving: %s", _class_of_current())

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Keep quiet: gunicorn's warnings name the address of whoever sent a malformed request."""
        del msg, args, kwargs

    def access(self, *args: object) -> None:
        """Log no request, whatever the settings say."""
        del args


class DiscreetWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Answers malformed requests with our headers, and forgets whose they were."""

    def enqueue_req(self, conn: Any) -> None:
        """Wait for a connection only as long as it keeps moving."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Take up a request when its head is whole; until then it holds no thread, however slow it is."""
        try:
            if not _has_read_ahead(conn) and not conn.sock.has_head():
                return gthread._DEFER  # noqa: SLF001 -- the only way to give the thread back
        except SlowError as error:
            self.handle_error(None, conn.sock, conn.client, error)
            return False
        except OSError:
            return False
        conn.sock.begin()
        conn.data_ready = True
        return super().handle(conn)

    def _keepalive_after(self, conn: Any, keepalive: object) -> bool:
        """Use a connection again only if its body is read, or can be without waiting."""
        conn.sock.hurry()
        try:
            return bool(super()._keepalive_after(conn, keepalive))
        except SlowError:
            return False

    def handle_error(self, req: object, client: Any, addr: object, exc: BaseException) -> None:  # noqa: ARG002
        """Send the shortest answer that is right."""
        status = _status(exc)
        if status == 500:
            self.log.exception("")
        with suppress(OSError):
            client.sendall(_answer(status))


class Discreet(BaseApplication):  # type: ignore[misc]
    """The site of one deployment under gunicorn."""

    def __init__(self, server: Path, chosen: Mapping[str, object]) -> None:
        self._server = server
        self._chosen = chosen
        super().__init__()

    def load_config(self) -> None:
        """Take the settings as they are: no file, no command line, no environment.

        An older gunicorn does not know every setting; what it does not know, it does not have either.
        """
        for name, value in self._chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        """Make the application, once in each worker."""
        return create_app(self._server)


def _has_read_ahead(conn: Any) -> bool:
    """Whether the parser holds bytes of the next request already."""
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())


def _class_of_current() -> str:
    kind = sys.exc_info()[0]
    return kind.__name__ if kind is not None else "unknown"


def _status(exc: BaseException) -> int:
    if isinstance(exc, http.LimitRequestLine):
        return 414
    if isinstance(exc, http.LimitRequestHeaders):
        return 431
    if isinstance(exc, SlowError):
        return SlowError.status
    return 400 if isinstance(exc, http.ParseException) else 500


def _answer(status: int) -> bytes:
    reason = REASONS.get(status, b"Internal Server Error")
    lines = [f"{name}: {value}".encode() for name, value in HEADERS.items()]
    head = [b"HTTP/1.1 %d %s" % (status, reason), *lines, b"Content-Length: 0", b"Connection: close"]
    return b"\r\n".join(head) + b"\r\n\r\n"
