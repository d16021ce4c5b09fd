"""amana-submit: build, serve and check the pages; report and read answers from a terminal.

Commands stand in a module for each kind of person, which is imported only when one of its commands is run: a
reporter's computer has no web server's packages, and a server none of a reporter's.
"""

from __future__ import annotations

from pathlib import Path

import click

from keys.lazy import Command, families

__all__ = ["main"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
COMMANDS = {
    "build": Command("submit.cli.site", "build_command", "server"),
    "catalogues": Command("submit.cli.site", "catalogues", "server"),
    "kit": Command("submit.cli.kit", "kit_command", "server"),
    "replies": Command("submit.cli.reporter", "replies_command", "client"),
    "send": Command("submit.cli.reporter", "send_command", "client"),
    "serve": Command("submit.cli.site", "serve_command", "server"),
    "site": Command("submit.cli.site", "site", "server"),
    "verify": Command("submit.cli.verify", "verify", "client,server"),
}


@click.group(cls=families("amana-submit", COMMANDS))
@click.version_option(package_name="amana")
@click.option("--server", type=FOLDER, help="Folder of what the server holds.")
@click.pass_context
def main(context: click.Context, server: Path | None) -> None:
    """Serve the pages of an Amana deployment, or use one from a terminal."""
    context.obj = server
