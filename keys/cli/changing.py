"""amana-keys limits, revoke-vault and move: what changes in a deployment's life, beside people and weeks."""

from __future__ import annotations

import json
from pathlib import Path

import click

from keys import history
from keys.cli.saying import named_errors, stop
from keys.durable import write_whole
from keys.errors import KeystoreError
from keys.private import guarded, moving

__all__ = ["limits", "move", "read_vault_key", "revoke_vault"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PLACE = click.Path(file_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
MANIFESTS = click.option("--manifests", type=FOLDER, required=True, help="Folder of every manifest so far.")
MIB = 1 << 20


@click.command()
@MANIFESTS
@click.option("--attachments", type=click.IntRange(0, 20), help="Files in a report, at most.")
@click.option("--envelope", type=click.IntRange(1, 2049), help="A sealed report, at most, in MiB.")
@click.option("--out", type=OUT, help="Where the change goes, for `amana-keys propose --change`.")
@named_errors()
def limits(*, manifests: Path, attachments: int | None, envelope: int | None, out: Path | None) -> None:
    """Show how much a report may hold, or change it in the next manifest."""
    now = history.collect(history.stored(manifests)).latest.limits
    click.echo(f"Files in a report, at most: {now.attachments}")
    click.echo(f"A sealed report, at most: {now.envelope / MIB:g} MiB")
    if attachments is None and envelope is None:
        return
    if out is None:
        stop("Say where the change goes: --out change.json")
    changed = {
        "attachments": now.attachments if attachments is None else attachments,
        "envelope": now.envelope if envelope is None else envelope * MIB,
    }
    _write(out, {"limits": changed})


@click.command("revoke-vault")
@MANIFESTS
@click.option("--vault-key", type=FILE, required=True, help="What `amana-vault key` printed there.")
@click.option("--out", type=OUT, required=True, help="The change, for `amana-keys propose --change`.")
@named_errors()
def revoke_vault(*, manifests: Path, vault_key: Path, out: Path) -> None:
    """Put another server's key in the place of the one that was stolen or lost.

    The workstation then takes bundles of the new key only, from the first one on.
    """
    known = history.collect(history.stored(manifests)).latest
    key = read_vault_key(vault_key)
    if key == known.vault:
        stop("This is the key that the manifest names already: make a new one with `amana-vault key`.")
    click.echo(f"Now: {known.vault.hex()}")
    click.echo(f"New: {key.hex()}")
    _write(out, {"vault": key.hex()})


@click.command()
@click.option("--offline", type=FOLDER, required=True, help="The workstation's folder.")
@click.option("--to", "target", type=PLACE, required=True, help="A folder on a stick or on the new disk.")
@named_errors()
def move(*, offline: Path, target: Path) -> None:
    """Move the workstation's folder: to a stick, and on the new workstation from there to its disk.

    The file of week keys is never in two places: after it, OFFLINE opens no week any more.
    """
    guarded.harden()
    click.confirm(f"{offline} will open no report of a week any more. Is nobody at work with it?", abort=True)
    count = moving.move(offline, target)
    click.echo(f"Moved: {count} files are in {target}, read back. Wipe what is left in {offline}.")


def read_vault_key(file: Path) -> bytes:
    """Return the 32 bytes of what `amana-vault key` printed; raises KeystoreError ``vault-key``."""
    try:
        key = bytes.fromhex(file.read_text("ascii").split()[0])
    except (ValueError, IndexError):
        key = b""
    if len(key) != 32:
        raise KeystoreError("vault-key", f"{file} is not what `amana-vault key` prints.")
    return key


def _write(out: Path, change: dict[str, object]) -> None:
    write_whole(out, json.dumps(change).encode())
    click.echo(f"Written: {out}. Go on: amana-keys propose --change {out}, then sign and assemble.")
