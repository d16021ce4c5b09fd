"""How the commands end when something is wrong: one line on stderr, and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from keys.errors import KeysError

__all__ = ["named_errors", "stop"]


def stop(said: str | Exception, code: int = 1) -> NoReturn:
    """Say what is wrong, and leave."""
    click.echo(f"amana-keys: {said}", err=True)
    sys.exit(code)


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn a named error into one line on stderr and exit code 1; serves as a decorator too."""
    try:
        yield
    except (KeysError, OSError) as error:
        stop(error)
