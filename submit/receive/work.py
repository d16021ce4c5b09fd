"""What a message costs (docs/formats.md §11.1): the hourly challenge, what was paid, and the no-script token.

All of it is in memory, of this process only, and the same for everybody. After a restart the challenge is
another one: a browser that is refused asks for it, works again, and sends the same bytes.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable

from flask import Blueprint, Response

from keys import primitives, work
from keys.errors import FormatError
from keys.work import Proof
from submit.errors import TokenError, WorkError
from submit.receive.load import Load, Prices

__all__ = ["Work", "make"]

HOUR = work.HOUR_SECONDS
# Header hashes that are remembered; whoever wants one forgotten early must pay for all of these.
REMEMBERED = 100_000
TOKEN_SECONDS = 6 * HOUR
_MINUTE = 60


class Work:
    """The price of a message; ``clock`` gives UNIX seconds."""

    def __init__(
        self,
        deployment: bytes,
        prices: Prices | None = None,
        *,
        load: Load | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._deployment = deployment
        self._prices = prices or Prices()
        self._load = load or Load(self._prices)
        self._clock = clock
        self._challenges: dict[int, bytes] = {}
        self._paid: dict[bytes, tuple[int, bytes | None]] = {}
        self._token_key = secrets.token_bytes(primitives.KEY)
        self._guard = threading.Lock()

    def challenge(self) -> dict[str, int | str]:
        """Return what ``GET /challenge`` answers, the same for all within the hour."""
        now = self._clock()
        hour = work.hour_of(now)
        return {
            "bits": self._load.asked(now).bits,
            "challenge": self._challenge(hour, hour).hex(),
            "hour": hour,
        }

    def check(self, untrusted: str | None, header: bytes) -> None:
        """Require a proof for the envelope whose header hashes to ``header`` (32 bytes).

        Raises:
            WorkError: ``work``.
        """
        now = self._clock()
        try:
            proof = Proof.parse(untrusted or "")
        except FormatError as error:
            raise WorkError from error
        current = work.hour_of(now)
        if not current - 1 <= proof.hour <= current:
            raise WorkError
        challenge = self._challenge(proof.hour, current)
        shown = work.strength(self._deployment, challenge, header, proof.nonce)
        if shown < self._load.least_bits(now):
            raise WorkError
        with self._guard:
            self._forget(current)
            is_new = header not in self._paid
            self._paid.setdefault(header, (current, None))
        if is_new:  # showing one proof again and again makes nobody busy
            self._load.take(now)

    def spend(self, header: bytes, envelope: bytes) -> None:
        """Let a header that was paid for stand for the envelope of this id, and for no other.

        Raises:
            WorkError: ``work``, it stands for another one.
        """
        with self._guard:
            hour, bought = self._paid.get(header, (work.hour_of(self._clock()), None))
            if bought not in (None, envelope):
                raise WorkError
            self._paid[header] = hour, envelope

    def token(self, now: float | None = None) -> str:
        """Return the no-script form's token: one for everybody in this minute."""
        return self._token_of(int((self._clock() if now is None else now) // _MINUTE))

    def check_token(self, untrusted: str, now: float | None = None) -> None:
        """Require a token that is old enough and not too old, and count one message.

        Raises:
            TokenError: ``early`` (``seconds`` says how long to wait) or ``expired``.
        """
        now = self._clock() if now is None else now
        minute, _, _ = untrusted.partition("-")
        if not (minute.isascii() and minute.isdecimal() and len(minute) <= 10):
            raise TokenError
        if not hmac.compare_digest(untrusted.encode(errors="replace"), self._token_of(int(minute)).encode()):
            raise TokenError
        age = now - int(minute) * _MINUTE
        wait = self._load.asked(now).seconds - age
        if wait > 0:
            raise TokenError(seconds=-int(-wait // 1))
        if age > TOKEN_SECONDS:
            raise TokenError
        self._load.take(now)

    def _token_of(self, minute: int) -> str:
        return f"{minute}-{primitives.hmac_sha256(self._token_key, str(minute).encode())[:16].hex()}"

    def _challenge(self, hour: int, current: int) -> bytes:
        with self._guard:
            for past in [each for each in self._challenges if each < current - 1]:
                del self._challenges[past]
            return self._challenges.setdefault(hour, secrets.token_bytes(work.CHALLENGE))

    def _forget(self, hour: int) -> None:
        """Drop what no challenge in force could pay for again, oldest first, and whatever is too much."""
        while self._paid:
            header, (paid, _) = next(iter(self._paid.items()))
            if paid >= hour - 2 and len(self._paid) < REMEMBERED:
                break
            del self._paid[header]


def make(price: Work) -> Blueprint:
    """Return the route that gives out the challenge."""
    routes = Blueprint("work", __name__)

    @routes.get("/challenge", provide_automatic_options=False)
    def challenge() -> Response:
        return Response(json.dumps(price.challenge(), sort_keys=True), content_type="application/json")

    return routes
