"""The small price of every envelope (docs/formats.md §11.1): its challenge, and the proof."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeGuard

from keys import work
from keys.errors import FormatError
from keys.wire import from_hex
from keys.work import Proof
from submit.client.site import Site
from submit.errors import ClientError

__all__ = ["Challenge", "fetch_challenge"]

# Nobody is asked for more; a site that does is not ours.
MOST_BITS = 28
DAY = 24  # hours


@dataclass(frozen=True, slots=True)
class Challenge:
    """What everybody is asked for in this hour."""

    bits: int
    challenge: bytes
    hour: int

    def prove(self, deployment: bytes, header: bytes) -> str:
        """Find the proof for a header's hash, as ``Amana-Work`` says it: seconds at most, on a computer."""
        return str(Proof(self.hour, work.solve(deployment, self.challenge, header, self.bits)))


def fetch_challenge(site: Site) -> Challenge:
    """Ask for the challenge.

    Raises:
        ClientError: of the network; ``refused``, or ``clock``: this computer is more than a day off, so
            that weeks, and the day a report bears, would be wrong.
    """
    fields = site.ask("GET", "/challenge").fields()
    bits, hour = fields.get("bits"), fields.get("hour")
    try:
        challenge = from_hex(fields.get("challenge"), work.CHALLENGE)
    except FormatError as error:
        raise _no_challenge() from error
    if not (_is_number(bits, MOST_BITS) and _is_number(hour, 2**32)):
        raise _no_challenge()
    if abs(work.hour_of(time.time()) - hour) > DAY:
        raise ClientError(
            "clock",
            "The date of this computer and that of the site differ by more than a day. Set the clock right; "
            "nothing was sent.",
        )
    return Challenge(bits, challenge, hour)


def _is_number(value: object, most: int) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= most


def _no_challenge() -> ClientError:
    return ClientError("refused", "This does not answer as an Amana site does. Check the address.")
