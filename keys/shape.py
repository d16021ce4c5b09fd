"""Small checks on parsed JSON, shared by the strict readers of manifests and reports."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from keys.errors import FormatError
from keys.wire import from_hex

__all__ = ["Shape"]


class Shape:
    """Checks that raise FormatError of one ``kind``; each returns the value, typed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def fail(self, message: str) -> FormatError:
        """Return the error to raise."""
        return FormatError(self.kind, message)

    def keys(self, value: object, expected: Collection[str]) -> dict[str, Any]:
        """Require an object with exactly the ``expected`` keys."""
        if not isinstance(value, dict) or value.keys() != set(expected):
            raise self.fail(f"Expected exactly the keys {', '.join(sorted(expected))}.")
        return value

    def mapping(self, value: object, most: int) -> dict[str, Any]:
        """Require an object of at most ``most`` keys."""
        if not isinstance(value, dict) or len(value) > most:
            raise self.fail(f"Expected an object of at most {most} keys.")
        return value

    def items(self, value: object, least: int, most: int) -> list[Any]:
        """Require a list of ``least`` to ``most`` items."""
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise self.fail(f"Expected a list of {least} to {most} items.")
        return value

    def text(self, value: object, least: int, most: int) -> str:
        """Require text of ``least`` to ``most`` characters."""
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise self.fail(f"Expected text of {least} to {most} characters.")
        return value

    def integer(self, value: object, least: int, most: int) -> int:
        """Require an integer within bounds; true and false are not integers."""
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fail(f"Expected a whole number from {least} to {most}.")
        return value

    def boolean(self, value: object) -> bool:
        """Require true or false."""
        if not isinstance(value, bool):
            raise self.fail("Expected true or false.")
        return value

    def choice(self, value: object, among: Collection[str]) -> str:
        """Require one of a few words."""
        if not isinstance(value, str) or value not in among:
            raise self.fail(f"Expected one of {', '.join(sorted(among))}.")
        return value

    def match(self, value: object, pattern: re.Pattern[str]) -> str:
        """Require text that is a ``pattern`` from end to end."""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self.fail(f"Expected text of the form {pattern.pattern}.")
        return value

    def octets(self, value: object, size: int) -> bytes:
        """Require ``size`` bytes in lower-case hex."""
        return from_hex(value, size, self.kind)

    def day(self, value: object) -> date:
        """Require a day as YYYY-MM-DD."""
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        # fromisoformat reads other ISO 8601 spellings too; only one is ours.
        if day is None or day.isoformat() != value:
            raise self.fail("Expected a day as YYYY-MM-DD.")
        return day
