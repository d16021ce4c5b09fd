"""amana-vault: keep envelopes, carry them to the desk, and bring its answers back."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from keys.calendar import today
from keys.errors import KeysError
from vault import founding, inbound, outbound, renewal, status
from vault.errors import VaultError
from vault.store import create_store, open_store

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
Arguments = ParamSpec("Arguments")


def on_server(command: Callable[Concatenate[Path, Arguments], None]) -> Callable[Arguments, None]:
    """Give the command its folder; turn a named error into one line on stderr and exit code 1."""

    @click.pass_obj
    @functools.wraps(command)
    def run(server: Path | None, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        if server is None:
            raise click.UsageError("Say which deployment: amana-vault --server FOLDER COMMAND")
        try:
            command(server, *args, **kwargs)
        except (VaultError, KeysError, OSError) as error:
            click.echo(f"amana-vault: {error}", err=True)
            sys.exit(1)

    return run


@click.group()
@click.option("--server", type=FOLDER, help="The deployment's server folder.")
@click.version_option(package_name="amana")
@click.pass_context
def main(context: click.Context, server: Path | None) -> None:
    """Keep envelopes until the desk has signed for them."""
    context.obj = server


@main.command("key")
@on_server
def make_key(server: Path) -> None:
    """Make this vault's signing key if there is none, and print its public half for the ceremony."""
    click.echo(founding.make_key(server).hex())


@main.command()
@click.option("--from", "folder", type=FOLDER, help="The folder `server` that the ceremony made.")
@click.option("--fingerprint", "pinned", help="The root fingerprint (hex), as it was read at the ceremony.")
@on_server
def init(server: Path, folder: Path | None, pinned: str | None) -> None:
    """Take in what the ceremony made, and make the vault's database and folders; what is there is kept."""
    if (folder is None) != (pinned is None):
        raise click.UsageError("Give --from and --fingerprint together.")
    if folder is not None and pinned is not None:
        founding.found(server, folder, _pin(pinned))
    with create_store(server) as store:
        click.echo(f"The vault of {store.manifest.names['en']} is ready.")


@main.command("status")
@on_server
def show_status(server: Path) -> None:
    """Say how many envelopes wait, and how the board is."""
    with open_store(server) as store:
        click.echo("\n".join(status.describe(store, today())))


@main.command("export")
@click.argument("stick", type=FOLDER)
@on_server
def export_bundle(server: Path, stick: Path) -> None:
    """Write every envelope not yet acknowledged to STICK, for the desk."""
    with open_store(server) as store:
        made = inbound.export(store, stick, today())
    if made is None:
        click.echo("Nothing waits for the desk. Nothing was written.")
        return
    click.echo(f"Bundle {made.serial}: {made.envelopes} envelopes, {made.size} bytes.")
    if made.damaged:
        click.echo(f"{made.damaged} envelopes could not be read and were left out. Check the disk.", err=True)


@main.command("import")
@click.argument("stick", type=FOLDER)
@on_server
def import_bundles(server: Path, stick: Path) -> None:
    """Take acknowledgements, board, manifest and keys of the desk from STICK."""
    with open_store(server) as store:
        for taken in outbound.take_bundles(store, stick, today()):
            click.echo(_describe(taken))


@main.command()
@click.argument("folder", type=FOLDER)
@on_server
def renew(server: Path, folder: Path) -> None:
    """Take a manifest and keys from FOLDER, straight from the root signers.

    For a manifest that changes the desk's key; any other comes with the desk's next bundle.
    """
    with open_store(server) as store:
        made = renewal.take_folder(store, folder)
    click.echo(f"Manifest {made.serial} of {made.issued} is in force.")


def _pin(text: str) -> bytes:
    try:
        fingerprint = bytes.fromhex(text)
    except ValueError:
        fingerprint = b""
    if len(fingerprint) != 32:
        raise click.UsageError("A fingerprint is written in hex, 64 characters; spaces are allowed.")
    return fingerprint


def _describe(taken: outbound.Taken) -> str:
    parts = [f"Bundle {taken.serial}: {taken.acknowledged} envelopes acknowledged"]
    if taken.board is not None:
        parts.append(f"board {taken.board} in place")
    if taken.manifest is not None:
        parts.append(f"manifest {taken.manifest} in force")
    if taken.missing:
        parts.append(f"{taken.missing} bundles before it never came, which costs nothing")
    return ", ".join(parts) + "."
