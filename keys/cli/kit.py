"""amana-keys sign-kit: let people check the reporter kit with a program that is not ours."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import click

from keys import minisign, primitives
from keys.calendar import today
from keys.cli.manifests import root_seed
from keys.cli.saying import named_errors
from keys.durable import write_whole

__all__ = ["sign_kit"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("sign-kit")
@click.argument("kit", type=FILE)
@click.option("--keystore", "store", type=FILE, required=True, help="The root signer's own keystore.")
@click.option("--comment", help="One line that is signed along; the file's name and the day if left out.")
@click.option("--out", type=OUT, help="Where the signature goes; beside KIT as KIT.minisig if left out.")
@named_errors()
def sign_kit(*, kit: Path, store: Path, comment: str | None, out: Path | None) -> None:
    """Sign the reporter kit with one root key, in a form that minisign checks."""
    content = kit.read_bytes()
    click.echo(f"{kit.name}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    click.confirm("Is this the file that was built and compared, and do you sign it?", abort=True)
    seed = root_seed(store, click.prompt("Passphrase", hide_input=True, err=True))
    said = f"{kit.name} {today()}" if comment is None else comment
    made = minisign.sign(io.BytesIO(content), said, seed)
    target = out or kit.with_name(f"{kit.name}.minisig")
    write_whole(target, made.write().encode())
    public = minisign.public_key(primitives.signing_public(seed))
    click.echo(f"Written: {target}. Anybody checks it with: minisign -V -m {kit.name} -P {public}")
