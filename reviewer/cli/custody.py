"""amana-reviewer custody: who did what, and whether the log of it is whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reviewer import cases, terminal
from reviewer.cli.entering import NEW, Entry, told
from reviewer.custody import check, exporting, log
from reviewer.custody.check import Head
from reviewer.custody.entry import Entry as Line

__all__ = ["custody"]


@click.group()
def custody() -> None:
    """Show or check the log of all that people did."""


@custody.command("show")
@click.argument("case", required=False)
@click.pass_obj
@told
def show(entry: Entry, *, case: str | None) -> None:
    """Show every act, or those on one case."""
    with entry.open() as station:
        author = cases.find(station.store, case).author if case else None
        for line in log.read(station.store, station.deployment, author):
            click.echo(terminal.line(_told(line)))


@custody.command("export")
@click.argument("case")
@click.argument("folder", type=NEW)
@click.pass_obj
@told
def export(entry: Entry, *, case: str, folder: Path) -> None:
    """Write CASE as evidence to the new FOLDER: originals, what was in them, every act with its signature."""
    with entry.open() as station:
        made = exporting.export(station, case, folder)
    click.echo(f"Written: {terminal.line(str(made))}. To check it: sha256sum --check {exporting.SUMS}")


@custody.command("verify")
@click.option("--head", "known", multiple=True, help="A head that was printed or written down before.")
@click.pass_obj
@told
def verify(entry: Entry, *, known: tuple[str, ...]) -> None:
    """Check that no line was removed, altered, or put in another place. Exit code 1 if one was."""
    given = tuple(Head.parse(text) for text in known)
    with entry.open() as station:
        people = {name: person.sign for name, person in station.session.people.items()}
        found = check.check(station.store, station.deployment, people, given)
        heads = check.heads(station.store)
    for fault in found.faults:
        click.echo(f"WRONG: {fault}")
    for name in found.strangers:
        click.echo(f"Note: {terminal.line(name)} signed lines, and is not in the keystore any more.")
    click.echo(f"{found.lines} lines. Write these heads down, or print them:")
    for head in heads:
        click.echo(str(head))
    if found.faults:
        sys.exit(1)


def _told(line: Line) -> str:
    about = "".join(f" {name}={value}" for name, value in sorted(line.act.body.items()))
    hashed = f" sha256 {line.act.after.hex()}" if line.act.after else ""
    written = " (its text was destroyed)" if line.is_gone else f" {line.act.text}" if line.act.text else ""
    return f"{line.when:%Y-%m-%d %H:%M:%S} UTC  {line.person}  {line.act.name}{about}{hashed}{written}"
