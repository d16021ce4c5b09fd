"""amana-reviewer desk: the workstation's pages, in a browser on this machine."""

from __future__ import annotations

from contextlib import AbstractContextManager

import click

from keys import calendar
from keys.private import guarded
from reviewer import workstation
from reviewer.cli.entering import Entry, told
from reviewer.desk.face import LANGUAGES
from reviewer.desk.holder import Holder
from reviewer.desk.serve import serve
from reviewer.workstation import Workstation

__all__ = ["desk"]


@click.command()
@click.option("--lang", type=click.Choice([*LANGUAGES]), default="ar", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Any free one, if left out.")
@click.pass_obj
@told
def desk(entry: Entry, *, lang: str, port: int) -> None:
    """Open the desk's pages in a browser on this machine. It ends with Ctrl-C."""
    guarded.harden()

    def enter(passphrase: str) -> AbstractContextManager[Workstation]:
        return workstation.enter(
            entry.folder,
            passphrase,
            keystore=entry.keystore,
            person=entry.person,
            day=calendar.today(),
            confirmed=entry.date_is_right,
        )

    holder = Holder(enter)
    holder.unlock(entry.passphrase())
    serve(holder, lang, _ready, port)


def _ready(address: str) -> None:
    click.echo("Open this in a browser on this computer. It works once:")
    click.echo(address)
