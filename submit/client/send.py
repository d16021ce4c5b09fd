"""Send an envelope that lies ready: in one go when it is small, in pieces when it is large (formats §11).

A sending that does not give up: it waits while the network is gone or the site busy. The same bytes go out
however often it is interrupted, even by the end of this program: begun again with the same file, it goes on
where the site says that it stopped.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from submit.client.price import fetch_challenge
from submit.client.ready import Ready
from submit.client.site import Answer, Site, refusal
from submit.errors import ClientError

__all__ = ["Progress", "send"]

# Told what is going on (``work``, ``send``, ``waiting``, ``busy``), and how far: bytes, or seconds waited.
Progress = Callable[[str, int, int], None]
T = TypeVar("T")

SMALL = 1 << 20
LEAST_PIECE, MOST_PIECE = 1 << 18, 1 << 20
# A piece that took less, or more, seconds makes the next ones larger, or smaller.
QUICK, SLOW = 3, 15
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0
PROOFS = 4  # how often a refused proof is made again: the site may have been restarted, or become busy
PATIENCE = 6 * 3600.0  # seconds that nothing arrives before it is given up
# The site is away, restarting or has too much to do; or it waited for us, or for what we sent before.
PASSING = frozenset({408, 423, 502, 503, 504})
TUS = {"Tus-Resumable": "1.0.0"}
_PLACE = re.compile(r"/uploads/[0-9a-f]{32}", re.ASCII)


def send(site: Site, deployment: bytes, ready: Ready, say: Progress) -> None:
    """Send all of it; return when the site has it durably, under its id.

    Raises:
        ClientError: ``work``, ``epoch``, ``expired``, ``large``, ``full``, ``clock``, ``refused``;
            ``offline`` or ``busy`` where hours of waiting did not help.
    """
    line = _Line(say)
    deliver = _post if ready.length <= SMALL else _upload
    for left in range(PROOFS, 0, -1):
        challenge = line.persist(lambda: fetch_challenge(site))
        say("work", 0, 1)
        proof = challenge.prove(deployment, ready.header)
        try:
            identifier = deliver(site, ready, proof, line)
            break
        except ClientError as error:
            if error.kind != "work" or left == 1:
                raise
    if identifier != ready.id.hex():
        raise ClientError("refused", "The site did not confirm what was sent. Run the command again.")


def _post(site: Site, ready: Ready, proof: str, line: _Line) -> str:
    body = ready.piece(0, ready.length)
    headers = {"Content-Type": "application/octet-stream", "Amana-Work": proof}

    def act() -> str:
        answer = site.ask("POST", "/envelopes", headers, body)
        if answer.status != 201:
            raise refusal(answer.status)
        return str(answer.fields().get("id"))

    line.say("send", 0, ready.length)
    identifier = line.persist(act)
    line.say("send", ready.length, ready.length)
    return identifier


def _upload(site: Site, ready: Ready, proof: str, line: _Line) -> str:
    announced = {"Upload-Length": str(ready.length), "Amana-Header": ready.header.hex(), "Amana-Work": proof}

    def begin() -> Answer:
        answer = site.ask("POST", "/uploads", {**TUS, **announced}, b"")
        if answer.status != 201 or not _PLACE.fullmatch(answer.headers.get("location", "")):
            raise refusal(answer.status)
        return answer

    answer = line.persist(begin)
    place, size = answer.headers["location"], LEAST_PIECE
    while "amana-envelope" not in answer.headers:
        offset = _offset(answer, ready.length)
        line.say("send", offset, ready.length)
        begun = time.monotonic()
        answer = _append(site, place, offset, ready.piece(offset, size), line)
        size = _next_size(size, time.monotonic() - begun)
    line.say("send", ready.length, ready.length)
    return answer.headers["amana-envelope"]


def _append(site: Site, place: str, offset: int, piece: bytes, line: _Line) -> Answer:
    """Send a piece; after one of which nobody knows whether it arrived, ask how far the site is instead."""
    headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    return line.persist(
        lambda: _taken(site.ask("PATCH", place, headers, piece), 204),
        lambda: _taken(site.ask("HEAD", place, TUS), 200),
    )


def _next_size(size: int, took: float) -> int:
    if took < QUICK:
        return min(2 * size, MOST_PIECE)
    return max(size // 2, LEAST_PIECE) if took > SLOW else size


def _taken(answer: Answer, status: int) -> Answer:
    if answer.status == 409 and answer.fields().get("kind") == "offset":
        raise ClientError("offline", "A piece did not arrive whole.")  # ask again where it is
    if answer.status != status:
        raise refusal(410 if answer.status == 404 else answer.status)
    return answer


def _offset(answer: Answer, length: int) -> int:
    untrusted = answer.headers.get("upload-offset", "")
    if not (
        untrusted.isascii() and untrusted.isdecimal() and len(untrusted) < 12 and int(untrusted) <= length
    ):
        raise ClientError("refused", "The site does not say how much has arrived. Try again later.")
    return int(untrusted)


class _Line:
    """Tries again and again, more and more slowly, as long as it may help."""

    def __init__(self, say: Progress) -> None:
        self.say = say

    def persist(self, act: Callable[[], T], after: Callable[[], T] | None = None) -> T:
        """Do ``act`` until it succeeds or fails for good; once it has failed, ``after`` in its place."""
        begun, pause = time.monotonic(), FIRST_PAUSE
        while True:
            try:
                return act()
            except ClientError as error:
                waited = time.monotonic() - begun
                if not (error.kind == "offline" or error.status in PASSING) or waited > PATIENCE:
                    raise
                self.say("busy" if error.status >= 500 else "waiting", int(waited), 0)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            act = after or act
