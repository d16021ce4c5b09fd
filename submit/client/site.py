"""The one way out: to one site, looking like a worker of Tor Browser as far as a program can.

What it cannot copy is how a browser shakes hands in TLS and HTTP/2; docs/reporter.md says so. Through a
SOCKS proxy names are resolved at its other end, and each run has a user name of its own, for which Tor
gives a circuit of its own (IsolateSOCKSAuth). Nothing is followed, kept or sent again here.
"""

from __future__ import annotations

import json
import re
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.contrib.socks import SOCKSProxyManager
from urllib3.exceptions import HTTPError

from submit.errors import ClientError

__all__ = ["Answer", "Site", "refusal"]

LONGEST_ANSWER = 4096
# Seconds: a circuit may take long to build; a line on which nothing has moved for a minute is a lost one.
TIMES = urllib3.Timeout(connect=60, read=60)
AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
KINDS = {403: "work", 409: "epoch", 410: "expired", 413: "large", 503: "busy", 507: "full"}
SENTENCES = {
    "work": "The site did not take the proof of work. Run the command again.",
    "epoch": "The site takes no envelope of this week. Check the date here; if it is right, seal anew.",
    "expired": "The site has thrown the first part away, for the sending stopped too long. Run it again.",
    "large": "This is too large for this site. Leave out a file, or choose smaller ones.",
    "busy": "The site is very busy. Run the command again in a few minutes.",
    "full": "The site has no room left. Run the command again in a few hours.",
}
_PIECE = 1 << 16
_PROXY = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):([0-9]{1,5})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers by their names in small letters, and at most so many bytes as were asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def fields(self) -> dict[str, Any]:
        """Return the JSON object of the body; a body that holds none is an empty one."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Site:
    """Connections to one site, used by one run of one command."""

    def __init__(self, address: str, socks: str | None = None) -> None:
        """Check the address and the proxy, HOST:PORT, without talking to either.

        Raises:
            ClientError: ``address``.
        """
        self.address = _checked(address, socks)
        context = ssl.create_default_context() if self.address.startswith("https:") else None
        if socks is None:
            self._pool: urllib3.PoolManager = urllib3.PoolManager(ssl_context=context)
        else:
            self._pool = SOCKSProxyManager(
                f"socks5h://{socks}", secrets.token_hex(8), "x", ssl_context=context
            )
        coded = "gzip, deflate, br, zstd" if context else "gzip, deflate"
        self._headers = {
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Accept-Language": "en-US,en;q=0.5",
            "Accept-Encoding": coded,
        }

    def get(self, path: str, most: int) -> bytes:
        """Fetch a file of at most ``most`` bytes.

        Raises:
            ClientError: ``offline``, ``bounds``, or by status ``refused`` and those of KINDS.
        """
        answer = self.ask("GET", path, most=most)
        if answer.status != 200:
            raise refusal(answer.status)
        return answer.body

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        most: int = LONGEST_ANSWER,
    ) -> Answer:
        """Ask once; any answer is an answer, whatever its status.

        Raises:
            ClientError: ``offline`` or ``bounds``.
        """
        try:
            response = self._pool.request(
                method,
                self.address + path,
                body=body,
                headers={**self._headers, **(headers or {}), **self._fetching(method)},
                redirect=False,
                preload_content=False,
                timeout=TIMES,
                retries=False,
            )
            with response:
                data = _read(response, most)
                response.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            raise ClientError(
                "offline", "The site does not answer. Check the network, and that Tor runs if you use it."
            ) from error
        return Answer(
            response.status, {name.lower(): value for name, value in response.headers.items()}, data
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *about: object) -> None:
        self.close()

    def _fetching(self, method: str) -> dict[str, str]:
        """Return what Firefox adds to a worker's request that may not be kept, in its order."""
        origin = {} if method in ("GET", "HEAD") else {"Origin": self.address}
        quietly = {"Pragma": "no-cache", "Cache-Control": "no-cache"} if method == "GET" else {}
        asked = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
        return {**origin, "Connection": "keep-alive", **asked, "Priority": "u=4", **quietly}


def refusal(status: int) -> ClientError:
    """Return the error that an answer of this status is."""
    kind = KINDS.get(status, "refused")
    said = SENTENCES.get(kind, f"The site refused (code {status}). Run the command again in a little while.")
    return ClientError(kind, said, status)


def _checked(untrusted: str, socks: str | None) -> str:
    parts = urlsplit(untrusted)
    host = parts.hostname or ""
    alone = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("https", "http") or not host or not alone:
        raise ClientError("address", "Give the site's address alone, as https://report.example.org")
    if host.endswith(".onion") and socks is None:
        raise ClientError("address", "An .onion address is reached through Tor: add --socks 127.0.0.1:9050")
    if parts.scheme == "http" and not host.endswith(".onion") and host not in ("127.0.0.1", "localhost"):
        raise ClientError("address", "Over http anybody on the way could read along. Use https:// instead.")
    proxy = _PROXY.fullmatch(socks or "localhost:0")
    if proxy is None or int(proxy[1]) > 65535:
        raise ClientError("address", "Give the proxy as HOST:PORT, for Tor 127.0.0.1:9050")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _read(response: urllib3.BaseHTTPResponse, most: int) -> bytes:
    """Join a body piece by piece: a small one can unpack to one without end."""
    body = bytearray()
    for piece in response.stream(_PIECE, decode_content=True):
        body += piece
        if len(body) > most:
            raise ClientError("bounds", "The site's answer is larger than it may be. Try again later.")
    return bytes(body)
