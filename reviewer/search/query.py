"""What people type to find cases: words, "phrases", beginnings*, -not this, and facts as `state:triage`.

The text is read into a Query here, without a store; `finding` asks the store.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from keys.links.platforms import PLATFORMS
from keys.report import LANGUAGES
from keys.words.folding import fold
from reviewer.errors import RequestError
from reviewer.search import folding
from reviewer.triage import states

__all__ = ["DAYS", "FLAGS", "KEYS", "Query", "Term", "parse", "write"]

LONGEST = 1000  # characters
MOST = 32  # terms and facts
KEYS = (
    *("state", "category", "topic", "urgency", "lang", "platform", "place"),
    *("tag", "assignee", "age", "due", "is"),
)
FLAGS = (
    *("open", "closed", "late", "alike", "aside", "known-file", "danger", "anonymous", "unanswered"),
    *("files",),
)
_PART = re.compile(r'\s*(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))')
_SCHEMES = ("http", "https", "tel", "mailto")
DAYS = re.compile(r"([<>]?)([0-9]{1,4})")
_VALUES: Mapping[str, Collection[str]] = {
    "state": states.STATES,
    "urgency": ("0", "1", "2", "3"),
    "lang": LANGUAGES,
    "platform": PLATFORMS,
    "is": FLAGS,
}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; the last may be a beginning only, or the whole not be wanted."""

    words: tuple[str, ...] = field(repr=False)
    is_prefix: bool = False
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms, and values by key of KEYS; several values of one key are any of them, but flags are all."""

    terms: tuple[Term, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_words(self) -> bool:
        """Whether any word is wanted; what is only not wanted finds nothing by itself."""
        return any(not term.is_not for term in self.terms)


def parse(typed: str) -> Query:
    """Read what was typed.

    Raises:
        RequestError: ``search``, naming what is wrong.
    """
    if len(typed) > LONGEST:
        raise _wrong("This search is too long.")
    terms: list[Term] = []
    facts: dict[str, tuple[str, ...]] = {}
    for count, (minus, key, phrase, word) in enumerate(_parts(typed)):
        if count >= MOST:
            raise _wrong("This search is too long.")
        if key:
            if minus:
                raise _wrong("A minus stands before words only.")
            facts[key] = (*facts.get(key, ()), _value(key, phrase or word))
        else:
            found = tuple(folding.words(phrase or word))
            if found:
                terms.append(Term(found, not phrase and word.endswith("*"), bool(minus)))
    made = Query(tuple(terms), facts)
    if terms and not made.has_words:
        raise _wrong("Say what you look for, beside what you do not.")
    return made


def write(words: str, facts: Mapping[str, str]) -> str:
    """Return what to type for words and facts by key; a value with spaces in it comes in quotes."""
    said = [f'{key}:"{value}"' if " " in value else f"{key}:{value}" for key, value in facts.items() if value]
    return " ".join([words.strip(), *said]).strip()


def _parts(typed: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield minus, key, phrase and word of each part; an address that somebody pasted is a word."""
    at = 0
    while match := _PART.match(typed, at):
        at = match.end()
        minus, key, phrase, word = (part or "" for part in match.groups())
        if key in _SCHEMES:
            key, word = "", f"{key}:{word}"
        if key and key not in KEYS:
            raise _wrong("There is no such filter. The help lists those that there are.")
        yield minus, key, phrase, word


def _value(key: str, value: str) -> str:
    if key in _VALUES and value not in _VALUES[key]:
        raise _wrong("This filter has no such value. The help lists those that there are.")
    if key in ("age", "due") and not DAYS.fullmatch(value):
        raise _wrong("After age: and due: comes a number of days, with < or > before it if you like.")
    return fold(value) if key == "place" else value


def _wrong(sentence: str) -> RequestError:
    return RequestError("search", sentence)
