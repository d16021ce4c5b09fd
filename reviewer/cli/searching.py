"""amana-reviewer search and searches: find cases, and keep what is looked for often."""

from __future__ import annotations

import click
from rich.table import Table

from keys.calendar import day_number, today
from reviewer import terminal, views
from reviewer.cli.entering import Entry, told
from reviewer.search import finding, keeping
from reviewer.search import query as queries
from reviewer.triage import ruling

__all__ = ["search", "searches"]


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="Show so many.")
@click.option("--keep", "name", help="Keep this search under a name.")
@click.pass_obj
@told
def search(entry: Entry, *, words: tuple[str, ...], most: int, name: str | None) -> None:
    """Find cases by words and facts.

    Words are found in any spelling; "words in a row" stand in quotes, a beginning ends in *, and what is not
    wanted has a - before it. Facts are written state:triage, category:, topic:, urgency:0, lang:ar,
    platform:facebook, place:rabat (or MA-04), tag:, assignee:me (or nobody), age:7 (days or more, <7 for
    less), due:3 (days or less), and is: with open, closed, late, alike, aside, known-file, danger, anonymous,
    unanswered or files.
    """
    typed = " ".join(words)
    with entry.open() as station:
        ruling.catch_up(station.store, station.places.offline)
        person, _ = station.session.me()
        query = queries.parse(typed)
        if name is not None:
            keeping.keep(station, name, typed)
        found = finding.find(station.store, query, today=day_number(today()), person=person.name, size=most)
    if not found.lines:
        click.echo("Nothing was found.")
        return
    views.console().print(views.queue_table(found.lines))
    if found.next:
        click.echo(f"There are more: --most {most * 2}", err=True)


@click.command()
@click.option("--drop", help="Keep the search of this name no more.")
@click.pass_obj
@told
def searches(entry: Entry, *, drop: str | None) -> None:
    """Show the searches that are kept, or drop one."""
    with entry.open() as station:
        if drop is not None:
            keeping.drop(station, drop)
        kept = keeping.kept(station.store)
    table = Table("Name", "Search", "Kept by", box=None, pad_edge=False)
    for each in kept:
        table.add_row(*map(terminal.line, (each.name, each.query, each.person)))
    views.console().print(table)
