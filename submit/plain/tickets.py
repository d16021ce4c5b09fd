"""A codename that a page carries until its reader has practised it: sealed, and kept nowhere.

The key is drawn when the server starts and is in the memory of this process only. What a page carries thus
opens nothing anywhere else, nothing after a restart, and nothing an hour after it was given out; until then,
whoever holds the page can see the codename once more, as whoever held the page before could.

A ticket is ``nonce(12) ‖ AEAD(key, nonce, u32 minute ‖ digits, D)`` in hex (docs/formats.md §12).
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

from keys import codename as codenames
from keys import primitives
from keys.codename import Codename
from keys.errors import UntrustedError
from keys.wire import u32
from submit.errors import TokenError

__all__ = ["MINUTES", "Tickets"]

MINUTES = 60
_NONCE = 12
_TICKET = re.compile(r"[0-9a-f]{132}", re.ASCII)


class Tickets:
    """Gives out tickets and takes them back; ``clock`` gives UNIX seconds."""

    def __init__(self, deployment: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._deployment = deployment
        self._clock = clock
        self._key = secrets.token_bytes(primitives.KEY)

    def give(self, codename: Codename) -> str:
        """Return a ticket, 132 characters whatever the codename is."""
        nonce = primitives.random_bytes(_NONCE)
        held = u32(self._minute()) + codename.digits().encode()
        return (nonce + primitives.aead_seal(self._key, nonce, held, self._deployment)).hex()

    def redeem(self, untrusted: str) -> Codename:
        """Return the codename that a ticket was given out for.

        Raises:
            TokenError: ``expired``: it is too old, from before a restart, or none of ours.
        """
        if _TICKET.fullmatch(untrusted) is None:
            raise TokenError
        ticket = bytes.fromhex(untrusted)
        try:
            held = primitives.aead_open(
                self._key, ticket[:_NONCE], ticket[_NONCE:], self._deployment, kind="expired"
            )
        except UntrustedError as error:
            raise TokenError from error
        if not 0 <= self._minute() - int.from_bytes(held[:4], "big") <= MINUTES:
            raise TokenError
        return codenames.parse(held[4:].decode())

    def _minute(self) -> int:
        return int(self._clock() // 60)
