"""amana-keys person, rotate-desk: people and the team's key, after the ceremony (docs/ceremony.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from keys.calendar import today
from keys.cli.asking import unlock
from keys.cli.saying import named_errors
from keys.durable import write_whole
from keys.errors import KeysError, KeystoreError
from keys.private import changes, keylog, keystore
from keys.private.ceremony import strength
from keys.private.ceremony.randomness import Randomness
from keys.private.keystore import NewPerson, Session
from keys.private.sections import TEAM_ROLES

__all__ = ["add", "passphrase", "person", "remove", "rotate_desk"]

KEYSTORE = click.option(
    "--keystore",
    "store",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The team's keystore.",
)
BY = click.option("--as", "by", required=True, help="Your own name; you are asked for your passphrase.")
ROLES = click.Choice(TEAM_ROLES)


@click.group()
def person() -> None:
    """Add or remove somebody who may open a keystore, or change a passphrase."""


@person.command()
@click.argument("name")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True, help="May be given several times.")
@click.option("--with", "second", help="A custodian who agrees, where NAME is to be a custodian.")
@KEYSTORE
@BY
def add(*, name: str, roles: tuple[str, ...], second: str | None, store: Path, by: str) -> None:
    """Give NAME a passphrase and what the roles need. It takes a supervisor."""
    with _unlocked(store, by, second) as session:
        # Refused before NAME has chosen anything, not after.
        session.need("desk")
        new = NewPerson(name, _chosen(name), tuple(sorted(set(roles))))
        changes.add_person(session, new)
        _write_down(session, "added", f"{name}: {', '.join(new.roles)}")
    click.echo(f"{name} can open {store.name} now. Make a new copy of it as backup.")


@person.command()
@click.argument("name")
@click.option("--with", "second", help="A custodian who agrees, where NAME is a custodian.")
@KEYSTORE
@BY
def remove(*, name: str, second: str | None, store: Path, by: str) -> None:
    """Take NAME's passphrase away, and give all that it opened new keys. It takes a supervisor."""
    with _unlocked(store, by, second) as session:
        click.confirm(f"{name} will open nothing here any more. Go on?", abort=True)
        supervised = name in session.people and "desk" in session.people[name].sections()
        changes.remove_person(session, name)
        _write_down(session, "removed", name)
    click.echo(
        f"{name} opens nothing in {store.name} any more. Make a new copy of it, and destroy old copies."
    )
    if supervised:
        click.echo(f"{name} has known the key that signs for the team: have it changed, in a new manifest.")


@person.command()
@KEYSTORE
@BY
def passphrase(*, store: Path, by: str) -> None:
    """Change your own passphrase. Copies of the keystore made before still open with the old one."""
    with _unlocked(store, by, None) as session:
        changes.change_passphrase(session, _chosen(by))
        if session.holds("log"):
            _write_down(session, "passphrase", by)
    click.echo(
        "Changed. Make a new copy of the keystore, and destroy old ones: the old passphrase opens them."
    )


@click.command("rotate-desk")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where the change goes, for `amana-keys propose --change`.",
)
@KEYSTORE
@BY
def rotate_desk(*, out: Path, store: Path, by: str) -> None:
    """Give the team a new key to sign with and a new board secret. It takes a supervisor.

    Nothing that it signs is believed until a manifest names the new key, so publish before, not between.
    """
    with _unlocked(store, by, None) as session:
        session.need("desk")
        if session.lane != "desk":
            raise KeystoreError(
                "lane", "This is not the desk's keystore: a manifest names the desk's key only."
            )
        click.confirm("The old key signs nothing more, from this moment. Go on?", abort=True)
        public = changes.rotate_team(session)
        write_whole(out, json.dumps({"desk": public.hex()}).encode())
        _write_down(session, "rotated", "desk key")
    click.echo(f"Changed. Written: {out}. Go on: amana-keys propose --change {out}, then sign and assemble.")


@contextmanager
def _unlocked(store: Path, by: str, second: str | None) -> Iterator[Session]:
    """Unlock with one passphrase, or two."""
    with named_errors(), unlock(store, by) as session:
        if second is not None:
            with unlock(store, second) as other:
                session.join(other)
        yield session


def _chosen(name: str) -> str:
    click.echo(f"A strong passphrase for {name}, made just now: {strength.offer(Randomness())}")
    while True:
        typed: str = click.prompt(
            f"{name}: type it, or one of your own", hide_input=True, confirmation_prompt="Once more", err=True
        )
        try:
            strength.check(typed, name)
        except KeysError as error:
            click.echo(str(error), err=True)
            continue
        return typed


def _write_down(session: Session, act: str, detail: str) -> None:
    _, log = keystore.paths(session.path)
    keylog.append(log, session, act, detail, today(), keylog.read(log, session))
