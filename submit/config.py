"""What an operator may choose: ``submit.toml`` in the server folder, all of it optional.

leave = "https://www.wikipedia.org/"    where the quick-leave button goes: something nobody would ask about
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from submit.errors import SetupError

__all__ = ["Config", "load"]

LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The server folder and the operator's choices."""

    server: Path
    leave: str = "https://www.wikipedia.org/"


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
    unknown = choices.keys() - {"leave"}
    if unknown:
        raise _wrong(f"it does not know {', '.join(sorted(unknown))}")
    return Config(server=server, leave=_address(choices.get("leave", Config(server=server).leave)))


def _address(untrusted: object) -> str:
    if not isinstance(untrusted, str):
        raise _wrong("leave must be an address in quotes")
    parts = urlsplit(untrusted)
    if parts.scheme not in ("https", "http") or not parts.hostname or len(untrusted) > 200:
        raise _wrong("leave must be a whole https:// address, at most 200 characters")
    return untrusted


def _wrong(why: str) -> SetupError:
    return SetupError("config", f"submit.toml cannot be used: {why}.")
