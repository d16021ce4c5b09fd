"""amana-keys propose, sign, assemble, verify-log: a manifest on its way, and whether all see the same."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import click

from keys import differences, evidence, fingerprint, history, proposal, signed, tags
from keys.calendar import today
from keys.cli.saying import named_errors, stop
from keys.durable import write_whole
from keys.history import History
from keys.manifest import Manifest
from keys.private import keystore

__all__ = ["assemble", "propose", "root_seed", "sign", "verify_log"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
ANY = click.Path(exists=True, path_type=Path)
MANIFESTS = click.option(
    "--manifests", type=FOLDER, help="Folder of every manifest so far; leave it out for the very first."
)
LARGEST = signed.BODY_LIMITS[tags.MAGIC_MANIFEST] + 2048
MOST_FILES = 10_000
FRESH = timedelta(days=7)


@click.command()
@click.option("--manifests", type=FOLDER, required=True, help="Folder of every manifest so far.")
@click.option("--site", type=FILE, help="JSON of {csp, assets}, as `amana-submit site` prints it.")
@click.option(
    "--change", type=FILE, help='JSON of what else changes: {"limits": {…}, "root": {"k", "keys"}}.'
)
@click.option("--out", type=OUT, required=True, help="Where the proposal goes.")
@named_errors()
def propose(*, manifests: Path, site: Path | None, change: Path | None, out: Path) -> None:
    """Write the next manifest as a proposal, for the root signers to sign apart.

    It is as the one before, but for what the files say. What changes is shown, and nothing is signed.
    """
    known = _history(manifests)
    pages = {name: value for name, value in _json(site).items() if name in ("csp", "assets")}
    made = proposal.amend(known, today(), {**_json(change), **pages})
    _describe(made, known)
    write_whole(out, proposal.pack(made))
    click.echo(f"Written: {out}. It holds no secret: give it to every root signer, for `amana-keys sign`.")


@click.command()
@click.argument("proposed", metavar="PROPOSAL", type=FILE)
@MANIFESTS
@click.option("--keystore", "store", type=FILE, required=True, help="The root signer's own keystore.")
@click.option("--out", type=OUT, help="Where the signature goes; beside the proposal if left out.")
@named_errors()
def sign(*, proposed: Path, manifests: Path | None, store: Path, out: Path | None) -> None:
    """Show what PROPOSAL changes, ask, and sign it with one root key; the key goes nowhere."""
    made, known = proposal.parse(_read(proposed)), _history(manifests) if manifests else None
    proposal.check(made, known)
    _describe(made, known)
    if abs(made.issued - today()) > FRESH:
        click.echo(f"It says that it was made on {made.issued}; on this machine it is {today()}. Ask why.")
    click.confirm("Is this what was agreed, and do you sign it?", abort=True)
    seed = root_seed(store, click.prompt("Passphrase", hide_input=True, err=True))
    signature = proposal.sign(made, seed)
    public = proposal.parse_signature(signature).public
    target = out or proposed.with_name(f"{proposed.name}.{public.hex()[:8]}.signature")
    write_whole(target, signature)
    click.echo(f"Written: {target}. It holds no secret: carry it to whoever puts the manifest together.")


@click.command()
@click.argument("proposed", metavar="PROPOSAL", type=FILE)
@click.argument("signatures", metavar="SIGNATURE...", type=FILE, nargs=-1, required=True)
@MANIFESTS
@click.option("--out", type=OUT, required=True, help="Where the signed manifest goes.")
@named_errors()
def assemble(*, proposed: Path, signatures: tuple[Path, ...], manifests: Path | None, out: Path) -> None:
    """Make a manifest of PROPOSAL and enough SIGNATUREs, and keep it with those before it."""
    made, known = proposal.parse(_read(proposed)), _history(manifests) if manifests else None
    packed = proposal.assemble(made, map(_read, signatures), known)
    whole = history.collect([*(known.files if known else ()), packed])
    history.write(manifests or out.with_name(history.FOLDER), whole)
    write_whole(out, packed)
    click.echo(f"Manifest {made.serial} of {differences.plain(made.names['en'])} is signed. Written: {out}")
    click.echo(f"Root fingerprint: {fingerprint.as_hex(made.root.fingerprint)}")


@click.command("verify-log")
@click.argument("places", metavar="PATH...", type=ANY, nargs=-1, required=True)
@click.option(
    "--fingerprint", "pinned", help="The root that is meant (hex), where files of several are there."
)
@named_errors()
def verify_log(*, places: tuple[Path, ...], pinned: str | None) -> None:
    """Lay manifests, logs and board headers side by side, and say whether a site showed everybody the same.

    PATHs are files, or folders of them: what `/manifest`, `/manifests/N`, `/log` and `/board/header` gave to
    different people, at different times. Exit code 0: all of one piece; 1: proof that it is not; 2: it cannot
    be told.
    """
    found = evidence.examine({str(path): _read(path) for path in _files(places)}, _pin(pinned))
    for proof in found.proofs:
        click.echo(f"PROOF: {differences.plain(proof)}")
    for doubt in found.doubts:
        click.echo(f"Note: {differences.plain(doubt)}")
    if found.proofs:
        click.echo("Keep all these files as they are, and publish them: whoever reads them can check this.")
        sys.exit(1)
    if found.doubts:
        sys.exit(2)
    click.echo(f"Of one piece: {found.manifests} manifests, and {found.heads} signed heads of their list.")


def _history(folder: Path) -> History:
    return history.collect(history.stored(folder))


def _describe(made: Manifest, known: History | None) -> None:
    for sentence in differences.describe(made, known.latest if known else None):
        click.echo(sentence)


def root_seed(store: Path, passphrase: str) -> bytes:
    """Return the seed in a root signer's own keystore, 32 bytes.

    Raises:
        KeystoreError: ``passphrase``, or the keystore is damaged.
    """
    with keystore.unlock(store, passphrase) as signer:
        return signer.root()


def _json(file: Path | None) -> dict[str, object]:
    if file is None:
        return {}
    try:
        value = json.loads(_read(file))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        stop(f"{file} is not a JSON object.")
    return value


def _files(places: tuple[Path, ...]) -> list[Path]:
    each = (sorted(place.rglob("*")) if place.is_dir() else [place] for place in places)
    found = [file for files in each for file in files if file.is_file()]
    if len(found) > MOST_FILES:
        stop(f"There are more than {MOST_FILES} files here. Give only what was fetched from the site.", 2)
    return found


def _read(file: Path) -> bytes:
    """Read a file that should be small; of a larger one, enough to be refused by its format."""
    with file.open("rb") as source:
        return source.read(LARGEST + 1)


def _pin(text: str | None) -> bytes | None:
    try:
        return None if text is None else bytes.fromhex(text)
    except ValueError:
        stop("A fingerprint is written in hex, 64 characters; spaces are allowed.", 2)
