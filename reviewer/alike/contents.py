"""What stands behind an address on the platforms that reports name most: one post has many addresses.

Each rule is a platform, what the thing is called here, a pattern for the path, and a parameter of the query
that holds the id where the path does not. The first rule that fits counts. Ids keep their case where the
platform tells ids apart by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from keys.links.address import Address

__all__ = ["identify"]


@dataclass(frozen=True, slots=True)
class _Rule:
    platform: str
    kind: str
    path: re.Pattern[str]
    parameter: str = ""

    def find(self, path: str, address: Address) -> str:
        match = self.path.fullmatch(path)
        if match is None:
            return ""
        found = (address.get(self.parameter) or "") if self.parameter else match["id"]
        return found if _ID.fullmatch(found) else ""


_ID = re.compile(r"[\w.:+/-]{3,200}")
_DIGITS = "(?P<id>[0-9]{5,25})"
_CODE = r"(?P<id>[\w-]{5,100})"
# The platform and what is found there, then path patterns, each with its parameter if it has one.
_TABLE: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
    ("facebook", "video", (
        (r"watch(?:/live)?", "v"), (r"(?:video/)?video\.php", "v"), (rf"reel/{_DIGITS}", ""),
        (rf"[^/]+/videos/(?:[^/]+/)*{_DIGITS}", ""),
    )),
    ("facebook", "photo", (
        (r"photo(?:\.php)?", "fbid"), (rf"[^/]+/photos/(?:[^/]+/)*{_DIGITS}", ""),
    )),
    ("facebook", "post", (
        (r"(?:story|permalink)\.php", "story_fbid"), (r"groups/[^/]+", "multi_permalinks"),
        (r"(?:groups/)?[^/]+/(?:posts|permalink)/(?:[^/]+/)?(?P<id>pfbid\w+|[0-9]{5,25})", ""),
    )),
    ("instagram", "post", ((rf"(?:[^/]+/)?(?:p|reels?|tv)/{_CODE}", ""),)),
    ("instagram", "story", ((rf"stories/[^/]+/{_DIGITS}", ""),)),
    ("tiktok", "post", (
        (rf"@[^/]*/(?:video|photo)/{_DIGITS}", ""), (rf"v/{_DIGITS}(?:\.html)?", ""),
        (rf"(?:embed(?:/v2)?|player/v1|share/video)/{_DIGITS}", ""),
    )),
    ("youtube", "video", (
        ("watch", "v"), (r"(?:shorts|live|embed|v|e)/(?P<id>[\w-]{11})", ""),
    )),
    ("youtube", "list", (("playlist", "list"),)),
    ("x", "post", ((rf"(?:i/(?:web/)?|[^/]+/)status(?:es)?/{_DIGITS}(?:/.*)?", ""),)),
    ("telegram", "post", (
        (r"(?:s/)?(?P<id>[A-Za-z]\w{3,31}/[0-9]{1,12})", ""),
        (r"(?P<id>c/[0-9]{5,15}/[0-9]{1,12})(?:/.*)?", ""),
    )),
    ("telegram", "invitation", ((r"(?:joinchat/|\+)(?P<id>[A-Za-z][\w-]{7,60})", ""),)),
    ("reddit", "post", (
        (r"(?:(?:r|u|user)/[^/]+/)?comments/(?P<id>\w{4,12})(?:/.*)?", ""),
    )),
    ("threads", "post", ((rf"@[^/]+/post/{_CODE}", ""), (rf"t/{_CODE}", ""))),
    ("snapchat", "post", ((rf"(?:@[^/]+/)?spotlight/{_CODE}", ""),)),
    ("linkedin", "post", (
        (rf"(?:posts|feed/update|embed/feed/update)/(?:.*\D)?{_DIGITS}(?:-[\w-]{{1,8}})?", ""),
    )),
    ("pinterest", "post", ((rf"pin/(?:[^/]*--)?{_DIGITS}", ""),)),
    ("twitch", "video", ((rf"videos/{_DIGITS}", ""), (rf"[^/]+/v(?:ideo)?/{_DIGITS}", ""))),
    ("twitch", "clip", ((rf"[^/]+/clip/{_CODE}", ""),)),
    ("dailymotion", "video", ((r"(?:embed/)?video/(?P<id>\w{5,12})(?:_.*)?", ""),)),
    ("vk", "post", ((r"(?P<id>(?:wall|video|photo|clip)-?[0-9]+_[0-9]+)", ""), (r"\w+", "z"))),
    ("google_drive", "file", (
        (r"(?:u/[0-9]+/)?[a-z]+(?:/u/[0-9]+)?/d/(?:e/)?(?P<id>[\w-]{15,100})(?:/.*)?", ""),
        (r"(?:open|uc)", "id"), (rf"drive/(?:u/[0-9]+/)?folders/{_CODE}", ""),
    )),
    ("amazon", "item", ((r"(?:.*/)?(?:dp|gp/product)/(?P<id>[A-Z0-9]{10})(?:/.*)?", ""),)),
    ("aliexpress", "item", ((rf"item/(?:[^/]+/)?{_DIGITS}\.html", ""),)),
    ("discord", "invitation", ((r"invite/(?P<id>[\w-]{2,40})", ""),)),
    ("mega", "file", ((r"(?:file|folder|embed)/(?P<id>[\w-]{8})(?:/.*)?", ""),)),
)  # fmt: skip
_RULES = [
    _Rule(platform, kind, re.compile(path), parameter)
    for platform, kind, paths in _TABLE
    for path, parameter in paths
]
# Hosts of which every path is an id: host, platform, what it is.
_WHOLE_HOSTS = {
    "dai.ly": ("dailymotion", "video"),
    "redd.it": ("reddit", "post"),
    "clips.twitch.tv": ("twitch", "clip"),
    "chat.whatsapp.com": ("whatsapp", "invitation"),
    "discord.gg": ("discord", "invitation"),
}


def identify(platform: str, address: Address) -> str:
    """Return what an address of a platform leads to, as ``youtube:video:ID``, or nothing."""
    parts = address.parts
    whole = _WHOLE_HOSTS.get(address.host)
    if whole and parts and _ID.fullmatch(parts[-1]):
        return ":".join((*whole, parts[-1]))
    path = "/".join(parts)
    for rule in _RULES:
        if rule.platform == platform and (found := rule.find(path, address)):
            return f"{rule.platform}:{rule.kind}:{found}"
    return ""
