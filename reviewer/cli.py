"""amana-reviewer: take reports off a stick, read them, answer, and publish.

Answers go to stdout. An error goes to stderr as one line, and a hint where there is one, with exit code 1.
No secret is ever printed; a declared identity only by `reveal`.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import click

from keys import calendar
from keys.errors import KeysError
from keys.private import guarded, idle
from keys.private import keystore as keystores
from keys.private.keystore import Session
from reviewer import attachments, cases, inbound, publish, replies, reveal, terminal, views, workstation
from reviewer.errors import RequestError, ReviewerError
from reviewer.workstation import Workstation
from vault.formats import VaultError

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(path_type=Path)
PASSPHRASE_LIMIT = 4096
_HINTS = {
    "passphrase": "Check the keyboard's language, and that this is the keystore's own passphrase.",
    "fork": "Do not import anything more from this server until somebody has looked into it.",
    "replay": "If a newer bundle was expected, run `amana-vault export` again.",
    "reply-erased": "Nothing was kept. If it is right to answer all the same, say so with --anyway.",
    "reply-long": "Nothing was kept; the text is still where you wrote it.",
    "identity-key": "Ask a custodian; the case can be worked on without it.",
    "clock": "Once you have looked at a calendar: amana-reviewer --date-is-right …",
    "role": "Ask whoever may do this to sit down here; roles are those of the ceremony.",
    "epoch": "The manifest of this folder may be older than the server's.",
}
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Entry:
    """How to enter the workstation: nothing is asked or opened before a command needs it."""

    offline: Path | None
    keystore: str
    passphrase_file: Path | None
    person: str | None = None
    date_is_right: bool = False

    @contextmanager
    def open(self) -> Iterator[Workstation]:
        """Ask for the passphrase and enter."""
        if self.offline is None:
            raise click.UsageError("Say which folder: amana-reviewer --offline FOLDER COMMAND")
        guarded.harden()
        with workstation.enter(
            self.offline,
            self._passphrase(),
            keystore=self.keystore,
            person=self.person,
            day=calendar.today(),
            confirmed=self.date_is_right,
        ) as station:
            yield station
        for line in views.week_lines(station.weeks, calendar.today()):
            click.echo(line, err=True)

    def join(self, station: Workstation, custodians: Sequence[str]) -> None:
        """Ask others for their passphrases, and add what these open, alone or together."""
        with ExitStack() as stack:
            opened: list[Session] = []
            for name in custodians:
                with idle.waiting(station.session):
                    passphrase = str(click.prompt(f"Passphrase of {name}", hide_input=True, err=True))
                unlocked = keystores.unlock(station.places.keystore_file, passphrase, name)
                opened.append(stack.enter_context(unlocked))
            station.session.join_all(opened)

    def _passphrase(self) -> str:
        if self.passphrase_file is None:
            return str(click.prompt("Passphrase", hide_input=True, err=True))
        with self.passphrase_file.open("rb") as file:
            untrusted = file.read(PASSPHRASE_LIMIT + 1)
        try:
            if len(untrusted) <= PASSPHRASE_LIMIT:
                return untrusted.decode().removesuffix("\n")
        except UnicodeDecodeError:
            pass
        raise RequestError("passphrase-file", "The passphrase file is not one line of text.")


def told(command: Callable[P, None]) -> Callable[P, None]:
    """Tell errors to people: one line, a hint where there is one, exit code 1."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ReviewerError, KeysError, VaultError) as error:
            _stop(str(error), _HINTS.get(error.kind))
        except OSError as error:
            _stop(f"{error.filename or 'A file'}: {error.strerror or error}", None)

    return wrapper


@click.group()
@click.version_option(package_name="amana")
@click.option("--offline", type=FOLDER, help="The workstation's folder.")
@click.option("--keystore", default="keystore", show_default=True, help="Keystore file in that folder.")
@click.option("--person", help="Whose passphrase it is; found out by trying where it is left out.")
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from a file instead of asking.")
@click.option("--date-is-right", is_flag=True, help="Trust this computer's date though it seems far off.")
@click.pass_context
def main(
    context: click.Context,
    /,
    *,
    offline: Path | None,
    keystore: str,
    person: str | None,
    passphrase_file: Path | None,
    date_is_right: bool,
) -> None:
    """Work on reports, offline."""
    if Path(keystore).name != keystore:
        raise click.BadParameter("give the name of a file in the offline folder, not a path")
    context.obj = Entry(offline, keystore, passphrase_file, person, date_is_right)


@main.command("import")
@click.argument("stick", type=FOLDER)
@click.option("--loose", is_flag=True, help="STICK holds envelopes named by id, and no bundle.")
@click.pass_obj
@told
def import_(entry: Entry, *, stick: Path, loose: bool) -> None:
    """Take the envelopes that a stick brings."""
    take = inbound.import_loose if loose else inbound.import_bundles
    with entry.open() as station:
        imported = take(station, stick, calendar.today())
    for line in views.import_lines(imported):
        click.echo(line)
    if imported.stopped is None:
        return
    if imported.stopped.kind != "replay":
        raise imported.stopped
    click.echo(str(imported.stopped))


@main.command("list")
@click.option("--aside", is_flag=True, help="Show what is part of no case, and why.")
@click.pass_obj
@told
def list_(entry: Entry, *, aside: bool) -> None:
    """Show the queue: danger first, then the newest."""
    with entry.open() as station:
        if aside:
            shown = views.aside_table(cases.aside(station.store))
        else:
            shown = views.queue_table(cases.queue(station.store))
        late = publish.late_since(station, calendar.today())
    views.console().print(shown)
    if late:
        click.echo(f"A board was due by {late}: pages now call the last one late. Publish.", err=True)


@main.command()
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


@main.command()
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


@main.command("publish")
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


@main.command("export-attachment")
@click.argument("case")
@click.argument("number", type=int)
@click.argument("out", type=NEW)
@click.pass_obj
@told
def export_attachment(entry: Entry, *, case: str, number: int, out: Path) -> None:
    """Write one attachment to the new file OUT. It may be hostile: open it in a sandbox."""
    with entry.open() as station:
        file = attachments.export(station, case, number, out, calendar.today())
    click.echo(f"{file.sha256.hex()}  {terminal.line(str(out))}")
    click.echo(f"{file.size:,} bytes, sent as {terminal.line(file.name)} ({file.type})")


@main.command("reveal")
@click.argument("case")
@click.option("--reason", required=True, help="Why; it is written down.")
@click.option("--custodian", multiple=True, help="Who unlocks it, beside you; twice where it takes two.")
@click.pass_obj
@told
def reveal_(entry: Entry, *, case: str, reason: str, custodian: tuple[str, ...]) -> None:
    """Show a declared identity, to a custodian, for a reason."""
    with entry.open() as station:
        entry.join(station, custodian)
        declared = reveal.reveal(station, case, reason, calendar.today())
    for name in ("name", "number", "contact"):
        click.echo(f"{name.capitalize()}: {terminal.line(declared[name])}")


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


def _stop(message: str, hint: str | None) -> None:
    click.echo(f"amana-reviewer: {message}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    sys.exit(1)
