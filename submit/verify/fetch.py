"""Fetch what a site serves as one visitor after another, each on connections of their own.

Nothing is followed, remembered or sent again: a redirect, a cookie, a tag is something to look at. Every body
has a bound, before and after it is unpacked.
"""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import socks
import urllib3
from urllib3.contrib.socks import SOCKSProxyManager
from urllib3.exceptions import HTTPError

from submit.errors import VerifyError
from submit.verify.visitors import Visitor

__all__ = ["Answer", "Certificate", "Fetcher", "Route"]

LIMIT = 32 << 20  # bytes of one body: the largest bucket of a board has 16 MiB
_PIECE = 1 << 16
_SECONDS = urllib3.Timeout(connect=30, read=60)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a connection was secured by."""

    version: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What one visitor was answered: ``headers`` as they came, ``body`` unpacked."""

    path: str
    visitor: Visitor
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """Return a header's value, joined by commas when it came more than once."""
        found = [value for each, value in self.headers if each.lower() == name.lower()]
        return ", ".join(found) if found else None


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach the site: its address, a SOCKS proxy such as Tor's, and whom to trust for certificates."""

    address: str
    socks: str | None = None
    authority: Path | None = None

    @property
    def host(self) -> str:
        """The site's name."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether TLS protects the way there."""
        return self.address.startswith("https:")

    @property
    def is_private(self) -> bool:
        """Whether nobody stands between even without TLS: an onion service, or this computer."""
        return self.host.endswith(".onion") or self.host in ("localhost", "127.0.0.1", "::1")

    def check(self) -> None:
        """Require an address that names a site and nothing else, and a proxy written HOST:PORT.

        Raises:
            VerifyError: ``address``.
        """
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise VerifyError("address", "Give the site's address alone, as https://report.example.org")
        if parts.query or parts.fragment or parts.username is not None:
            raise VerifyError("address", "Give the site's address alone, as https://report.example.org")
        if self.socks and not self.socks.rpartition(":")[2].isdecimal():
            raise VerifyError("address", "Give the proxy as HOST:PORT, as 127.0.0.1:9050")


class Fetcher:
    """Connections to one site."""

    def __init__(self, route: Route) -> None:
        route.check()
        self.route = route
        self._pools: dict[Visitor, urllib3.PoolManager] = {}
        self._context = _context(route)

    def get(self, path: str, visitor: Visitor, method: str = "GET") -> Answer:
        """Ask for ``path`` as ``visitor``.

        Raises:
            VerifyError: ``unreachable`` or ``large``.
        """
        try:
            response = self._pool(visitor).request(
                method,
                self.route.address.rstrip("/") + path,
                headers=visitor.headers,
                redirect=False,
                preload_content=False,
                decode_content=True,
                timeout=_SECONDS,
                retries=False,
            )
            with response:
                body = _read(response.stream(_PIECE, decode_content=True), path)
                response.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            raise _unreachable(self.route.host, error) from error
        headers = tuple((name, value) for name, value in response.headers.iteritems())
        return Answer(path, visitor, response.status, headers, body)

    def leave(self, visitor: Visitor) -> None:
        """Close a visitor's connections, so that the next visit is new (through Tor: a new circuit)."""
        pool = self._pools.pop(visitor, None)
        if pool is not None:
            pool.clear()

    def certificate(self) -> Certificate | None:
        """Return what secures the site; None over plain http.

        Raises:
            VerifyError: ``unreachable``, or ``tls``: the certificate is not one to trust.
        """
        if self._context is None:
            return None
        host = self.route.host
        try:
            with (
                self._connect() as plain,
                self._context.wrap_socket(plain, server_hostname=host) as secured,
            ):
                ends = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
                return Certificate(secured.version() or "", datetime.fromtimestamp(ends, UTC))
        except ssl.SSLError as error:
            raise VerifyError(
                "tls", f"Browsers do not trust the certificate of {host}: it is not safe."
            ) from error
        except OSError as error:
            raise _unreachable(host, error) from error

    def close(self) -> None:
        """Close every connection."""
        for visitor in list(self._pools):
            self.leave(visitor)

    def _pool(self, visitor: Visitor) -> urllib3.PoolManager:
        if visitor not in self._pools:
            self._pools[visitor] = self._new_pool()
        return self._pools[visitor]

    def _connect(self) -> socket.socket:
        parts = urlsplit(self.route.address)
        place = (self.route.host, parts.port or 443)
        if self.route.socks is None:
            return socket.create_connection(place, timeout=30)
        proxy, _, port = self.route.socks.rpartition(":")
        return socks.create_connection(place, 30, None, socks.SOCKS5, proxy, int(port), proxy_rdns=True)

    def _new_pool(self) -> urllib3.PoolManager:
        if self.route.socks is None:
            return urllib3.PoolManager(ssl_context=self._context)
        # Tor gives every name a circuit of its own (IsolateSOCKSAuth): no two visitors come by one way.
        name = secrets.token_hex(8)
        return SOCKSProxyManager(f"socks5h://{self.route.socks}", name, "x", ssl_context=self._context)


def _unreachable(host: str, error: Exception) -> VerifyError:
    return VerifyError("unreachable", f"{host} did not answer ({type(error).__name__}). Try again later.")


def _context(route: Route) -> ssl.SSLContext | None:
    if not route.is_secure:
        return None
    try:
        return ssl.create_default_context(cafile=route.authority)
    except (OSError, ssl.SSLError) as error:
        raise VerifyError("authority", f"{route.authority} is no file of certificates (PEM).") from error


def _read(pieces: Iterable[bytes], path: str) -> bytes:
    """Join a body piece by piece: a small one can unpack to one without end."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LIMIT:
            raise VerifyError("large", f"{path} is larger than anything a site serves.")
    return bytes(body)
