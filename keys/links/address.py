"""Addresses of pages as browsers read them: the part of the URL standard (WHATWG) about http and https.

Python's own parser follows RFC 3986 and splits some addresses elsewhere than a browser does; a reviewer who
opens one must see the host that was recognised here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urlencode

__all__ = ["Address", "parse", "read_host"]

_PORTS = {"http": 80, "https": 443}
_SHAPE = re.compile(r"(https?):[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL | re.IGNORECASE)
_AROUND = "".join(map(chr, range(0x21)))
_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
# What stays as it is, besides letters and digits, which quote() always leaves.
_PATH = "!$%&'()*+,-./:;=@[\\]_|~"
_QUERY = "!$%&()*+,-./:;=?@[\\]^_`{|}~"
_FRAGMENT = "!#$%&'()*+,-./:;=?@[\\]^_{|}~"


@dataclass(slots=True)
class Address:
    """An address in parts, percent-encoded as in its normal form; user name and password are dropped.

    ``query`` and ``fragment`` are None where their sign is missing too; ``port`` is None for the usual one.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None
    fragment: str | None

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{self.host}{port}{self.path}{query}{fragment}"

    @property
    def parts(self) -> list[str]:
        """The parts of the path, decoded where that gives text."""
        return [_decoded(part) for part in self.path.split("/") if part]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the query, decoded."""
        return parse_qsl(self.query or "", keep_blank_values=True, errors="replace")

    @parameters.setter
    def parameters(self, pairs: Iterable[tuple[str, str]]) -> None:
        # application/x-www-form-urlencoded leaves an asterisk and encodes a tilde; urlencode does not.
        self.query = urlencode(list(pairs), safe="*").replace("~", "%7E") or None

    def get(self, name: str) -> str | None:
        """Return the first value of a parameter."""
        return next((value for each, value in self.parameters if each == name), None)


def parse(text: str) -> Address | None:
    """Return the address that a text beginning with http: or https: is, or None if it is none."""
    found = _SHAPE.fullmatch(re.sub(r"[\t\n\r]", "", text.strip(_AROUND)))
    if found is None:
        return None
    scheme, authority, path, query, fragment = found.groups()
    place = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", authority.rpartition("@")[2])
    host = place and read_host(place[1])
    if not place or not host:
        return None
    scheme, port = scheme.lower(), int(place[2][:9]) if place[2] else None
    if port is not None and port > 65535:
        return None
    return Address(
        scheme=scheme,
        host=host,
        port=None if port == _PORTS[scheme] else port,
        path=_normal_path(path.replace("\\", "/")),
        query=None if query is None else quote(query, _QUERY, errors="replace"),
        fragment=None if fragment is None else quote(fragment, _FRAGMENT, errors="replace"),
    )


def read_host(text: str) -> str:
    """Return a host in ASCII, or nothing for what can be none."""
    if text.startswith("["):
        try:
            return f"[{IPv6Address(text[1:-1])}]" if "%" not in text else ""
        except ValueError:
            return ""
    spelt = _folded(unquote(text, errors="replace"))
    labels = [_unicode_label(label) for label in re.split(r"[.\u3002]", spelt)]
    if None in labels:
        return ""
    host = ".".join(_ascii_label(label or "") for label in labels)
    if not host or _FORBIDDEN.search(host):
        return ""
    last = host.removesuffix(".").rpartition(".")[2]
    return _read_numbers(host) if _NUMBER.fullmatch(last) else host


def _folded(text: str) -> str:
    """Fold signs that are the same in a host (Unicode TS 46), one by one: a final sigma is one of them."""
    composed = unicodedata.normalize("NFKC", text.replace("\xad", ""))
    return unicodedata.normalize("NFKC", "".join(sign.lower() for sign in composed))


def _unicode_label(label: str) -> str | None:
    """Return a label with its own letters, None for what can be none."""
    try:
        spelt = label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return None
    if spelt.isascii():
        return None if label.startswith("xn--") else label
    kinds = [unicodedata.category(sign) for sign in spelt]
    odd = any(kind in ("Cc", "Cf", "Cn", "Co", "Cs", "Zs") for kind in kinds) or "\ufffd" in spelt
    is_whole = not kinds[0].startswith("M") and _folded(spelt) == spelt and _keeps_order(spelt)
    return spelt if is_whole and not odd else None


def _ascii_label(label: str) -> str:
    """Return a label in ASCII (RFC 3492)."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def _keeps_order(label: str) -> bool:
    """Whether a label with letters from right to left has none of the other direction (after RFC 5893 §2)."""
    kinds = [unicodedata.bidirectional(sign) for sign in label]
    if not {"R", "AL", "AN"} & {*kinds}:
        return True
    while kinds[-1] == "NSM":
        kinds.pop()
    ends_well = kinds[0] not in ("R", "AL") or kinds[-1] in ("R", "AL", "EN", "AN")
    return ends_well and "L" not in kinds and not {"EN", "AN"} <= {*kinds}


def _read_numbers(host: str) -> str:
    """Return an IPv4 address in its usual form; each number may be octal or hexadecimal, the last be long."""
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return ""
    try:
        *first, last = map(_number, parts)
    except ValueError:
        return ""
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return ""
    whole = last + sum(number << 8 * (3 - at) for at, number in enumerate(first))
    return ".".join(str(byte) for byte in whole.to_bytes(4, "big"))


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") and text != "0" else int(text)


def _normal_path(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")[1:] or [""]
    for at, part in enumerate(parts):
        dots = re.sub("%2e", ".", part, flags=re.IGNORECASE)
        if dots == "..":
            del kept[-1:]
        if dots not in (".", ".."):
            kept.append(quote(part, _PATH, errors="replace"))
        elif at == len(parts) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _decoded(part: str) -> str:
    try:
        return unquote_to_bytes(part).decode() if not re.search("%(?![0-9A-Fa-f]{2})", part) else part
    except UnicodeDecodeError:
        return part
