"""amana-keys: make keys, and look at manifests, fingerprints and files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from keys import (
    calendar,
    cli_ceremony,
    cli_kit,
    cli_manifest,
    cli_people,
    cli_recovery,
    fingerprint,
    inspect,
    manifest,
    minisign,
)
from keys.errors import KeysError
from keys.manifest import Manifest
from keys.private import guarded
from keys.private.demonstration import Site, create_demonstration, renew_demonstration

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DEFAULT_CSP = "default-src 'none'"


@click.group()
@click.version_option(package_name="amana")
def main() -> None:
    """Make and check the keys of an Amana deployment."""
    guarded.harden()


for _command in (
    *cli_manifest.COMMANDS,
    *cli_people.COMMANDS,
    *cli_recovery.COMMANDS,
    cli_kit.sign_kit,
    cli_ceremony.ceremony,
):
    main.add_command(_command)


@main.command()
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
        _stop(f"{error.filename} is there already but holds no whole deployment. Move it away first.")
    except (KeysError, OSError) as error:
        _stop(str(error))
    click.echo(f"Manifest {result.serial} of {result.names['en']}")
    _print_fingerprint(result)


@main.command("manifest")
@click.argument("file", type=FILE)
@click.option("--fingerprint", "pinned", help="Refuse any other root than this one (hex).")
def show_manifest(file: Path, pinned: str | None) -> None:
    """Check a manifest's signatures and show what it says."""
    checked = _load(file, pinned)
    click.echo(f"Valid: signed by at least {checked.root.k} of {len(checked.root.keys)} root keys")
    click.echo(json.dumps(json.loads(manifest.body(checked)), indent=2, sort_keys=True))


@main.command("fingerprint")
@click.argument("file", type=FILE)
def show_fingerprint(file: Path) -> None:
    """Show a manifest's root fingerprint in hex and in words."""
    _print_fingerprint(_load(file, None))


@main.command("inspect")
@click.argument("file", type=FILE)
def inspect_file(file: Path) -> None:
    """Say what an Amana file is; this proves nothing about it."""
    try:
        click.echo(inspect.describe(file))
    except (KeysError, OSError) as error:
        _stop(str(error))


def _load(file: Path, pinned: str | None) -> Manifest:
    try:
        expected = None if pinned is None else bytes.fromhex(pinned)
        return manifest.parse(file.read_bytes(), expected)
    except ValueError:
        _stop("A fingerprint is written in hex, 64 characters; spaces are allowed.")
    except (KeysError, OSError) as error:
        _stop(str(error))


def _site(file: Path | None) -> Site:
    if file is None:
        return Site(csp=DEFAULT_CSP)
    try:
        value = json.loads(file.read_text("utf-8"))
        return Site(csp=value["csp"], assets=value["assets"])
    except (ValueError, KeyError, TypeError):
        _stop(f"{file} is not what `amana-submit site` prints.")


def _print_fingerprint(checked: Manifest) -> None:
    click.echo(f"Root fingerprint: {fingerprint.as_hex(checked.root.fingerprint)}")
    click.echo(f"In words: {fingerprint.as_words(checked.root.fingerprint)}")
    for key in checked.root.keys:
        click.echo(f"Root key, as minisign -P takes it: {minisign.public_key(key)}")


def _stop(message: str) -> NoReturn:
    click.echo(f"amana-keys: {message}", err=True)
    sys.exit(1)
