"""Ask people at a terminal, one thing at a time, and say what is wrong with an answer until it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from keys.private.keystore import Session
from keys.private.shares import MOST, Collected, Plan
from keys.private.sheets import Sheet, write_sheets
from keys.tongue import Tongue

__all__ = ["SHEETS", "Asking", "Sharing", "unlock"]

SHEETS = "shares.pdf"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a secret is shared, and what its groups are called; one group alone has no name."""

    plan: Plan
    names: tuple[str, ...]


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

    def number(self, key: str, least: int, most: int, usual: int, **values: object) -> int:
        """Ask for a number."""
        kind = click.IntRange(least, most)
        return int(click.prompt(self.sentence(key, **values), default=usual, type=kind))

    def plan(self) -> Sharing:
        """Ask into how many shares a secret is split, and who stands for whom where there are groups."""
        count = self.number("how-many-groups", 1, MOST, 1)
        if count == 1:
            shares = self.number("how-many-shares", 1, MOST, 5)
            return Sharing(Plan((self._group("how-many-open", shares),)), ("",))
        names, groups = list[str](), list[tuple[int, int]]()
        for number in range(1, count + 1):
            name = self.ask("group-name", number=number)
            shares = self.number("group-shares", 1, MOST, 3, name=name)
            names.append(name)
            groups.append(self._group("group-open", shares, name=name))
        needed = self.number("groups-open", 1, count, count // 2 + 1)
        return Sharing(Plan(tuple(groups), needed), tuple(names))

    def _group(self, key: str, shares: int, **values: object) -> tuple[int, int]:
        return self.number(key, min(2, shares), shares, shares // 2 + 1, **values), shares

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

    def collect(self) -> list[str]:
        """Take shares until they are enough; return them as they were made."""
        collected, lines = Collected(), list[str]()
        while collected.missing:
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
        shares: Sequence[Sequence[str]],
        drill: Callable[[Sequence[str]], None],
        *,
        sharing: Sharing,
        names: Mapping[str, str],
        lane: str,
        made: date,
        last: int,
        deployment: bytes,
    ) -> None:
        """Print a sheet a share, have enough typed back until ``drill`` accepts them, and wipe the file.

        ``shares`` are by group; ``names`` are the organisation's by language; ``made`` is the day, ``last``
        the shares' last week.
        """
        sheets = [
            Sheet(
                words=tuple(line.split()),
                organisation=names.get(self.tongue.lang, names["en"]),
                lane=lane,
                quarter=quarter_of(made),
                number=number,
                count=count,
                needed=needed,
                group=group,
                made=made,
                last=last,
                deployment=deployment,
                language=self.tongue.lang,
            )
            for lines, (needed, count), group in zip(shares, sharing.plan.groups, sharing.names, strict=True)
            for number, line in enumerate(lines, 1)
        ]
        write_sheets(path, sheets)
        self.say("print", path=path)
        # A line, not a key: going into raw mode would lose an Enter that was pressed early.
        click.prompt("", default="", show_default=False, prompt_suffix="")
        self.say("drill")
        self.until(lambda: drill(self.collect()))
        keystore.overwrite(path)
        self.say("drill-done")


def unlock(path: Path, name: str) -> Session:
    """Ask somebody for their passphrase, and open a keystore with it; raises as ``keystore.unlock``."""
    typed = str(click.prompt(f"Passphrase of {name}", hide_input=True, err=True))
    return keystore.unlock(path, typed, name)
