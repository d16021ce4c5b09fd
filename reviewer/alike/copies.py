"""Find the address of a page itself in that of a copy of it, or of a page that only leads or shares it.

The form unwraps the commonest ones already, so that people see what they send; these are rarer, and what is
found here is only compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from keys.links import address as addresses
from keys.links.address import Address
from keys.links.platforms import is_within

__all__ = ["original"]

_DEEP = 4
_HTTP = re.compile("https?://", re.IGNORECASE)
# Copies of a page under another host; the page's own address stands in the path.
_COPIES = tuple(
    re.compile(f"https?://{pattern}(?P<page>.+)", re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?",
        r"[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?",
        r"web\.archive\.org/web/[0-9]{4,14}[a-z_]{0,3}/",
        r"archive\.(?:org|is|ph|today|li|fo|vn|md)/(?:[0-9]{4,14}|o/\w+|newest)/",
    )
)
_TRANSLATED = re.compile(r"https?://([\w-]+)\.translate\.goog(.*)", re.IGNORECASE | re.DOTALL)
# Pages that share another, or ask to log in before it: hosts, paths, the parameter with its address.
_LEADING: Sequence[tuple[str, str, str]] = (
    ("facebook.com", "sharer.php sharer/sharer.php share.php", "u"),
    ("facebook.com", "login login.php", "next"),
    ("facebook.com", "plugins/post.php plugins/video.php dialog/share", "href"),
    ("instagram.com threads.net threads.com", "accounts/login login", "next"),
    ("x.com twitter.com", "intent/tweet intent/post share", "url"),
    ("t.me telegram.me", "share/url share", "url"),
    ("linkedin.com", "shareArticle sharing/share-offsite", "url"),
    ("pinterest.com", "pin/create/button pin/create/link", "url"),
    ("reddit.com", "submit", "url"),
    ("vk.com", "share.php", "url"),
    ("youtube.com", "attribution_link", "u"),
    ("youtube.com", "oembed signin", "url next"),
    ("wa.me whatsapp.com", "/ send", "text"),
    ("translate.google.com", "translate website", "u"),
)
# Hosts that show the posts of a platform under the platform's own paths.
_MIRRORS: Mapping[str, str] = {
    mirror: host
    for host, mirrors in {
        "x.com": "fxtwitter.com vxtwitter.com fixupx.com fixvx.com nitter.net xcancel.com",
        "www.instagram.com": "ddinstagram.com kkinstagram.com",
        "www.tiktok.com": "vxtiktok.com tnktok.com",
        "www.reddit.com": "rxddit.com vxreddit.com libreddit.it redlib.catsarch.com",
        "www.youtube.com": "yewtu.be piped.video invidious.io",
    }.items()
    for mirror in mirrors.split()
}


def original(given: str) -> str:
    """Return the address of the page itself, which may be what was given."""
    text = given.strip()
    for _ in range(_DEEP):
        inner = _copied(text) or _led_to(text)
        if not inner:
            break
        text = inner
    return text


def _copied(text: str) -> str:
    page = next((match["page"] for copy in _COPIES if (match := copy.fullmatch(text))), "")
    if page:
        return page if _HTTP.match(page) else f"https://{page}"
    translated = _TRANSLATED.fullmatch(text)
    if not translated:
        return ""
    # A hyphen of the host's own is written twice there.
    host = translated[1].replace("--", "\0").replace("-", ".").replace("\0", "-")
    return f"https://{host}{translated[2]}"


def _led_to(text: str) -> str:
    address = addresses.parse(text) if _HTTP.match(text) else None
    if address is None:
        return ""
    mirrored = _MIRRORS.get(address.host.removeprefix("www."))
    if mirrored:
        address.host = mirrored
        return str(address)
    path = "/".join(address.parts) or "/"
    for hosts, paths, names in _LEADING:
        if path in paths.split() and any(is_within(address.host, host) for host in hosts.split()):
            return next(filter(None, (_inner(address, name) for name in names.split())), "")
    return ""


def _inner(address: Address, name: str) -> str:
    """Return the address in a parameter; it may be one of the same host, without it."""
    value = address.get(name) or ""
    if _HTTP.match(value):
        return value
    return f"https://{address.host}{value}" if re.match("/[^/]", value) else ""
