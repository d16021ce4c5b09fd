"""amana-reviewer import: what comes on a stick."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from keys import calendar
from reviewer import inbound, views
from reviewer.alike import compare
from reviewer.cli.entering import FOLDER, Entry, told
from reviewer.inbound import Imported
from reviewer.search import index
from reviewer.viewing import previews
from reviewer.workstation import Workstation

__all__ = ["import_"]

PACE = 2.0  # seconds between two words of progress


@click.command("import")
@click.argument("stick", type=FOLDER)
@click.option("--loose", is_flag=True, help="STICK holds envelopes named by id, and no bundle.")
@click.option("--later", is_flag=True, help="Do not look into attachments now.")
@click.pass_obj
@told
def import_(entry: Entry, *, stick: Path, loose: bool, later: bool) -> None:
    """Take the envelopes that a stick brings.

    Attachments are then looked into in a sandbox, so that their pictures are compared and known files found.
    That can be stopped with Ctrl+C, and goes on at the next import.
    """
    take = inbound.import_loose if loose else inbound.import_bundles
    with entry.open() as station:
        imported = take(station, stick, calendar.today(), _Progress())
        compare.compare(station)
        index.catch_up(station.store)
        if not later:
            _look_into(station)
    for line in views.import_lines(imported):
        click.echo(line)
    if imported.stopped is None:
        return
    if imported.stopped.kind != "replay":
        raise imported.stopped
    click.echo(str(imported.stopped))


class _Progress:
    """Says how far an import is, and how fast, every other second."""

    def __init__(self) -> None:
        self._begun = self._told = monotonic()

    def __call__(self, imported: Imported) -> None:
        now = monotonic()
        if now - self._told < PACE:
            return
        self._told = now
        count = imported.outcome.total()
        click.echo(f"{count:,} envelopes, {count / (now - self._begun):,.0f} a second …", err=True)


def _look_into(station: Workstation) -> None:
    done = previews.Gathered()
    try:
        for done in previews.gather(station):
            if done.files % 50 == 0:
                click.echo(f"{done.files} attachments looked into", err=True)
    except KeyboardInterrupt:
        click.echo("Stopped. What is left is looked into at the next import.", err=True)
    if done.files:
        click.echo(f"Attachments looked into: {done.files}, with pictures: {done.shown}", err=True)
