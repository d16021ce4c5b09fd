"""amana-reviewer reply and publish: what goes back to reporters."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from keys import calendar
from reviewer.cli.entering import FILE, FOLDER, Entry, stop, told
from reviewer.conversation import publish, replies, translating
from reviewer.errors import RequestError

__all__ = ["publish_", "rebuild", "reply", "translate"]


@click.command()
@click.argument("case")
@click.option("--text", help="The reply. Without it, it is read from --file or from standard input.")
@click.option("--file", "source", type=FILE, help="A text file that holds the reply.")
@click.option("--anyway", is_flag=True, help="Answer although the reporter asked to delete the answers.")
@click.pass_obj
@told
def reply(entry: Entry, *, case: str, text: str | None, source: Path | None, anyway: bool) -> None:
    """Answer a case; the reply goes out with the next board."""
    untrusted = _reply_text(text, source)
    with entry.open() as station:
        written = replies.write(station, case, untrusted, calendar.today(), anyway=anyway)
    click.echo(f"Reply {written.number} to {written.label} is kept ({written.cells} of 8 cells).")
    click.echo("`publish STICK` sends it.")


@click.command()
@click.argument("case")
@click.argument("message", type=int)
@click.option("--text", required=True, help="What it says, in a language of the team.")
@click.pass_obj
@told
def translate(entry: Entry, *, case: str, message: int, text: str) -> None:
    """Keep a translation of a MESSAGE of CASE, counted from 1; reporters never see it."""
    with entry.open() as station:
        translating.translate(station, case, message, text)
    click.echo("Kept.")


@click.command("publish")
@click.argument("stick", type=FOLDER)
@click.option(
    "--after",
    type=click.IntRange(0, 2**31 - 3),
    default=0,
    help="After a store was put back from a copy: bundles taken, as `amana-vault status` says.",
)
@click.pass_obj
@told
def publish_(entry: Entry, *, stick: Path, after: int) -> None:
    """Write the next board and all acknowledgements to a stick."""
    with entry.open() as station:
        made = publish.publish(station, stick, calendar.today(), after=after)
    click.echo(f"Board {made.serial} is on the stick. The next one is due by {made.due}.")
    click.echo(f"Replies on it: {made.replies}. Bundles acknowledged: {made.acknowledged}.")
    if made.waiting:
        click.echo(f"Replies that found no place, and go first on the next board: {made.waiting}.")
    click.echo(f"SHA-256 {made.bundle.hex()}")


@click.command()
@click.option("--verify", is_flag=True, required=True, help="Compare it with what the log says of it.")
@click.pass_obj
@told
def rebuild(entry: Entry, *, verify: bool) -> None:
    """Make the last bundle again from this store: do so on a second workstation, before it leaves the house.

    Exit code 1 if it is another one: then something is in it that does not come from the store.
    """
    del verify
    with entry.open() as station:
        made = publish.rebuild(station)
    click.echo(f"Board {made.serial}, made again. SHA-256 {made.bundle.hex()}")
    if not made.same:
        stop(f"It is NOT the bundle that was published, {made.recorded.hex()}. Keep the stick here.")
    click.echo("It is the same, byte for byte.")


def _reply_text(text: str | None, source: Path | None) -> str:
    """Return the reply as it was given; an editor is not started, for it would leave copies on the disk."""
    if text is not None:
        return text
    if source is None and sys.stdin.isatty():
        click.echo("Write the reply; end with Ctrl-D on a line of its own.", err=True)
    try:
        if source is None:
            return sys.stdin.read(replies.MAX_TYPED + 1)
        with source.open(encoding="utf-8") as file:
            return file.read(replies.MAX_TYPED + 1)
    except UnicodeDecodeError as error:
        raise RequestError("reply-text", "The reply is not UTF-8. Save it as plain text.") from error
