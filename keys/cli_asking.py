"""Ask people at a terminal, one thing at a time, and say what is wrong with an answer until it is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from keys.errors import KeysError, KeystoreError, ShareError
from keys.private import keystore
from keys.private.ceremony import strength
from keys.private.ceremony.randomness import Randomness
from keys.private.ceremony.said import SAID
from keys.private.ceremony.tongue import Tongue
from keys.private.shares import Collected
from keys.private.sheets import Sheet, write_sheets

__all__ = ["Asking"]

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

    def hand_out(self, path: Path, made: Sequence[Sheet], drill: Callable[[Sequence[str]], None]) -> None:
        """Print sheets, have enough of them typed back until ``drill`` accepts them, and wipe the file."""
        write_sheets(path, made)
        self.say("print", path=path)
        click.pause("")
        needed = made[0].needed
        self.say("drill", needed=needed)
        self.until(lambda: drill(self.collect(needed)))
        keystore.overwrite(path)
        self.say("drill-done")
