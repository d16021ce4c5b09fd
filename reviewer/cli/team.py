"""amana-reviewer sync: exchange work with the team's other workstations."""

from __future__ import annotations

from pathlib import Path

import click

from keys.calendar import day_number, today
from reviewer import terminal
from reviewer.cli.entering import FOLDER, Entry, told
from reviewer.team import exchange

__all__ = ["sync"]


@click.command()
@click.argument("stick", type=FOLDER)
@click.option("--all", "everything", is_flag=True, help="Write all there is, for a workstation that is new.")
@click.option("--former", is_flag=True, help="Somebody who has left since was a supervisor then.")
@click.pass_obj
@told
def sync(entry: Entry, *, stick: Path, everything: bool, former: bool) -> None:
    """Take in what other workstations wrote on STICK, then write this one's file there.

    Carry the stick around twice, and all have the same. It is sealed with the team's own key.
    """
    with entry.open() as station:
        taken = exchange.take(station, stick, day_number(today()), former=former)
        path = exchange.give(station, stick, everything=everything)
    for each in taken:
        click.echo(f"From {terminal.line(each.person)}: {each.acts} acts, {each.envelopes} envelopes")
    click.echo(f"Written: {path.name}")
