"""Read a table of the file key by key, so that whatever is wrong can be named by its key.

A file is untrusted until each value has passed one of these checks; keys that nobody asked for are errors,
since a misspelt choice would otherwise be silently none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from submit.errors import SetupError
from submit.languages import LANGUAGES

__all__ = ["LIMIT", "Section", "wrong"]

LIMIT = 64 * 1024  # bytes of a file


def wrong(key: str, why: str) -> SetupError:
    """Return the error that names a key of submit.toml."""
    return SetupError("config", f"submit.toml cannot be used: {key} {why}.".replace(":  ", ": "))


class Section:
    """One table of the file; every key is taken at most once."""

    def __init__(self, untrusted: object, name: str = "") -> None:
        self.name = name
        if not isinstance(untrusted, dict):
            raise wrong(name, "must be a table of its own, in [brackets]")
        self._untrusted = dict(untrusted)

    def key(self, key: str) -> str:
        """Return the whole name of a key, as errors say it."""
        return f"{self.name}.{key}" if self.name else key

    def left(self) -> list[str]:
        """Return the keys not yet taken."""
        return list(self._untrusted)

    def take(self, key: str) -> object:
        """Return an unchecked value, None if there is none."""
        return self._untrusted.pop(key, None)

    def end(self) -> None:
        """Refuse what nobody asked for.

        Raises:
            SetupError: ``config``.
        """
        if self._untrusted:
            raise wrong("it does not know", ", ".join(map(self.key, sorted(self._untrusted))))

    def section(self, key: str) -> Section:
        """Return a table inside this one, empty if there is none."""
        untrusted = self.take(key)
        return Section({} if untrusted is None else untrusted, self.key(key))

    def flag(self, key: str, *, usual: bool) -> bool:
        """Return true or false."""
        untrusted = self.take(key)
        if untrusted is None:
            return usual
        if not isinstance(untrusted, bool):
            raise wrong(self.key(key), "must be true or false, without quotes")
        return untrusted

    def line(self, key: str, limit: int) -> str:
        """Return a text of one line, empty if there is none."""
        untrusted = self.take(key)
        return "" if untrusted is None else _text(untrusted, self.key(key), limit, "")

    def lines(self, key: str, limit: int, most: int) -> tuple[str, ...]:
        """Return texts of one line each."""
        untrusted = self.take(key)
        if untrusted is None:
            return ()
        if not isinstance(untrusted, list) or not 1 <= len(untrusted) <= most:
            raise wrong(self.key(key), f"must be a list of 1 to {most} texts, in [brackets]")
        return tuple(_text(each, self.key(key), limit, "") for each in untrusted)

    def words(self, key: str, limit: int) -> Mapping[str, str]:
        """Return a text by language, empty if there is none."""
        inside = self.section(key)
        for code in inside.left():
            if code not in LANGUAGES:
                raise wrong(inside.key(code), f"is no language of the pages: use {', '.join(LANGUAGES)}")
        return {code: _text(inside.take(code), inside.key(code), limit, "\n") for code in inside.left()}

    def day(self, key: str) -> date | None:
        """Return a day, written as 2027-06-30 with or without quotes."""
        untrusted = self.take(key)
        try:
            if isinstance(untrusted, str):
                untrusted = date.fromisoformat(untrusted)
        except ValueError as error:
            raise wrong(self.key(key), "must be a day, such as 2027-06-30") from error
        if untrusted is not None and (not isinstance(untrusted, date) or isinstance(untrusted, datetime)):
            raise wrong(self.key(key), "must be a day, such as 2027-06-30")
        return untrusted

    def address(self, key: str, schemes: tuple[str, ...]) -> str:
        """Return a whole address, empty if there is none."""
        untrusted = self.take(key)
        return "" if untrusted is None else self.checked_address(key, untrusted, schemes)

    def checked_address(self, key: str, untrusted: object, schemes: tuple[str, ...]) -> str:
        """Return ``untrusted`` if it is a whole address.

        Raises:
            SetupError: ``config``.
        """
        text = _text(untrusted, self.key(key), 200, "")
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise wrong(self.key(key), "must be a whole address") from error
        whole = parts.hostname or (parts.scheme == "mailto" and "@" in parts.path)
        if parts.scheme not in schemes or not whole or any(sign.isspace() for sign in text):
            raise wrong(self.key(key), f"must be a whole address that begins with {' or '.join(schemes)}:")
        return text


def _text(untrusted: object, key: str, limit: int, allowed: str) -> str:
    if not isinstance(untrusted, str) or not untrusted.strip():
        raise wrong(key, "must be a text in quotes")
    if len(untrusted) > limit:
        raise wrong(key, f"is too long: at most {limit} characters")
    if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in untrusted):
        raise wrong(key, "must not hold control characters")
    return untrusted.strip()
