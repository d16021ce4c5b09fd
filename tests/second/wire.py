"""Read and write the elements of §1: integers, hex, base64url, days and weeks."""

from __future__ import annotations

import base64
import datetime
import re

from tests.second.errors import FormatError, need

__all__ = [
    "Reader", "day", "epoch", "from_base64url", "from_hex", "number_of_day", "quarter", "to_base64url", "u",
]  # fmt: skip


class Reader:
    """Take fields from the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._rest = memoryview(data)

    def take(self, count: int) -> bytes:
        """Take the next bytes; `truncated` if there are not so many."""
        need(count <= len(self._rest), "truncated")
        taken, self._rest = bytes(self._rest[:count]), self._rest[count:]
        return taken

    def number(self, size: int) -> int:
        """Take a big-endian unsigned integer of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def magic(self, wanted: bytes) -> None:
        """Take the eight bytes that say what follows: `magic`, or `version` of a later one."""
        found = self.take(8)
        need(found[:6] == wanted[:6], "magic")
        need(found == wanted, "version")

    def rest(self) -> bytes:
        """Take all that is left."""
        return self.take(len(self._rest))

    def end(self) -> None:
        """Hold that nothing is left: `trailing`."""
        need(not len(self._rest), "trailing")


def u(size: int, number: int) -> bytes:
    """Write an unsigned big-endian integer of `size` bytes."""
    return number.to_bytes(size, "big")


def from_hex(text: object, size: int) -> bytes:
    """Read lower-case hex of `size` bytes; anything else is `bounds`."""
    if not isinstance(text, str) or not re.fullmatch(rf"[0-9a-f]{{{2 * size}}}", text):
        raise FormatError("bounds")
    return bytes.fromhex(text)


def to_base64url(data: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: object, size: int) -> bytes:
    """Read what `to_base64url` writes of `size` bytes; anything else is `bounds`."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise FormatError("bounds")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(len(data) == size and to_base64url(data) == text, "bounds")
    return data


def day(text: object) -> datetime.date:
    """Read a day as `YYYY-MM-DD`; anything else is `bounds`."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise FormatError("bounds")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise FormatError("bounds") from None


def number_of_day(when: datetime.date, first: str = "1970-01-01") -> int:
    """Count whole days since the first."""
    return (when - datetime.date.fromisoformat(first)).days


def epoch(when: datetime.date) -> int:
    """Name the week of a day: ISO year and ISO week."""
    return when.isocalendar().year * 100 + when.isocalendar().week


def quarter(when: datetime.date) -> int:
    """Name the quarter of a day."""
    return when.year * 10 + (when.month + 2) // 3
