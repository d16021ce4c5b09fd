"""amana-reviewer list, show, export-attachment and reveal: cases, and what is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from keys import calendar
from reviewer import attachments, cases, reveal, terminal, views
from reviewer.assessment import diagnosis, words
from reviewer.cli.entering import NEW, Entry, told
from reviewer.conversation import publish
from reviewer.triage import queue, ruling

__all__ = ["assess", "export_attachment", "list_", "reveal_", "show"]


@click.command("list")
@click.option("--aside", is_flag=True, help="Show what is part of no case, and why.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="Show so many.")
@click.pass_obj
@told
def list_(entry: Entry, *, aside: bool, most: int) -> None:
    """Show the queue: danger first, then what else is urgent, each with the reason."""
    with entry.open() as station:
        if aside:
            shown = views.aside_table(cases.aside(station.store))
        else:
            ruling.catch_up(station.store, station.places.offline)
            shown = views.queue_table(queue.page(station.store, size=most).lines)
        late = publish.late_since(station, calendar.today())
    views.console().print(shown)
    if late:
        click.echo(f"A board was due by {late}: pages now call the last one late. Publish.", err=True)


@click.command()
@click.argument("case")
@click.pass_obj
@told
def show(entry: Entry, *, case: str) -> None:
    """Show a case: messages, names of attachments, replies.

    Of an envelope that `list --aside` names, show the message, if it opened.
    """
    with entry.open() as station:
        if cases.names_envelope(case):
            shown = views.message_view(cases.message_aside(station.store, case))
        else:
            shown = views.case_view(cases.show(station.store, case))
    views.console().print(shown)


@click.command()
@click.argument("case")
@click.pass_obj
@told
def assess(entry: Entry, *, case: str) -> None:
    """Show what a case names: domains, e-mail addresses, phone numbers, accounts, and when it was published.

    Nobody is asked: all of it is read in the texts and addresses.
    """
    with entry.open() as station:
        found = diagnosis.diagnose(cases.show(station.store, case), datetime.now(UTC))
    for each in found.named:
        more = " ".join(part for part in (each.more, words.ODD.get(each.odd, "")) if part)
        click.echo(terminal.line(f"{words.KINDS[each.kind]}: {each.value}{f' ({more})' if more else ''}"))
    for one in found.published:
        click.echo(terminal.line(f"{words.PUBLISHED}: {one.moment.when:%Y-%m-%d %H:%M:%S} UTC {one.url}"))
    if not (found.named or found.published):
        click.echo("Nothing of that kind is in it.")


@click.command("export-attachment")
@click.argument("case")
@click.argument("number", type=int)
@click.argument("out", type=NEW)
@click.pass_obj
@told
def export_attachment(entry: Entry, *, case: str, number: int, out: Path) -> None:
    """Write one attachment to the new file OUT. It may be hostile: open it in a sandbox."""
    with entry.open() as station:
        file = attachments.export(station, case, number, out)
    click.echo(f"{file.sha256.hex()}  {terminal.line(str(out))}")
    click.echo(f"{file.size:,} bytes, sent as {terminal.line(file.name)} ({file.type})")


@click.command("reveal")
@click.argument("case")
@click.option("--reason", required=True, help="Why; it is written down.")
@click.option("--custodian", multiple=True, help="Who unlocks it, beside you; twice where it takes two.")
@click.pass_obj
@told
def reveal_(entry: Entry, *, case: str, reason: str, custodian: tuple[str, ...]) -> None:
    """Show a declared identity, to a custodian, for a reason."""
    with entry.open() as station:
        entry.join(station, custodian)
        declared = reveal.reveal(station, case, reason)
    for name in ("name", "number", "contact"):
        click.echo(f"{name.capitalize()}: {terminal.line(declared[name])}")
