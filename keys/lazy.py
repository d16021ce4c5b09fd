"""A command line whose commands are imported only when they are run, each with the packages it needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple, NoReturn

import click

__all__ = ["Command", "families"]


class Command(NamedTuple):
    """Where a command stands: its module, its name there, and the extra of setup.cfg with its packages."""

    module: str
    function: str
    extra: str = ""


def families(program: str, commands: Mapping[str, Command]) -> type[click.Group]:
    """Return the class of a click group with these commands.

    One whose packages are missing says what to do.
    """

    class Families(click.Group):
        def list_commands(self, context: click.Context) -> list[str]:
            del context
            return sorted(commands)

        def get_command(self, context: click.Context, name: str) -> click.Command | None:
            del context
            if name not in commands:
                return None
            place = commands[name]
            try:
                found = getattr(import_module(place.module), place.function)
            except ModuleNotFoundError as error:
                return _unavailable(program, name, place.extra, str(error.name))
            if not isinstance(found, click.Command):
                raise TypeError(f"internal error: {place.function} is no command")
            return found

    return Families


def _unavailable(program: str, name: str, extra: str, package: str) -> click.Command:
    said = f"Needs more packages than are here ({package}). Run: pip install 'amana[{extra}]'"

    def stop() -> NoReturn:
        click.echo(f"{program}: {said}", err=True)
        sys.exit(1)

    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=stop, help=said, context_settings=anything)
