"""Addresses as they were typed, and as links are written (docs/formats.md §5.6)."""

from __future__ import annotations

from urllib.parse import urlsplit

from keys.draft import Link

__all__ = ["read_link"]


def read_link(given: str) -> Link:
    """Return a link with its normalised address, or without one if it is no address of a page."""
    return Link(given=given, url=_normalised(given))


def _normalised(given: str) -> str:
    spelt = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(spelt)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or "." not in host or any(c.isspace() for c in given):
        return ""
    url = parts._replace(netloc=host + port, path=parts.path or "/").geturl()
    return url if len(url) <= 2000 else ""
