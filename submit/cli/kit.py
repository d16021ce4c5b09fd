"""Make the reporter kit."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from keys.calendar import today
from submit import kit
from submit.errors import SubmitError

__all__ = ["kit_command"]

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("kit")
@click.option("--out", type=FILE, required=True, help="File to write, for instance amana-kit.html.")
@click.option("--fingerprint", required=True, help="Root fingerprint in hex, as the ceremony printed it.")
@click.option(
    "--address",
    "addresses",
    multiple=True,
    required=True,
    help="Address of the site, https://… or http://….onion; again for each other one.",
)
@click.option(
    "--keys",
    is_flag=True,
    help="Carry manifest and keys, to seal without reaching the site (needs --server).",
)
@click.pass_obj
def kit_command(
    server: Path | None, *, out: Path, fingerprint: str, addresses: tuple[str, ...], keys: bool
) -> None:
    """Write the reporter kit: all pages in one file, to be signed with `amana-keys sign-kit`."""
    try:
        pins = kit.Pins.parse(fingerprint, addresses)
        if keys and server is None:
            raise click.UsageError("Say whose keys: amana-submit --server FOLDER kit --keys …")
        made = kit.write(server, pins, kit.carried(server, pins, today()) if keys and server else None)
        out.write_bytes(made)
    except SubmitError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror}")
    click.echo(f"{out}: {len(made)} bytes")
    click.echo(f"SHA-256: {hashlib.sha256(made).hexdigest()}")


def _stop(message: str) -> None:
    click.echo(f"amana-submit: {message}", err=True)
    sys.exit(1)
