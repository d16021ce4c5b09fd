"""Addresses as they were typed, and what they were recognised as (docs/formats.md §5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask_babel import gettext

from keys.draft import Link
from keys.links.recognise import recognise
from submit.catalogue import marked

__all__ = ["Odd", "lines_of", "odd_ones", "read_link"]

_PROBLEMS = {
    "email": marked(
        "This is an e-mail address. It is sent with your report; add the address of a page too, "
        "if there is one."
    ),
    "phone": marked(
        "This is a telephone number. It is sent with your report; add the address of a page too, "
        "if there is one."
    ),
    "handle": marked(
        "This is a name, not an address. Open the account and copy its link; if it has none, say instead "
        "in which app you saw it."
    ),
    "script": marked(
        "This is a piece of program, not an address. Copy the address from the top of the browser, "
        "or from Share."
    ),
    "file": marked(
        "This is a file on your device; nobody else can open it. Copy the link of the page instead, "
        "or add the file later."
    ),
    "local": marked(
        "This address works only on your own device or network. Copy the address of the public page."
    ),
    "text": marked(
        "This does not look like an address. An address looks like site.com/page. "
        "You can say it in your own words instead."
    ),
    "search": marked(
        "This is a page of search results; it shows something else to everybody. Open the result itself "
        "and copy its address."
    ),
    "home": marked("This is the front page only. Open the post or the account itself and copy its address."),
    "short": marked(
        "This is a short address. It is enough; if the post is open before you, its full address is even "
        "better."
    ),
}


@dataclass(frozen=True, slots=True)
class Odd:
    """An address that looks like a wrong paste, and what to tell its reporter about it."""

    given: str = field(repr=False)
    sentence: str


def lines_of(text: str) -> list[str]:
    """Return the addresses of a text: one on each line, or several where a line holds nothing else."""
    return [each for line in map(str.strip, text.split("\n")) if line for each in _taken_apart(line)]


def _taken_apart(line: str) -> Iterable[str]:
    words = line.split()
    return words if all("://" in word and recognise(word).url for word in words) else [line]


def read_link(given: str) -> Link:
    """Return a link with what it was recognised as."""
    found = recognise(given)
    return Link(given=given, url=found.url, platform=found.platform, account=found.account)


def odd_ones(given: Iterable[str]) -> Iterator[Odd]:
    """Yield those of the addresses that look like wrong pastes."""
    for each in given:
        problem = recognise(each).problem
        if problem:
            yield Odd(each, str(gettext(_PROBLEMS[problem])))
