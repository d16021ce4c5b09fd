"""Talking with a reporter at a terminal: the codename shown, practised and typed; progress; answers.

What is shown once is taken off the screen and out of its scroll-back as well as terminals allow. Nothing of
it is ever an argument of a command, a log line or a file.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from keys import codename as codenames
from keys.calendar import day_of
from keys.codename import Codename
from keys.errors import CodenameError
from submit.client.thread import Thread
from submit.errors import ClientError

__all__ = ["SPELLING_OF", "Terminal"]

# The spelling that speakers of a language read most easily.
SPELLING_OF = {"ar": "ar", "fr": "fr", "en": "eff", "es": "es", "zgh": "fr"}
TIMES = 2
_FORGET = "\x1b[2J\x1b[3J\x1b[H"  # the screen, what scrolled off it, and back to the top
_STAGES = {
    "work": "Working a small puzzle that keeps floods of messages out …",
    "send": "Sending",
    "waiting": "Waiting for the network; it goes on by itself",
    "busy": "The site has too much to do; it goes on by itself",
}


@dataclass(slots=True)
class Terminal:
    """A person at this terminal; without ``echo`` a codename does not show while it is typed."""

    echo: bool = True
    _said: tuple[str, int] = ("", -1)

    def show(self, made: Codename, spelling: str) -> None:
        """Show a new codename, once."""
        click.echo("\nYour codename. Write it down on paper now:\n")
        click.echo(f"    {made.spelling(spelling)}")
        if spelling != "digits":
            click.echo(f"    {made.digits()}   (the same in digits; one of the two is enough)")
        click.echo(
            "\nIt is shown only now, and nobody can give it to you again. With it you read the answer.\n"
        )

    def practise(self, made: Codename, spelling: str) -> None:
        """Let it be typed twice from the paper, shown again as often as is asked for."""
        self._wait("Press Enter when it is written down. The screen is cleared then.")
        for time in range(1, TIMES + 1):
            self.forget()
            while (
                typed := self._typed(
                    f"Type it from your paper ({time} of {TIMES}; only Enter: show it again)"
                )
            ) != made:
                if typed is None:
                    self.show(made, spelling)
                    self._wait("Press Enter when it is written down.")
                    self.forget()
                else:
                    click.echo(
                        "This is a codename, but not the one that was shown. Compare it with your paper."
                    )
        click.echo("That is right: what you wrote down is your codename.")

    def ask(self) -> Codename:
        """Ask for a codename until it is one.

        Raises:
            ClientError: ``codename``, nothing was typed.
        """
        found = self._typed("Your codename")
        if found is None:
            raise ClientError("codename", "No codename was typed. Run the command again when you have it.")
        return found

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say on the error stream what goes on, at every tenth of it."""
        tenth = 10 * done // max(total, 1) if stage == "send" else 0
        if (stage, tenth) == self._said:
            return
        self._said = stage, tenth
        click.echo(f"{_STAGES[stage]}{f' … {10 * tenth} %' if stage == 'send' else ''}", err=True)

    def take_over(self) -> None:
        """Ask at the terminal from now on: the text came by the input, which is at its end."""
        with contextlib.suppress(OSError):
            sys.stdin = Path("/dev/tty").open("r", encoding="utf-8")  # noqa: SIM115 -- for good

    def forget(self) -> None:
        """Clear a real screen."""
        if sys.stdout.isatty():
            click.echo(_FORGET, nl=False)

    def read_out(self, thread: Thread | None) -> None:
        """Print what a board holds."""
        if thread is None:
            click.echo("The site has published no answers yet. Look again in a few days.")
            return
        click.echo(f"Board {thread.serial} of {thread.issued}; the next is due on {thread.due}.")
        if thread.is_late:
            click.echo(
                "It is older than it should be: newer answers may be waiting elsewhere. Look again tomorrow."
            )
        for day in thread.opened:
            click.echo(f"\nA reviewer opened a message of yours on {day}.")
        for reply in thread.replies:
            click.echo(
                f"\nAnswer {reply.number} of {reply.total}, {day_of(reply.day)}:\n{_harmless(reply.text)}"
            )
        if not (thread.opened or thread.replies):
            click.echo(
                "\nNothing yet under this codename. A reviewer has not opened your message, or not answered."
            )

    def _typed(self, question: str) -> Codename | None:
        while True:
            typed = click.prompt(question, default="", show_default=False, hide_input=not self.echo)
            if not typed.strip():
                return None
            try:
                return codenames.parse(typed)
            except CodenameError as error:
                meant = (
                    f" Perhaps: {', '.join(error.suggestions)}." if error.suggestions and self.echo else ""
                )
                click.echo(f"{error}{meant}")

    def _wait(self, sentence: str) -> None:
        click.prompt(sentence, default="", show_default=False, prompt_suffix=" ", hide_input=True)


def _harmless(text: str) -> str:
    """Drop what could steer a terminal; answers are the desk's, who may be somebody else tomorrow."""
    return "".join(each for each in text if each == "\n" or each.isprintable())
