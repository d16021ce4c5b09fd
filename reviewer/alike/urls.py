"""The form of an address that is the same for everybody who reports one page, and the accounts named.

Addresses that people share of one page differ in what does not change the page: scheme, host of phones,
accelerated copies (AMP), archived and translated copies, trackers, the order of parameters. What is left is
only compared, never opened. Nothing is dropped that may tell two pages apart: an unknown parameter stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from keys.draft import Elsewhere, Link
from keys.links import address as addresses
from keys.links.address import Address
from keys.links.platforms import PLATFORMS
from keys.links.recognise import recognise
from reviewer.alike import contents, copies

__all__ = ["MOST", "Named", "named", "named_in"]

MOST = 40  # of each, in one message
_PHONE_HOST = re.compile(r"(?:www|m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
_PHONE_INSIDE = re.compile(r"(?<=^[a-z]{2})\.m(?=\.)")  # en.m.wikipedia.org
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html$|$)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|default\.aspx)$", re.IGNORECASE)
# Parameters that never change the page, beside those that the form takes away already.
_NEVER = frozenset(["amp", "amp_js_v", "outputtype", "phpsessid", "jsessionid", "hl", "locale"])
_NEVER_STARTS = ("_x_tr_", "amp_", "pk_", "mtm_", "hsa_")
# Where what stands after the hash sign tells pages apart.
_FRAGMENT_HOSTS = ("mega.nz", "web.telegram.org", "signal.me", "signal.group")
_ADDRESS = re.compile(
    r"(?:https?://|(?<![\w@./-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}/)[^\s<>\"«»“”]+", re.IGNORECASE
)
_DIGIT = "[0-9\u0660-\u0669]"
_PHONE = re.compile(rf"(?<![\w/.=-])(?:\+|00|[0\u0660])(?:[ .-]?{_DIGIT}){{8,14}}(?![\w/])")
_PHONE_ACCOUNT = re.compile(rf"\+?(?:[ ().-]?{_DIGIT}){{8,15}}")
_SIGNIFICANT = 9
# Where an account of digits only is a telephone number; elsewhere it is the platform's own.
_BY_NUMBER = ("", "whatsapp", "signal", "viber", "imo")


@dataclass(frozen=True, slots=True)
class Named:
    """The pages and accounts that a message names, each in the one form that is compared."""

    pages: frozenset[str] = field(default=frozenset(), repr=False)
    accounts: frozenset[str] = field(default=frozenset(), repr=False)


def named_in(text: str, links: Iterable[Link] = (), elsewhere: Elsewhere = Elsewhere()) -> Named:  # noqa: B008
    """Return what a message names: behind its links, beside them, and in its text."""
    found = [each for link in links for each in _of_link(link)]
    found.append(Named(accounts=_accounts(_code_of(elsewhere.name), elsewhere.account)))
    found.extend(map(named, _ADDRESS.findall(text)[:MOST]))
    phones = frozenset(_phone(each) for each in _PHONE.findall(text))
    pages = sorted(frozenset[str]().union(*(each.pages for each in found)))
    accounts = sorted(phones.union(*(each.accounts for each in found)))
    return Named(frozenset(pages[:MOST]), frozenset(accounts[:MOST]))


def named(given: str) -> Named:
    """Return the page and the account that one address names; a search or a home page is none."""
    found = recognise(copies.original(given))
    accounts = _accounts(found.platform, found.account)
    address = addresses.parse(found.url)
    if address is None or found.problem in ("home", "search"):
        return Named(accounts=accounts)
    page = contents.identify(found.platform, address) or _plain(address)
    return Named(frozenset({page}), accounts)


def _of_link(link: Link) -> Iterator[Named]:
    """What was typed counts, and what the device made of it where that is of another page."""
    yield (mine := named(link.given))
    if not mine.pages and link.url:
        yield named(link.url)
    if not mine.accounts:
        yield Named(accounts=_accounts(link.platform, link.account))


def _plain(address: Address) -> str:
    """Return an address without scheme and without what does not change the page."""
    host = _PHONE_INSIDE.sub("", _PHONE_HOST.sub("", address.host, count=1))
    port = "" if address.port is None else f":{address.port}"
    path = _AMP_PATH.sub("", _INDEX.sub("", address.path)).rstrip("/")
    kept = sorted((name, value) for name, value in address.parameters if not _says_nothing(name, value))
    query = urlencode(kept)
    fragment = address.fragment or ""
    tells = fragment.startswith(("!", "/")) or address.host in _FRAGMENT_HOSTS
    return f"{host}{port}{path}{query and '?'}{query}{f'#{fragment}' if fragment and tells else ''}"


def _says_nothing(name: str, value: str) -> bool:
    low = name.lower()
    return low in _NEVER or low.startswith(_NEVER_STARTS) or (low == "m" and value in ("0", "1"))


def _accounts(platform: str, account: str) -> frozenset[str]:
    """Return an account with its platform, without case and the sign before it; a number is one anywhere."""
    clean = account.strip()
    if _PHONE_ACCOUNT.fullmatch(clean) and (platform in _BY_NUMBER or not clean.isdigit()):
        return frozenset({_phone(clean)})
    name = clean.removeprefix("@").casefold()
    return frozenset({f"{platform}:{name}"}) if name else frozenset()


def _phone(given: str) -> str:
    """Return a telephone number by its last nine digits: the same with and without the country's code."""
    digits = "".join(str(int(sign)) for sign in given if sign.isdecimal())
    return f"phone:{digits[-_SIGNIFICANT:]}"


def _code_of(name: str) -> str:
    """Return the code of a platform that was named in words, or nothing."""
    low = name.strip().casefold()
    return next((code for code, each in PLATFORMS.items() if low in (code, each.name.casefold())), "")
