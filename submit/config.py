"""What an operator may choose: ``submit.toml`` in the server folder, all of it optional.

leave = "https://www.wikipedia.org/"    where the quick-leave button goes: something nobody would ask about
work = [16, 20]                         bits of work that a message costs: normally, and when very much comes
wait = [10, 60]                         seconds the the form without scripts takes instead, likewise
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from submit.errors import SetupError
from submit.load import Price, Prices

__all__ = ["Config", "load"]

LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The server folder and the operator's choices."""

    server: Path
    leave: str = "https://www.wikipedia.org/"
    prices: Prices = field(default_factory=Prices)


def load(server: Path) -> Config:
    """Read the choices made for the deployment in ``server``.

    Raises:
        SetupError: ``config``, the file cannot be read, has an unknown key, or a bad address.
    """
    file = server / "submit.toml"
    if not file.exists():
        return Config(server=server)
    try:
        if file.stat().st_size > LIMIT:
            raise _wrong("it is larger than 64 KiB")
        choices = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(str(error)) from error
    unknown = choices.keys() - {"leave", "wait", "work"}
    if unknown:
        raise _wrong(f"it does not know {', '.join(sorted(unknown))}")
    leave = _address(choices.get("leave", Config(server=server).leave))
    return Config(server=server, leave=leave, prices=_prices(choices))


def _address(untrusted: object) -> str:
    if not isinstance(untrusted, str):
        raise _wrong("leave must be an address in quotes")
    parts = urlsplit(untrusted)
    if parts.scheme not in ("https", "http") or not parts.hostname or len(untrusted) > 200:
        raise _wrong("leave must be a whole https:// address, at most 200 characters")
    return untrusted


def _prices(choices: dict[str, object]) -> Prices:
    usual = Prices()
    bits = _pair(choices.get("work", [usual.normal.bits, usual.busy.bits]), "work", 28)
    seconds = _pair(choices.get("wait", [usual.normal.seconds, usual.busy.seconds]), "wait", 3600)
    return Prices(normal=Price(bits[0], seconds[0]), busy=Price(bits[1], seconds[1]))


def _pair(untrusted: object, name: str, most: int) -> list[int]:
    if not isinstance(untrusted, list) or len(untrusted) != 2 or not all(type(n) is int for n in untrusted):
        raise _wrong(f"{name} must be two whole numbers in brackets")
    if not 0 <= untrusted[0] <= untrusted[1] <= most:
        raise _wrong(f"{name} must be two numbers from 0 to {most}, the second not the smaller")
    return untrusted


def _wrong(why: str) -> SetupError:
    return SetupError("config", f"submit.toml cannot be used: {why}.")
