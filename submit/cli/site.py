"""What operators and translators run: build and serve the pages."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from keys.calendar import today
from submit import assets, build, config, serve, translate
from submit.app import create_app, listed_files
from submit.config.values import wrong
from submit.errors import SubmitError
from submit.headers import CSP
from vault.errors import VaultError

__all__ = ["build_command", "catalogues", "serve_command", "site"]


@click.command("build")
def build_command() -> None:
    """Build the browser code and compile the catalogues."""
    try:
        build.build(click.echo)
    except SubmitError as error:
        _stop(error)


@click.command()
def catalogues() -> None:
    """Bring the translators' catalogues up to date with what the pages say."""
    try:
        for line in translate.update():
            click.echo(line)
    except SubmitError as error:
        _stop(error)


@click.command()
@click.option("--demonstration", is_flag=True, help="The manifest will be a demonstration's.")
@click.pass_obj
def site(server: Path | None, *, demonstration: bool) -> None:
    """Print the policy and the hash of every page, for `amana-keys init --site`."""
    try:
        choices = config.load(server) if server else config.Config(server=Path())
        choices = replace(choices, demonstration=demonstration)
        if choices.security and choices.security.expires <= today():
            raise wrong("security.expires", "is past: look at the contacts, and choose a day within a year")
        files = listed_files(choices)
    except SubmitError as error:
        _stop(error)
    click.echo(json.dumps({"csp": CSP, "assets": assets.hashes(files)}, indent=2, sort_keys=True))


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.pass_obj
def serve_command(server: Path | None, host: str, port: int) -> None:
    """Serve until Ctrl-C."""
    if server is None:
        raise click.UsageError("Say which deployment: amana-submit --server FOLDER serve")
    try:
        create_app(server)
    except (SubmitError, VaultError) as error:
        _stop(error)
    serve.Discreet(server, serve.settings(host, port)).run()


def _stop(error: Exception) -> NoReturn:
    click.echo(f"amana-submit: {error}", err=True)
    sys.exit(1)
