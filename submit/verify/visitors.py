"""Who the check pretends to be: the browsers that reporters use, each in every language of the site.

A server that lies to some visitors only must choose them by what it sees of them. So the check looks like as
many of them as it can: by name, by language, by connection. What it cannot copy is how a browser shakes hands
in TLS; docs/verify.md says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["BROWSERS", "Visitor", "visitors"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser in one language, with the headers that it sends for a page."""

    browser: str
    language: str
    headers: Mapping[str, str] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.browser}, {self.language}"


@dataclass(frozen=True, slots=True)
class _Browser:
    agent: str
    accept: str
    encodings: str = "gzip, deflate, br"
    languages: str = "{0}-MA,{0};q=0.9,en-US;q=0.8,en;q=0.7"


_CHROME_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
_FIREFOX_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROWSERS: Mapping[str, _Browser] = {
    "chrome on android": _Browser(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Mobile Safari/537.36",
        _CHROME_ACCEPT,
    ),
    "chrome on windows": _Browser(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36",
        _CHROME_ACCEPT,
    ),
    "safari on iphone": _Browser(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.6 Mobile/15E148 Safari/604.1",
        _FIREFOX_ACCEPT,
    ),
    "firefox": _Browser(
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        _FIREFOX_ACCEPT,
        languages="{0},en-US;q=0.7,en;q=0.3",
    ),
    # It asks for English whoever reads, so that languages tell nobody apart.
    "tor browser": _Browser(
        "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
        _FIREFOX_ACCEPT,
        languages="en-US,en;q=0.5",
    ),
    "an old phone": _Browser(
        "Mozilla/5.0 (Linux; Android 7.0; SM-J530F) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/87.0.4280.141 Mobile Safari/537.36",
        _CHROME_ACCEPT,
        encodings="gzip, deflate",
    ),
}


def visitors(languages: tuple[str, ...]) -> Iterator[Visitor]:
    """Yield every browser in every language."""
    for language in languages:
        for name, browser in BROWSERS.items():
            yield Visitor(
                name,
                language,
                {
                    "User-Agent": browser.agent,
                    "Accept": browser.accept,
                    "Accept-Language": browser.languages.format(language),
                    "Accept-Encoding": browser.encodings,
                },
            )
