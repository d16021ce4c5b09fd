"""What a text names that leads to somebody: domains, e-mail addresses, phone numbers, IP addresses, accounts.

Everything is parsed here, offline, with the lists that the packages bring. Nothing is looked up anywhere.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import phonenumbers
import stdnum.bitcoin
import stdnum.iban
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType
from stdnum.exceptions import ValidationError
from tldextract import TLDExtract

from keys.links import address

__all__ = ["KINDS", "ODD", "Named", "named"]

KINDS = ("domain", "email", "phone", "ip", "iban", "bitcoin")
ODD = ("mixed", "private", "unlisted")
MOST = 200  # of all kinds, of one text
LONGEST = 100_000  # characters of a text that are read
_EMAIL = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62})")
_HOST = re.compile(r"https?://([^\s/?#\"'<>]{1,255})", re.IGNORECASE)
_IP = re.compile(
    r"(?<![\w.:])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w.:])"
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")
_BITCOIN = re.compile(r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b")
_TYPES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.TOLL_FREE: "free",
    PhoneNumberType.VOIP: "internet",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something named: its kind of KINDS, its normal form, what more is known, and codes of ODD."""

    kind: str
    value: str = field(repr=False)
    more: str = field(default="", repr=False)
    odd: str = ""


def named(texts: Iterable[str], country: str = "MA") -> list[Named]:
    """Return what texts name, each once, by KINDS; phone numbers without a country are of ``country``."""
    found: dict[Named, None] = {}
    for text in texts:
        for each in _all(text[:LONGEST], country):
            found[each] = None
            if len(found) >= MOST:
                break
    return sorted(found, key=lambda each: KINDS.index(each.kind))


def _all(text: str, country: str) -> Iterator[Named]:
    yield from _domains(text)
    for match in _EMAIL.finditer(text):
        yield Named("email", match[0].lower(), *_domain_of(match[1]))
    yield from _phones(text, country)
    yield from _ips(text)
    for match in _IBAN.finditer(text):
        if (number := _valid(stdnum.iban, match[0])) is not None:
            yield Named("iban", number, number[:2])
    for match in _BITCOIN.finditer(text):
        if (number := _valid(stdnum.bitcoin, match[0])) is not None:
            yield Named("bitcoin", number)


def _domains(text: str) -> Iterator[Named]:
    for match in _HOST.finditer(text):
        parsed = address.parse(match[0])
        if parsed is None or not any(letter.isalpha() for letter in parsed.host):
            continue
        shown = _unicode(parsed.host)
        registered, odd = _domain_of(parsed.host)
        yield Named("domain", shown, registered if registered != shown else "", odd)


def _domain_of(host: str) -> tuple[str, str]:
    """Return the part of a host that somebody registered, and what is odd about it."""
    shown = _unicode(host.lower())
    parts = _suffixes()(shown)
    odd = "mixed" if any(map(_is_mixed, shown.split("."))) else "" if parts.suffix else "unlisted"
    return parts.top_domain_under_public_suffix or shown, odd


@cache
def _suffixes() -> TLDExtract:
    # The list that comes with the package: neither fetched nor kept anywhere.
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def _unicode(host: str) -> str:
    """Show a host as people read it; what does not decode stays as it is."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_mixed(label: str) -> bool:
    """Whether letters of several scripts stand in one label, as where a Cyrillic а passes for a Latin a."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in label if letter.isalpha()}
    return len(scripts) > 1


def _phones(text: str, country: str) -> Iterator[Named]:
    for match in PhoneNumberMatcher(text, country):
        number = match.number
        region = phonenumbers.region_code_for_number(number) or ""
        kind = _TYPES.get(phonenumbers.number_type(number), "")
        value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        yield Named("phone", value, " ".join(part for part in (region, kind) if part))


def _ips(text: str) -> Iterator[Named]:
    for match in _IP.finditer(text):
        try:
            found = ipaddress.ip_address(match[0])
        except ValueError:
            continue
        yield Named("ip", str(found), odd="" if found.is_global else "private")


def _valid(module: object, text: str) -> str | None:
    try:
        return str(module.validate(text))  # type: ignore[attr-defined]
    except ValidationError:
        return None
