"""amana-reviewer ask-destroy, destroy, retention, backup, check-backup, restore: what is kept, and ends."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from keys.calendar import today
from reviewer import terminal
from reviewer.cli.entering import FOLDER, NEW, Entry, told
from reviewer.keeping import backup as backups
from reviewer.keeping import destroying
from reviewer.keeping import retention as retained
from reviewer.keeping.backup import Backup

__all__ = ["ask_destroy", "backup", "check_backup", "destroy", "restore", "retention"]

_ELSEWHERE = "Backups, sync sticks and exports made before still hold it: destroy them, or make them anew."


@click.command("ask-destroy")
@click.argument("case", required=False)
@click.option("--reason", default="", help="Why it is to be destroyed.")
@click.option("--refuse", is_flag=True, help="Refuse what somebody asked for.")
@click.pass_obj
@told
def ask_destroy(entry: Entry, *, case: str | None, reason: str, refuse: bool) -> None:
    """Ask that CASE be destroyed, or show what was asked for: it takes a second person to do it."""
    with entry.open() as station:
        if case is not None and refuse:
            destroying.refuse(station, case, reason)
        elif case is not None:
            destroying.ask(station, case, reason)
        waiting = destroying.asked(station.store)
    for each in waiting:
        click.echo(f"{each.label}: {terminal.line(each.person)} asks to destroy it")
    if not waiting:
        click.echo("Nobody asks for anything.")


@click.command()
@click.argument("case")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
@told
def destroy(entry: Entry, *, case: str, yes: bool) -> None:
    """Destroy CASE for good, as somebody else asked: keys, and all that was read. It takes a supervisor."""
    with entry.open() as station:
        if not yes:
            click.confirm(f"Nothing of {case} can ever be read again. Destroy it?", abort=True)
        gone = destroying.destroy(station, case)
    click.echo(f"{gone.label} is destroyed. {_ELSEWHERE}")


@click.command()
@click.option("--within", default=0, help="Show also what goes within so many days.")
@click.option("--apply", "now", is_flag=True, help="Destroy what is over. It takes a supervisor.")
@click.pass_obj
@told
def retention(entry: Entry, *, within: int, now: bool) -> None:
    """Show which cases the rules of retention in desk.toml let go, and when; or let them go."""
    with entry.open() as station:
        found = retained.apply(station, today()) if now else retained.due(station, today(), within)
    for each in found:
        done = "destroyed" if now else f"goes on {each.end}"
        click.echo(f"{each.label}: {done} ({each.state}, {each.days} days)")
    if not found:
        click.echo("No case's time is over.")
    elif now:
        click.echo(_ELSEWHERE)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
@told
def backup(entry: Entry, *, folder: Path) -> None:
    """Copy the workstation to FOLDER on another disk, all but the week keys, and read it again."""
    with entry.open() as station:
        made = backups.back_up(station, folder)
    _say(made)


@click.command("check-backup")
@click.argument("folder", type=FOLDER)
@told
def check_backup(*, folder: Path) -> None:
    """Read a whole backup, and say whether it is as it was written. It takes no passphrase."""
    _say(backups.verify(folder))


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--to", "offline", type=NEW, required=True, help="A folder that is not there yet.")
@told
def restore(*, folder: Path, offline: Path) -> None:
    """Make a workstation's folder from a backup. It takes no passphrase; to work with it takes the shares."""
    if offline.exists():
        raise click.UsageError("Name a folder that is not there yet.")
    _say(backups.restore(folder, offline))
    click.echo(f"Restored. Now bring the quarter's shares together: amana-keys recover --offline {offline}")


def _say(made: Backup) -> None:
    by = f"by {terminal.line(made.person)}, {datetime.fromtimestamp(made.time, UTC):%Y-%m-%d %H:%M} UTC"
    click.echo(f"{made.files} files, {made.size:,} bytes, {by}")
    for head in made.heads:
        click.echo(f"Head of the custody log: {head}")
