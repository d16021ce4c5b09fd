"""amana-keys init: a deployment to try everything with, all its keys in one place."""

from __future__ import annotations

import json
from pathlib import Path

import click

from keys import calendar
from keys.cli.looking import print_fingerprint
from keys.cli.saying import stop
from keys.errors import KeysError
from keys.private.demonstration import Site, create_demonstration, renew_demonstration

__all__ = ["init"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DEFAULT_CSP = "default-src 'none'"


@click.command()
@click.option(
    "--demonstration", is_flag=True, required=True, help="All keys in one place: never for real reports."
)
@click.option("--offline", type=FOLDER, required=True, help="Folder for what never touches a server.")
@click.option("--server", type=FOLDER, required=True, help="Folder for what a server may hold.")
@click.option("--site", type=FILE, help="JSON of {csp, assets}, as `amana-submit site` prints it.")
def init(*, demonstration: bool, offline: Path, server: Path, site: Path | None) -> None:
    """Make a deployment's keys and manifest, or renew the manifest of one that is there.

    Only demonstrations can be made yet. What is already there is kept; the manifest is signed anew only when
    the pages changed or intake keys run out.
    """
    del demonstration
    try:
        made = _site(site)
        if (offline / "manifest").exists():
            result = renew_demonstration(offline, server, made, calendar.today())
        else:
            result = create_demonstration(offline, server, made, calendar.today())
    except FileExistsError as error:
        stop(f"{error.filename} is there already but holds no whole deployment. Move it away first.")
    except (KeysError, OSError) as error:
        stop(str(error))
    click.echo(f"Manifest {result.serial} of {result.names['en']}")
    print_fingerprint(result)


def _site(file: Path | None) -> Site:
    if file is None:
        return Site(csp=DEFAULT_CSP)
    try:
        value = json.loads(file.read_text("utf-8"))
        return Site(csp=value["csp"], assets=value["assets"])
    except (ValueError, KeyError, TypeError):
        stop(f"{file} is not what `amana-submit site` prints.")
