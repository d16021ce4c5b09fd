"""How a command enters the workstation, and how it ends when something is wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, ParamSpec

import click

from keys import calendar
from keys.errors import KeysError
from keys.private import guarded, idle
from keys.private import keystore as keystores
from keys.private.keystore import Session
from reviewer import views, workstation
from reviewer.errors import RequestError, ReviewerError
from reviewer.workstation import Workstation
from vault.formats import VaultError

__all__ = ["FILE", "FOLDER", "NEW", "Entry", "stop", "told"]

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

    @property
    def folder(self) -> Path:
        """The workstation's folder."""
        if self.offline is None:
            raise click.UsageError("Say which folder: amana-reviewer --offline FOLDER COMMAND")
        return self.offline

    @contextmanager
    def open(self) -> Iterator[Workstation]:
        """Ask for the passphrase and enter."""
        guarded.harden()
        with workstation.enter(
            self.folder,
            self.passphrase(),
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

    def passphrase(self) -> str:
        """Return what was typed or stands in the file; raises RequestError ``passphrase-file``."""
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
            stop(str(error), _HINTS.get(error.kind))
        except OSError as error:
            stop(f"{error.filename or 'A file'}: {error.strerror or error}", None)

    return wrapper


def stop(message: str, hint: str | None = None) -> NoReturn:
    """Say what is wrong on stderr, and leave."""
    click.echo(f"amana-reviewer: {message}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    sys.exit(1)
