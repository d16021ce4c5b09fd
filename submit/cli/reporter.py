"""What reporters run: send a message, read the answers."""

from __future__ import annotations

import contextlib
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from keys import codename as codenames
from keys import mailbox
from keys.calendar import accepted_epochs, today
from keys.codename import SPELLINGS
from keys.errors import FormatError, KeysError
from keys.wire import from_hex
from submit import client
from submit.client import Ready, Site, open_deployment
from submit.client.board import decoy
from submit.client.form import read_form
from submit.client.message import Message, seal_into
from submit.client.terminal import SPELLING_OF, Terminal
from submit.errors import ClientError, SubmitError

__all__ = ["replies_command", "send_command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)
YES_NO = click.Choice(["yes", "no", "unknown"])
MOST_TEXT = 1 << 16  # bytes that are read of a text
LONGEST = 4000  # characters of it that a report holds


def reaching(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what leads to a site, and turn its errors into a sentence."""

    @functools.wraps(command)
    def run(*, address: str, socks: str | None, fingerprint: str | None, **given: Any) -> None:
        try:
            with Site(address, socks) as site:
                command(site=site, pinned=_pinned(fingerprint), **given)
        except (SubmitError, KeysError) as error:
            click.echo(f"amana-submit: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            click.echo(f"amana-submit: {error.filename or 'A file'}: {error.strerror}.", err=True)
            sys.exit(1)

    options = (
        click.option(
            "--fingerprint",
            help="Root fingerprint of the poster, in hex: the site is refused if it has another.",
        ),
        click.option("--socks", metavar="HOST:PORT", help="SOCKS5 proxy; Tor's is 127.0.0.1:9050."),
        click.argument("address", metavar="URL"),
    )
    for option in options:
        run = option(run)
    return run


@click.command("send")
@reaching
@click.option(
    "--lang",
    type=click.Choice(tuple(SPELLING_OF)),
    default="en",
    show_default=True,
    help="Language you write in.",
)
@click.option(
    "--text-file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="What happened, in your words; - reads it from the input. Otherwise it is asked for.",
)
@click.option("--answers", type=FILE, help="TOML or JSON file with answers to the form (docs/reporter.md).")
@click.option("--category", help="Code of the category, as terrorism.")
@click.option("--topic", help="Code of the topic.")
@click.option(
    "--role", type=click.Choice(["target", "child", "witness", "professional"]), help="Who you are to it."
)
@click.option("--danger", type=YES_NO, help="Someone is in danger now.")
@click.option("--ongoing", type=YES_NO, help="It is still going on.")
@click.option("--file", "files", type=FILE, multiple=True, help="File to attach; again for each other one.")
@click.option("--keep-names", is_flag=True, help="Send files under their own names.")
@click.option("--lane", default="", help="Team that may open it: desk if you say nothing of a first report.")
@click.option(
    "--spelling",
    type=click.Choice(SPELLINGS),
    help="How the codename is written; your language's words otherwise.",
)
@click.option("--no-practice", is_flag=True, help="Do not practise the codename.")
@click.option("--follow-up", is_flag=True, help="Add to an earlier report; its codename is asked for.")
@click.option(
    "--erase", is_flag=True, help="Ask that the answers so far be deleted; the codename is asked for."
)
@click.option("--no-echo", is_flag=True, help="Do not show a codename while it is typed.")
@click.option("--state", type=NEW, help="Keep the sealed bytes in this file until they have arrived.")
@click.option("--out", type=NEW, help="Only write a sealed .amana file here; send nothing.")
@click.option("--sealed", type=FILE, help="Send this sealed file as it is, or go on with it.")
def send_command(*, site: Site, pinned: bytes | None, sealed: Path | None, **given: Any) -> None:
    """Seal a report on this computer and send it to the site at URL.

    Stopped, even by force, it goes on where it was: with --state FILE at first, then with --sealed FILE.
    """
    if sealed is not None:
        with sealed.open("rb") as file:
            _forward(site, pinned, file)
    else:
        _Sending(site, pinned, given).run()


@click.command("replies")
@reaching
@click.option("--no-echo", is_flag=True, help="Do not show the codename while it is typed.")
@click.option(
    "--seen",
    type=click.IntRange(0),
    default=0,
    help="Number of the board that you saw last: an older one is refused.",
)
def replies_command(*, site: Site, pinned: bytes | None, no_echo: bool, seen: int) -> None:
    """Read what waits under your codename at the site at URL."""
    terminal = Terminal(echo=not no_echo)
    typed = terminal.ask()
    manifest = open_deployment(site, pinned, today()).manifest
    terminal.read_out(
        client.look(site, manifest, mailbox.derive(typed, manifest.deployment), today(), least=seen)
    )


def _forward(site: Site, pinned: bytes | None, file: BinaryIO) -> None:
    deployment = open_deployment(site, pinned, today())
    ready = Ready.check(file, accepted_epochs(today()))
    client.send(site, deployment.manifest.deployment, ready, Terminal().progress)
    click.echo("The sealed file has arrived. You can delete it now.")


class _Sending:
    """One message from asking to arriving."""

    def __init__(self, site: Site, pinned: bytes | None, given: dict[str, Any]) -> None:
        self._site = site
        self._pinned = pinned
        self._given = given
        self._terminal = Terminal(echo=not given["no_echo"])

    def run(self) -> None:
        message, day = self._message(), today()
        deployment = open_deployment(self._site, self._pinned, day)
        self._decoy(deployment)
        is_first = message.kind == "report"
        name = codenames.generate() if is_first else self._terminal.ask()
        kept: Path | None = self._given["out"] or self._given["state"]
        with kept.open("x+b") if kept else tempfile.TemporaryFile() as out:
            box = mailbox.derive(name, deployment.manifest.deployment)
            with _no_half(kept):
                ready = seal_into(out, message, deployment, box, day)
            if is_first:
                self._hand_over(name)
            if self._given["out"]:
                click.echo(
                    f"{kept} holds the sealed message. Nothing was sent: send it before the end of Sunday."
                )
                return
            client.send(self._site, deployment.manifest.deployment, ready, self._terminal.progress)
        if kept:
            kept.unlink()
        click.echo("Your message has arrived. Look for the answer in a few days: amana-submit replies URL")

    def _message(self) -> Message:
        given = self._given
        kind = "erase" if given["erase"] else "follow-up" if given["follow_up"] else "report"
        names = ("category", "topic", "role", "danger", "ongoing")
        form = read_form(given["answers"], {name: given[name] for name in names if given[name]})
        return Message(
            kind=kind,
            lang=given["lang"],
            text="" if kind == "erase" else form.text or self._text(),
            form=form,
            lane=given["lane"],
            files=() if kind == "erase" else given["files"],
            names=given["keep_names"],
        )

    def _text(self) -> str:
        source: Path | None = self._given["text_file"]
        if source is None:
            click.echo("What happened? End with a line that holds only a dot.")
            lines = iter(lambda: click.prompt("", prompt_suffix="> ", default="", show_default=False), ".")
            return _said("\n".join(lines))
        with click.open_file(str(source), "rb") as file:
            untrusted = file.read(MOST_TEXT)
        if str(source) == "-":
            self._terminal.take_over()
        try:
            return _said(untrusted.decode())
        except UnicodeDecodeError as error:
            raise ClientError("form", "The text is not UTF-8. Save it as UTF-8 and try again.") from error

    def _hand_over(self, name: codenames.Codename) -> None:
        spelling = self._given["spelling"] or SPELLING_OF[self._given["lang"]]
        self._terminal.show(name, spelling)
        if not self._given["no_practice"]:
            self._terminal.practise(name, spelling)

    def _decoy(self, deployment: client.Deployment) -> None:
        # It serves only to look alike; who reads answers is told what is wrong with the board.
        with contextlib.suppress(ClientError, KeysError):
            decoy(self._site, deployment.manifest)


@contextlib.contextmanager
def _no_half(kept: Path | None) -> Iterator[None]:
    """Leave no file that is not whole."""
    try:
        yield
    except BaseException:
        if kept:
            kept.unlink()
        raise


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise ClientError("form", "There is no text: say in a few words what happened. Nothing was sent.")
    if len(said) > LONGEST:
        raise ClientError("form", f"A text has at most {LONGEST} characters; this has {len(said)}.")
    return said


def _pinned(fingerprint: str | None) -> bytes | None:
    if fingerprint is None:
        return None
    try:
        return from_hex("".join(fingerprint.split()).lower(), 32)
    except FormatError as error:
        raise ClientError("fingerprint", "A fingerprint has 64 hex digits; spaces are allowed.") from error
