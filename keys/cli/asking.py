"""Ask people at a terminal, one thing at a time, and say what is wrong with an answer until it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from keys.calendar import quarter_of
from keys.cli.questions import Questions
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
        self._questions = Questions(self.sentence("settled"))
        self.each = self._questions.each

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
        return self._questions.line(self.sentence(key, **values), default)

    def hidden(self, key: str, **values: object) -> str:
        """Ask for a secret, without an echo."""
        return self._questions.line(self.sentence(key, **values), hidden=True)

    def number(self, key: str, least: int, most: int, usual: int, **values: object) -> int:
        """Ask for a number."""
        return self._questions.number(self.sentence(key, **values), least, most, usual)

    def yes(self, key: str, *, default: bool) -> bool:
        """Ask yes or no."""
        return self._questions.yes(self.sentence(key), default=default)

    def plan(self) -> Sharing:
        """Ask into how many shares a secret is split, and who stands for whom where there are groups."""
        said = self.each(
            count=lambda _: self.number("how-many-groups", 1, MOST, 1),
            sharing=lambda said: self._alone() if said["count"] == 1 else self._grouped(said["count"]),
        )
        sharing: Sharing = said["sharing"]
        return sharing

    def _alone(self) -> Sharing:
        said = self.each(
            shares=lambda _: self.number("how-many-shares", 1, MOST, 5),
            group=lambda said: self._group("how-many-open", said["shares"]),
        )
        return Sharing(Plan((said["group"],)), ("",))

    def _grouped(self, count: int) -> Sharing:
        asked = {f"group-{number}": partial(self._named, number) for number in range(1, count + 1)}
        said = self.each(**asked, needed=lambda _: self.number("groups-open", 1, count, count // 2 + 1))
        needed = said.pop("needed")
        return Sharing(
            Plan(tuple(each["group"] for each in said.values()), needed),
            tuple(each["name"] for each in said.values()),
        )

    def _named(self, number: int, _: object) -> dict[str, Any]:
        return self.each(
            name=lambda _: self.ask("group-name", number=number),
            shares=lambda said: self.number("group-shares", 1, MOST, 3, name=said["name"]),
            group=lambda said: self._group("group-open", said["shares"], name=said["name"]),
        )

    def _group(self, key: str, shares: int, **values: object) -> tuple[int, int]:
        return self.number(key, min(2, shares), shares, shares // 2 + 1, **values), shares

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
