"""Questions at a terminal that can be taken back: ``<`` asks the one before again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

__all__ = ["BACK", "Back", "Questions"]

BACK = "<"


class Back(Exception):  # noqa: N818 - a wish, not an error
    """Somebody wants the question before this one again."""


class Questions:
    """Asks one line at a time. What was made already is not a question any more: ``settled`` says so."""

    def __init__(self, settled: str) -> None:
        self._settled = settled
        self._depth = 0
        self._asked = 0

    def each(self, **questions: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
        """Ask questions in order, each knowing the answers so far; return the answers by name.

        One that can answer itself may do so without asking: going back passes over it. Going back from the
        first leads to the questions around these, where there are some.

        Raises:
            Back: from the first of questions within others.
        """
        names, said, asked = [*questions], dict[str, Any](), list[int]()
        at = 0
        self._depth += 1
        try:
            while at < len(names):
                before = self._asked
                try:
                    said[names[at]] = questions[names[at]](said)
                except Back:
                    at = self._before(at, asked)
                    continue
                if self._asked > before:
                    asked.append(at)
                at += 1
        finally:
            self._depth -= 1
        return said

    def _before(self, at: int, asked: list[int]) -> int:
        if asked:
            return asked.pop()
        if self._depth > 1:
            raise Back
        click.echo(self._settled, err=True)
        return at

    def line(self, text: str, default: str | None = None, *, hidden: bool = False) -> str:
        """Ask for a line; with ``hidden`` without an echo."""
        typed: str = click.prompt(
            text, default, hide_input=hidden, show_default=False, value_proc=self._taken
        )
        return typed if hidden else typed.strip()

    def number(self, text: str, least: int, most: int, usual: int) -> int:
        """Ask for a number."""
        kind = click.IntRange(least, most)
        number: int = click.prompt(text, usual, value_proc=lambda typed: kind(self._taken(str(typed))))
        return number

    def yes(self, text: str, *, default: bool) -> bool:
        """Ask yes or no."""
        asked = f"{text} [{'Y/n' if default else 'y/N'}]"
        answer: bool = click.prompt(
            asked, default, show_default=False, value_proc=lambda typed: click.BOOL(self._taken(str(typed)))
        )
        return answer

    def _taken(self, typed: str) -> str:
        self._asked += 1
        if typed.strip() != BACK:
            return typed
        if self._depth:
            raise Back
        raise click.UsageError(self._settled)
