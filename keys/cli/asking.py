"""Ask people at a terminal, one thing at a time, and say what is wrong with an answer until it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from keys.calendar import quarter_of
from keys.errors import KeysError, KeystoreError, ShareError
from keys.private import keystore
from keys.private.ceremony import strength
from keys.private.ceremony.randomness import Randomness
from keys.private.ceremony.said import SAID
from keys.private.ceremony.tongue import Tongue
from keys.private.keystore import Session
from keys.private.shares import Collected
from keys.private.sheets import Sheet, write_sheets

__all__ = ["SHEETS", "Asking", "unlock"]

SHEETS = "shares.pdf"

T = TypeVar("T")


class Asking:
    """Questions in one language."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue

    def sentence(self, key: str, **values: object) -> str:
        """Return a sentence in the language of these people."""
        return self.tongue(SAID[key], **values)

    def say(self, key: str, **values: object) -> None:
        """Show a sentence."""
        click.echo(f"\n{self.sentence(key, **values)}")

    def title(self, number: int, key: str, **values: object) -> None:
        """Show where one is."""
        named = self.sentence(key, **values)
        click.secho(f"\n{self.sentence('step', number=number, count=5, title=named)}", bold=True)

    def ask(self, key: str, default: str | None = None, **values: object) -> str:
        """Ask for a line."""
        text = self.sentence(key, **values)
        return str(click.prompt(text, default=default, show_default=False)).strip()

    def hidden(self, key: str, **values: object) -> str:
        """Ask for a secret, without an echo."""
        return str(click.prompt(self.sentence(key, **values), hide_input=True))

    def number(self, key: str, least: int, most: int, usual: int) -> int:
        """Ask for a number."""
        kind = click.IntRange(least, most)
        return int(click.prompt(self.sentence(key), default=usual, type=kind))

    def yes(self, key: str, *, default: bool) -> bool:
        """Ask yes or no."""
        return click.confirm(self.sentence(key), default=default)

    def passphrase(self, name: str, random: Randomness) -> str:
        """Offer a passphrase, take one that is strong enough, and have it typed twice."""
        self.say("offer", name=name, passphrase=strength.offer(random))
        return self.until(lambda: self._chosen(name))

    def _chosen(self, name: str) -> str:
        first = self.hidden("passphrase", name=name)
        strength.check(first, name)
        if self.hidden("again") != first:
            raise KeystoreError("differ", self.sentence("differ"))
        return first

    def until(self, step: Callable[[], T]) -> T:
        """Try again, after saying why, until a step is done."""
        while True:
            try:
                return step()
            except (KeysError, FileNotFoundError) as error:
                self.explain(error)

    def explain(self, error: Exception) -> None:
        """Say what is wrong, and which words may be meant."""
        click.echo(str(error), err=True)
        if isinstance(error, ShareError) and error.suggestions:
            click.echo(self.sentence("maybe", words=", ".join(error.suggestions)), err=True)

    def collect(self, needed: int = 0) -> list[str]:
        """Take shares until they are enough, or ``needed`` of them; return them as they were made."""
        collected, lines = Collected(), list[str]()
        while len(lines) < needed or (not needed and collected.missing):
            line = self.ask("share")
            try:
                collected.add(line)
                lines.append(line)
            except ShareError as error:
                self.explain(error)
        return lines

    def hand_out(
        self,
        path: Path,
        shares: Sequence[str],
        drill: Callable[[Sequence[str]], None],
        *,
        names: Mapping[str, str],
        lane: str,
        needed: int,
        made: date,
        last: int,
        deployment: bytes,
    ) -> None:
        """Print a sheet a share, have enough typed back until ``drill`` accepts them, and wipe the file.

        ``names`` are the organisation's by language; ``made`` is the day, ``last`` the shares' last week.
        """
        sheets = [
            Sheet(
                words=tuple(line.split()),
                organisation=names.get(self.tongue.lang, names["en"]),
                lane=lane,
                quarter=quarter_of(made),
                number=number,
                count=len(shares),
                needed=needed,
                made=made,
                last=last,
                deployment=deployment,
                language=self.tongue.lang,
            )
            for number, line in enumerate(shares, 1)
        ]
        write_sheets(path, sheets)
        self.say("print", path=path)
        # A line, not a key: going into raw mode would lose an Enter that was pressed early.
        click.prompt("", default="", show_default=False, prompt_suffix="")
        self.say("drill", needed=needed)
        self.until(lambda: drill(self.collect(needed)))
        keystore.overwrite(path)
        self.say("drill-done")


def unlock(path: Path, name: str) -> Session:
    """Ask somebody for their passphrase, and open a keystore with it; raises as ``keystore.unlock``."""
    typed = str(click.prompt(f"Passphrase of {name}", hide_input=True, err=True))
    return keystore.unlock(path, typed, name)
