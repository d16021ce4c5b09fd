"""amana-submit: build, serve and check the pages; report and read answers from a terminal.

Commands stand in a module for each kind of person, which is imported only when one of its commands is run: a
reporter's computer has no web server's packages, and a server none of a reporter's.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

__all__ = ["main"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# Command: (module, name in it, extra of setup.cfg that brings its packages).
COMMANDS = {
    "build": ("site", "build_command", "server"),
    "catalogues": ("site", "catalogues", "server"),
    "kit": ("kit", "kit_command", "server"),
    "replies": ("reporter", "replies_command", "client"),
    "send": ("reporter", "send_command", "client"),
    "site": ("site", "site", "server"),
    "serve": ("site", "serve_command", "server"),
    "verify": ("verify", "verify", "client,server"),
}


class _Families(click.Group):
    """A group whose commands are looked up in COMMANDS."""

    def list_commands(self, context: click.Context) -> list[str]:
        del context
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        del context
        if name not in COMMANDS:
            return None
        module, function, extra = COMMANDS[name]
        try:
            found = getattr(import_module(f"submit.cli.{module}"), function)
        except ModuleNotFoundError as error:
            return _unavailable(name, extra, str(error.name))
        if not isinstance(found, click.Command):
            raise TypeError(f"internal error: {function} is no command")
        return found


def _unavailable(name: str, extra: str, package: str) -> click.Command:
    said = f"Needs more packages than are here ({package}). Run: pip install 'amana[{extra}]'"

    def stop() -> None:
        click.echo(f"amana-submit: {said}", err=True)
        sys.exit(1)

    return click.Command(name, callback=stop, help=said, context_settings={"ignore_unknown_options": True})


@click.group(cls=_Families)
@click.version_option(package_name="amana")
@click.option("--server", type=FOLDER, help="Folder of what the server holds.")
@click.pass_context
def main(context: click.Context, server: Path | None) -> None:
    """Serve the pages of an Amana deployment, or use one from a terminal."""
    context.obj = server
