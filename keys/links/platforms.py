"""The platforms that most reports name: their hosts, and where in an address each writes the account.

What they are stands in platforms.json, which the pages with scripts read too: the twin of this module is
submit/browser/page/platforms.js. Codes are those of docs/formats.md §5.6.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from keys.links.address import Address

__all__ = ["PLATFORMS", "TABLE", "Platform", "account_of", "is_short", "is_within", "platform_of"]

TABLE: Mapping[str, Any] = json.loads(Path(__file__).with_name("platforms.json").read_text("utf-8"))
_HANDLE = re.compile(r"@?[\w.-]{2,100}")
_USER_NAME = re.compile(r"[A-Za-z]\w{3,31}", re.ASCII)

Finder = Callable[[Address, Sequence[str], Sequence[str]], str]


class _Named(Protocol):
    """Finds an account by a finder of the table."""

    def __call__(self, finder: str, *among: str) -> str:
        """Return it, or nothing."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform; ``hosts`` are meant with all below them.

    ``account`` are finders, of which the first that finds something counts: its name, then its words. ``own``
    is what is no account wherever it stands, ``at`` what an account begins with. ``short`` are hosts, and
    hosts with the path's first part, of addresses that only lead to another; ``drop`` the parameters that say
    who shared it, not what it is.
    """

    name: str
    hosts: Sequence[str]
    account: Sequence[Sequence[str]]
    own: Sequence[str]
    at: str
    short: Sequence[str]
    drop: Sequence[str]


def _platform(value: Mapping[str, Any]) -> Platform:
    hosts, own, short, drop = (value.get(name, "").split() for name in ("hosts", "own", "short", "drop"))
    account = [finder.split() for finder in value.get("account", ())]
    return Platform(value["name"], hosts, account, own, value.get("at", ""), short, drop)


PLATFORMS: Mapping[str, Platform] = {code: _platform(value) for code, value in TABLE["platforms"].items()}
_SHORT = {*TABLE["shorteners"].split(), *(one for each in PLATFORMS.values() for one in each.short)}


def account_of(platform: Platform, address: Address, path: Sequence[str]) -> str:
    """Return the account an address names, or nothing."""

    def named(finder: str, *among: str) -> str:
        name = _FINDERS[finder](address, path, among)
        return name if _HANDLE.fullmatch(name) and name not in platform.own else ""

    for finder, *among in platform.account:
        own_way = _OWN_WAYS.get(finder)
        found = own_way(address, path, named) if own_way else named(finder, *among)
        if found:
            return found if found.startswith("@") else platform.at + found
    return ""


def is_within(host: str, of: str) -> bool:
    """Whether a host is ``of`` or below it."""
    return host == of or host.endswith(f".{of}")


def platform_of(host: str) -> str:
    """Return the code of a host's platform, or nothing."""
    for code, each in PLATFORMS.items():
        if any(is_within(host, one) for one in (*each.hosts, *each.short)):
            return code
    return ""


def is_short(address: Address, path: Sequence[str]) -> bool:
    """Whether an address only leads to another: what it leads to can be changed or taken away later."""
    host = re.sub(r"^(www|m|web)\.", "", address.host)
    return host in _SHORT or f"{host}/{_part(path, 0)}" in _SHORT


def _part(path: Sequence[str], at: int) -> str:
    return path[at] if at < len(path) else ""


def _after(_: Address, path: Sequence[str], among: Sequence[str]) -> str:
    return next((_part(path, at + 1) for at, part in enumerate(path) if part in among), "")


def _marked(_: Address, path: Sequence[str], __: Sequence[str]) -> str:
    return next((part for part in path if part.startswith("@")), "")


def _query(address: Address, path: Sequence[str], among: Sequence[str]) -> str:
    name, *pages = among
    return address.get(name) or "" if not pages or _part(path, 0) in pages else ""


_FINDERS: Mapping[str, Finder] = {
    "first": lambda _, path, __: _part(path, 0),
    "second": lambda _, path, among: _part(path, 1) if _part(path, 0) in among else "",
    "third": lambda _, path, among: _part(path, 2) if _part(path, 0) in among else "",
    "after": _after,
    "marked": _marked,
    "host": lambda address, path, among: _part(path, 0) if address.host in among else "",
    "query": _query,
}


def _telegram(address: Address, path: Sequence[str], named: _Named) -> str:
    inside = re.fullmatch(r"@?(\w+)", address.fragment or "", re.ASCII)
    name = inside[1] if inside else named("second", "s") or named("first")
    if re.fullmatch(r"\+[0-9]{8,15}", _part(path, 0)):
        return _part(path, 0)
    return named("second", "c") or (f"@{name}" if _USER_NAME.fullmatch(name) else "")


def _whatsapp(address: Address, path: Sequence[str], _: _Named) -> str:
    given = address.get("phone")
    if given is None:
        given = _part(path, 0) if address.host == "wa.me" else ""
    number = re.sub(r"[^0-9]", "", given)
    return f"+{number}" if len(number) > 7 else ""


def _reddit(_: Address, __: Sequence[str], named: _Named) -> str:
    person, community = named("after", "user", "u"), named("after", "r")
    if person:
        return f"u/{person}"
    return f"r/{community}" if community else ""


def _signal(address: Address, _: Sequence[str], __: _Named) -> str:
    number = re.fullmatch(r"p/(\+[0-9]+)", address.fragment or "")
    return number[1] if number else ""


# Accounts that are written in a way of their own: a number, or a name with what it is before it.
_OWN_WAYS: Mapping[str, Callable[[Address, Sequence[str], _Named], str]] = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
    "reddit": _reddit,
    "signal": _signal,
}
