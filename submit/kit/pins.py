"""What a kit holds fast to: whose root keys, and where their site is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from keys.errors import FormatError
from keys.wire import from_hex
from submit.errors import BuildError

__all__ = ["MOST_ADDRESSES", "Pins"]

MOST_ADDRESSES = 4
_HTTPS = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(?::[0-9]{1,5})?")
_ONION = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z2-7]{56}\.onion(?::[0-9]{1,5})?")
_HERE = re.compile(r"http://127\.0\.0\.1(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Pins:
    """The root fingerprint (32 bytes) and the site's addresses, the usual one first."""

    fingerprint: bytes
    addresses: tuple[str, ...]

    @classmethod
    def parse(cls, fingerprint: str, addresses: Sequence[str]) -> Pins:
        """Check what an operator typed: a fingerprint in hex, spaces allowed, and one to four addresses.

        Raises:
            BuildError: ``kit``.
        """
        try:
            pinned = from_hex("".join(fingerprint.split()).lower(), 32)
        except FormatError as error:
            raise _wrong("A fingerprint is 64 hex digits, as `amana-keys fingerprint` prints it.") from error
        given = tuple(address.removesuffix("/") for address in addresses)
        if not 1 <= len(given) <= MOST_ADDRESSES or len(set(given)) < len(given):
            raise _wrong(f"A kit needs one to {MOST_ADDRESSES} addresses of its site, each once.")
        for address in given:
            if not any(kind.fullmatch(address) for kind in (_HTTPS, _ONION, _HERE)):
                raise _wrong(
                    f"{address} cannot be an address here: write https://name, or http://name.onion, "
                    "in small letters and without a path. http://127.0.0.1 is for trying."
                )
        return cls(pinned, given)


def is_onion(address: str) -> bool:
    """Whether only Tor leads there."""
    return _ONION.fullmatch(address) is not None


def _wrong(why: str) -> BuildError:
    return BuildError("kit", why)
