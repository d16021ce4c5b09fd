"""amana-reviewer import: what comes on a stick."""

from __future__ import annotations

from pathlib import Path

import click

from keys import calendar
from reviewer import inbound, views
from reviewer.alike import compare
from reviewer.cli.entering import FOLDER, Entry, told
from reviewer.search import index

__all__ = ["import_"]


@click.command("import")
@click.argument("stick", type=FOLDER)
@click.option("--loose", is_flag=True, help="STICK holds envelopes named by id, and no bundle.")
@click.pass_obj
@told
def import_(entry: Entry, *, stick: Path, loose: bool) -> None:
    """Take the envelopes that a stick brings."""
    take = inbound.import_loose if loose else inbound.import_bundles
    with entry.open() as station:
        imported = take(station, stick, calendar.today())
        compare.compare(station)
        index.catch_up(station.store)
    for line in views.import_lines(imported):
        click.echo(line)
    if imported.stopped is None:
        return
    if imported.stopped.kind != "replay":
        raise imported.stopped
    click.echo(str(imported.stopped))
