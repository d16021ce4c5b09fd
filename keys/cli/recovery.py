"""amana-keys recover, extend: back from the shares, and on into the next quarter (docs/ceremony.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import cast

import click

from keys import calendar, history
from keys.cli.asking import SHEETS, Asking, unlock
from keys.cli.saying import named_errors
from keys.durable import write_whole
from keys.errors import KeystoreError
from keys.manifest import Manifest
from keys.private import epochs, keystore, recovery, shares
from keys.private.ceremony import extending
from keys.private.ceremony.randomness import Randomness
from keys.private.keystore import NewPerson
from keys.private.sheet_words import LANGUAGES, Language
from keys.tongue import Tongue

__all__ = ["extend", "recover", "revoke_weeks"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OFFLINE = click.option("--offline", type=FOLDER, required=True, help="The workstation's folder.")
LANE = click.option("--lane", default="desk", show_default=True, help="Whose keystore.")
LANG = click.option("--lang", type=click.Choice([*LANGUAGES]), default="en", show_default=True)


@click.command()
@OFFLINE
@LANE
@LANG
@named_errors()
def recover(*, offline: Path, lane: str, lang: str) -> None:
    """Bring a lost workstation back from its recovery shares.

    OFFLINE must hold the deployment's manifests, which anybody can fetch from the site (folder `manifests`),
    and the copy of the keystore if there is one.
    """
    ask = Asking(Tongue(cast(Language, lang)))
    known = _manifests(offline)
    master = shares.combine(ask.collect())
    chain = recovery.find_chain(master, lane, known)
    name = ask.ask("person-name")
    roles = ("reviewer", "supervisor")
    person = NewPerson(name, ask.passphrase(name, Randomness()), roles)
    path = keystore.of_lane(offline, lane)
    if path.exists():
        weeks = recovery.restore(path, master, chain, person, calendar.today())
        click.echo(f"{path.name} is back. Weeks that open: {weeks[0]} to {weeks[-1]}.")
    else:
        team = recovery.found_again(path, lane, chain, person, calendar.today())
        change = offline / "change.json"
        write_whole(change, json.dumps({"desk": team.hex()}).encode())
        click.echo(
            f"No copy of {path.name} was here, so a new one was made. Declared names open no more. "
            f"Its key is new: amana-keys propose --change {change}, then have it signed."
        )


def _weeks_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the two commands that make weeks."""
    out = click.Path(dir_okay=False, path_type=Path)
    for option in (
        click.option("--out", type=out, required=True, help="The change for a proposal."),
        click.option("--as", "by", multiple=True, required=True, help="Who is here; a supervisor first."),
        LANG,
        LANE,
        OFFLINE,
    ):
        command = option(command)
    return command


@click.command()
@_weeks_options
@named_errors()
def extend(*, offline: Path, lane: str, lang: str, by: tuple[str, ...], out: Path) -> None:
    """Make the weeks of the next quarter, with recovery shares of their own."""
    _make_weeks(offline, lane, lang, by, out, again=False)


@click.command("revoke-weeks")
@_weeks_options
@named_errors()
def revoke_weeks(*, offline: Path, lane: str, lang: str, by: tuple[str, ...], out: Path) -> None:
    """Make the weeks from this one on anew, because somebody may know their keys.

    Whoever knows the key of a week knows those of all weeks after it, so all are replaced. What was sealed
    before the new manifest is in force opens with the old ones still, for this team and for the thief.
    """
    _make_weeks(offline, lane, lang, by, out, again=True)


def _make_weeks(offline: Path, lane: str, lang: str, by: tuple[str, ...], out: Path, *, again: bool) -> None:
    ask = Asking(Tongue(cast(Language, lang)))
    day = calendar.today()
    current = _manifests(offline)[-1]
    path = keystore.of_lane(offline, lane)
    with ExitStack() as stack:
        lead, *others = [stack.enter_context(unlock(path, name)) for name in by]
        lead.join_all(others)
        weeks = epochs.open_weeks(lead, day, known=current.issued)
        lead.need("desk", *lead.roster.sections)  # said before anything is asked, not after
        sharing = ask.plan()
        made = extending.prepare(lead, weeks, sharing.plan, Randomness(), day, again=again)
        ask.hand_out(
            offline / SHEETS,
            made.shares,
            partial(extending.check_drill, made),
            sharing=sharing,
            names=current.names,
            lane=made.chain.lane,
            made=day,
            last=made.chain.last,
            deployment=current.deployment,
        )
        change = extending.put_in_force(lead, weeks, made, offline, current, day)
        write_whole(out, json.dumps(change).encode())
    click.echo(f"Weeks {made.chain.epoch} to {made.chain.last} are made.")
    click.echo(f"Go on: amana-keys propose --change {out}")


def _manifests(offline: Path) -> list[Manifest]:
    files = history.stored(offline / history.FOLDER)
    newest = offline / "manifest"
    if newest.exists():
        files.append(newest.read_bytes())
    if not files:
        raise KeystoreError(
            "manifest", f"{offline} holds no manifest. Bring the site's folder `manifests` here."
        )
    return list(history.collect(files).manifests)
