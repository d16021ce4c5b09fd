"""amana-reviewer look and spare: see what came with a case, veiled first, and what one need not see."""

from __future__ import annotations

from pathlib import Path

import click

from reviewer import terminal
from reviewer.cli.entering import Entry, told
from reviewer.viewing import exposure, previews, words

__all__ = ["look", "spare"]


@click.command()
@click.argument("case")
@click.argument("number", type=int)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="New folder for the pictures.")
@click.option("--unveil", is_flag=True, help="Not blurred: written down, and counted for today.")
@click.option("--colour", is_flag=True, help="With --unveil: not grey either.")
@click.pass_obj
@told
def look(entry: Entry, *, case: str, number: int, out: Path | None, unveil: bool, colour: bool) -> None:
    """Look into attachment NUMBER of CASE without opening it: blurred pictures, or its text.

    It is looked into by a process that reaches neither network nor files; which walls stood around it is
    said. Pictures come as PNG, made anew; no sound is played and no page of the web is shown.
    """
    with entry.open() as station:
        found = previews.look(station, case, number)
        if out is not None:
            out.mkdir()
            for still, picture in enumerate(found.stills, 1):
                if unveil:
                    exposure.unveil(station, case, number, still, colour=colour)
                made = previews.png(picture, veiled=not unveil, grey=not colour)
                (out / f"{still}.png").write_bytes(made)
        spent = exposure.today(station)
    for line in words.lines(found):
        click.echo(line)
    if found.text:
        click.echo(terminal.text(found.text))
    if unveil and spent.wants_pause:
        click.echo(f"{spent.count} pictures today. Get up, look far away, drink something.", err=True)


@click.command()
@click.argument("categories", nargs=-1, metavar="KIND…")
@click.option("--none", "nothing", is_flag=True, help="Be spared nothing.")
@click.pass_obj
@told
def spare(entry: Entry, *, categories: tuple[str, ...], nothing: bool) -> None:
    """Say which kinds of content you are not to be shown, or show what you said. Nobody has to say why."""
    with entry.open() as station:
        if categories or nothing:
            exposure.spare(station, categories)
        person, _ = station.session.me()
        spared = exposure.spared(station.store, person.name)
    click.echo(f"{person.name} is spared: {', '.join(spared) or 'nothing'}")
