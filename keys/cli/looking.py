"""amana-keys manifest, fingerprint and inspect: look at a file, and say what it is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from keys import fingerprint, inspect, manifest, minisign
from keys.cli.saying import stop
from keys.errors import KeysError
from keys.manifest import Manifest

__all__ = ["inspect_file", "print_fingerprint", "show_fingerprint", "show_manifest"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("manifest")
@click.argument("file", type=FILE)
@click.option("--fingerprint", "pinned", help="Refuse any other root than this one (hex).")
def show_manifest(file: Path, pinned: str | None) -> None:
    """Check a manifest's signatures and show what it says."""
    checked = _load(file, pinned)
    click.echo(f"Valid: signed by at least {checked.root.k} of {len(checked.root.keys)} root keys")
    click.echo(json.dumps(json.loads(manifest.body(checked)), indent=2, sort_keys=True))


@click.command("fingerprint")
@click.argument("file", type=FILE)
def show_fingerprint(file: Path) -> None:
    """Show a manifest's root fingerprint in hex and in words."""
    print_fingerprint(_load(file, None))


@click.command("inspect")
@click.argument("file", type=FILE)
def inspect_file(file: Path) -> None:
    """Say what an Amana file is; this proves nothing about it."""
    try:
        click.echo(inspect.describe(file))
    except (KeysError, OSError) as error:
        stop(str(error))


def _load(file: Path, pinned: str | None) -> Manifest:
    try:
        expected = None if pinned is None else bytes.fromhex(pinned)
        return manifest.parse(file.read_bytes(), expected)
    except ValueError:
        stop("A fingerprint is written in hex, 64 characters; spaces are allowed.")
    except (KeysError, OSError) as error:
        stop(str(error))


def print_fingerprint(checked: Manifest) -> None:
    """Show the root's fingerprint in hex and in words, and its keys."""
    click.echo(f"Root fingerprint: {fingerprint.as_hex(checked.root.fingerprint)}")
    click.echo(f"In words: {fingerprint.as_words(checked.root.fingerprint)}")
    for key in checked.root.keys:
        click.echo(f"Root key, as minisign -P takes it: {minisign.public_key(key)}")
