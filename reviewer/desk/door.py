"""Who may come in: the browser that was given the address once, on this machine, and nobody after it.

The address printed at the start opens the door a single time and sets a cookie that dies with the browser.
Another program on the machine, or a page of another site, has neither; a name that resolves to this machine
(DNS rebinding) is not the host that was printed.
"""

from __future__ import annotations

import secrets

from keys import primitives

__all__ = ["COOKIE", "Door"]

COOKIE = "amana-desk"


class Door:
    """The one-time address, and the cookie that follows it."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._token: str | None = secrets.token_urlsafe(32)
        self._cookie = secrets.token_urlsafe(32)
        self.form = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """The address to open, once."""
        return f"http://{self.host}/enter/{self._token}"

    def enter(self, offered: str) -> str | None:
        """Return the cookie to set for the right token, which is used up by it; None for any other."""
        if self._token is None or not _same(offered, self._token):
            return None
        self._token = None
        return self._cookie

    def admits(self, cookie: str | None) -> bool:
        """Tell whether this is the browser that came in."""
        return self._token is None and cookie is not None and _same(cookie, self._cookie)

    def believes(self, *, host: str, origin: str | None, form: str | None) -> bool:
        """Tell whether a form is one of this desk: its host, its origin, its own word."""
        at_home = host == self.host and origin == f"http://{self.host}"
        return at_home and form is not None and _same(form, self.form)


def _same(offered: str, expected: str) -> bool:
    return primitives.equal(offered.encode(), expected.encode())
