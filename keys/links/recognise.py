"""What an address is, found out without asking anybody: normal form, platform, account, wrong pastes.

The twin of submit/browser/page/recognise.js; the examples that hold both to the same words are in
tests/browser_code/links.json. What was typed is always sent too, so nothing here can lose evidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from keys.links import address, platforms
from keys.links.address import Address
from keys.links.platforms import TABLE, is_within

__all__ = ["Recognised", "recognise"]

MAX_URL = 2000
MAX_ACCOUNT = 200

# Marks that phones and messengers put into copied text and that nobody sees.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MAIL = re.compile(r"(?:[Mm][Aa][Ii][Ll][Tt][Oo]:)?([^\s@/:]+@[^\s@/:]+\.[^\s@/:?]+)(?:\?.*)?")
_PHONE = re.compile(r"(?:tel:|whatsapp:)?(\+?[0-9\u0660-\u0669\s().-]{8,24})", re.IGNORECASE)
_HANDLE = re.compile(r"@[\w.-]{2,60}")
_SCRIPT = re.compile(r"(?:javascript|data|vbscript|blob|about|chrome|view-source):", re.IGNORECASE | re.ASCII)
_FILE = re.compile(
    r"(?:file:|content:|[a-z]:[\\/]|\\\\|/(?:storage|sdcard|home|Users|data)/)", re.IGNORECASE | re.ASCII
)
_HOSTLIKE = re.compile(
    r"(?:[^\W_](?:[^\W_]|-){0,61}(?<!-)\.)+[^\W\d_](?:[^\W_]|-)+(?::[0-9]+)?(?:[/?#].*)?", re.DOTALL
)
_NUMBERED = re.compile(r"localhost(?:[:/]|\Z)|[0-9]+(?:\.[0-9]+){3}(?:[:/]|\Z)", re.IGNORECASE | re.ASCII)
_HTTP = re.compile(r"https?://", re.IGNORECASE | re.ASCII)
_ADDRESS_IN_TEXT = re.compile(r"https?://[^\s<>\"\u201c\u201d\xab\xbb]+", re.IGNORECASE)
_AROUND = re.compile(r"^[<(\"'\xab\u201c]+|[>)\"'\xbb\u201d.,;!\u061f\u060c]+\Z")
_PRIVATE_HOST = re.compile(
    r"localhost|.*\.local|.*\.localhost|\[.*\]|(?:0|10|127)(?:\.[0-9]+){3}|192\.168(?:\.[0-9]+){2}"
    r"|169\.254(?:\.[0-9]+){2}|172\.(?:1[6-9]|2[0-9]|3[01])(?:\.[0-9]+){2}"
)
_SEARCH_ENGINES = re.compile(
    rf"(?:[\w-]+\.)*(?:{'|'.join(TABLE['searches'].split())})\.[a-z.]{{2,6}}", re.ASCII
)
_SEARCH_PATHS = ("search", "results", "explore", "hashtag", "s")
_HOME_PATHS = ("home", "home.php", "feed", "foryou", "login", "login.php", "index.html")
_TRACKERS = frozenset(TABLE["trackers"].split())
_TRACKER_STARTS = ("utm_", "__cft__", "__xts__")
# Pages that only pass a visitor on: host (or its name before any ending), path, parameter with the address.
_REDIRECTS = [each.split() for each in TABLE["redirects"]]
_SAME = {
    host: one
    for one, (bases, before) in TABLE["same"].items()
    for base in bases.split()
    for host in (base, *(f"{word}.{base}" for word in before.split()))
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an address was recognised as; ``problem`` is what is odd about it, or nothing.

    A problem is one of ``email``, ``phone``, ``handle``, ``script``, ``file``, ``local``, ``text``,
    ``search``, ``home``, ``short``.
    """

    url: str = ""
    platform: str = ""
    account: str = ""
    problem: str = ""


def recognise(given: str) -> Recognised:
    """Recognise what was typed or pasted as one address."""
    clean = _INVISIBLE.sub("", given.strip()).strip()
    if odd := _not_an_address(clean):
        return odd
    found = _unwrapped(_parsed(clean))
    if found is None:
        return Recognised(problem="text")
    if _PRIVATE_HOST.fullmatch(found.host):
        return Recognised(problem="local")
    code = platforms.platform_of(found.host)
    known = platforms.PLATFORMS.get(code)
    _tidy(found, known.drop if known else ())
    path = found.parts
    problem = _oddity(found, path, is_known=known is not None)
    # A short address names nobody: its parts are keys to another one.
    account = platforms.account_of(known, found, path)[:MAX_ACCOUNT] if known and problem != "short" else ""
    url = str(found)
    return Recognised(url if len(url) <= MAX_URL else "", code, account, problem)


def _not_an_address(clean: str) -> Recognised | None:
    if mail := _MAIL.fullmatch(clean):
        return Recognised(problem="email", account=mail[1][:MAX_ACCOUNT])
    phone = _PHONE.fullmatch(clean)
    if phone and len(re.findall("[0-9\u0660-\u0669]", phone[1])) >= 8 and not _is_dotted(phone[1]):
        return Recognised(problem="phone", account=phone[1].strip())
    if _HANDLE.fullmatch(clean):
        return Recognised(problem="handle", account=clean)
    if _SCRIPT.match(clean):
        return Recognised(problem="script")
    return Recognised(problem="file") if _FILE.match(clean) else None


def _is_dotted(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(?:\.[0-9]+){3}", text) is not None


def _parsed(clean: str) -> Address | None:
    """Find the address in what was pasted, which may be a whole message around it."""
    if in_text := _ADDRESS_IN_TEXT.search(clean):
        return _parse(_AROUND.sub("", in_text[0]))
    candidate = _app_address(clean) or next(_address_words(clean), None)
    if candidate is None:
        return None
    return _parse(candidate if _HTTP.match(candidate) else f"https://{candidate.removeprefix('//')}")


def _address_words(clean: str) -> Iterator[str]:
    for word in (_AROUND.sub("", each) for each in clean.split()):
        if _HOSTLIKE.fullmatch(word.removeprefix("//")) or _NUMBERED.match(word):
            yield word


def _app_address(clean: str) -> str | None:
    """Return the form for everybody of an address that opens an app."""
    parameters = parse_qs(clean.partition("?")[2].partition("?")[0], keep_blank_values=True)
    if re.match("tg:/*resolve", clean, re.IGNORECASE) and "domain" in parameters:
        return f"t.me/{parameters['domain'][0]}"
    if re.match("whatsapp:/*send", clean, re.IGNORECASE) and "phone" in parameters:
        return f"wa.me/{re.sub('[^0-9]', '', parameters['phone'][0])}"
    return None


def _parse(text: str) -> Address | None:
    found = address.parse(text)
    is_host = found and ("." in found.host or found.host == "localhost" or found.host.startswith("["))
    return found if is_host else None


def _unwrapped(found: Address | None) -> Address | None:
    """Return the address that a passing-on page leads to."""
    for _ in range(3):
        inner = _passed_on(found) if found else None
        if inner is None:
            return found
        found = _parse(inner)
    return found


def _passed_on(found: Address) -> str | None:
    path = "/".join(found.parts) or "/"
    for host, at, name in _REDIRECTS:
        there = is_within(found.host, host) if "." in host else f".{host}." in f".{found.host}"
        inner = found.get(name) or ""
        if there and path == at and _HTTP.match(inner):
            return inner
    return None


def _tidy(found: Address, drop: Collection[str]) -> None:
    host = address.read_host(found.host.removesuffix(".")) or found.host
    found.host = _SAME.get(host, host)
    parameters = found.parameters
    kept = [
        (name, value)
        for name, value in parameters
        if not (name in _TRACKERS or name in drop or name.startswith(_TRACKER_STARTS))
    ]
    if len(kept) < len(parameters):
        found.parameters = kept
    if not found.fragment or found.fragment.startswith(":~:"):
        found.fragment = None
    if found.host == "youtu.be" and found.parts:
        video = found.parts[0]
        found.host, found.path = "www.youtube.com", "/watch"
        found.parameters = [*(pair for pair in found.parameters if pair[0] != "v"), ("v", video)]


def _oddity(found: Address, path: Sequence[str], *, is_known: bool) -> str:
    names = {name for name, _ in found.parameters}
    first = path[0] if path else ""
    is_searching = bool(names & {"q", "p", "text"})
    is_bare = not (path or found.query or found.fragment)
    if _SEARCH_ENGINES.fullmatch(found.host) and not is_known:
        is_searching |= first in ("search", "webhp")
        return "search" if is_searching else "home" if is_bare else ""
    if platforms.is_short(found, path):
        return "short"
    if not is_known:
        return ""
    if first in _SEARCH_PATHS and (is_searching or "search_query" in names or first == "search"):
        return "search"
    return "home" if is_bare or (len(path) == 1 and first in _HOME_PATHS) else ""
