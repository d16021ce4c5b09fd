"""The client at a real terminal: what shows, what does not, and what is taken off the screen."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time

from keys import codename as codenames
from tests.browser.sent import opened_as
from tests.client.person import Person, codename_in

PATIENCE = 60


class Terminal:
    """A command of the client under a pseudo-terminal; ``seen`` is all that came on the screen."""

    def __init__(self, *arguments: str) -> None:
        self.seen = ""
        self.child, self._end = pty.fork()
        if self.child == 0:
            os.execv(sys.executable, [sys.executable, "-m", "submit", *arguments])

    def until(self, said: str) -> str:
        """Wait for a text; return what came since the call."""
        begun, end = len(self.seen), time.monotonic() + PATIENCE
        while said not in self.seen[begun:]:
            assert time.monotonic() < end, self.seen
            if select.select([self._end], [], [], 1)[0]:
                self.seen += os.read(self._end, 4096).decode(errors="replace")
        return self.seen[begun:]

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._end, f"{line}\r".encode())

    def ended(self) -> int:
        """Wait for the end; return the exit code."""
        _, status = os.waitpid(self.child, 0)
        os.close(self._end)
        return os.waitstatus_to_exitcode(status)


def test_practised_from_paper_and_then_gone(person: Person) -> None:
    """Shown, written down, cleared, typed twice unseen; only then is the report sent."""
    terminal = Terminal("send", person.address, *person.pinned, "--lang", "fr", "--no-echo")
    terminal.until("> ")
    terminal.type("Un mot.")
    terminal.until("> ")
    terminal.type(".")
    name = codename_in(terminal.until("Press Enter"))
    words = codenames.parse(name).spelling("fr")
    assert words in re.sub(r"\s+", " ", terminal.seen)
    terminal.type("")
    shown = terminal.until("(1 of 2")
    assert "\x1b[2J\x1b[3J" in shown
    terminal.type(words)
    again = terminal.until("(2 of 2")
    assert words not in again
    terminal.type(name)
    last = terminal.until("Your message has arrived")
    assert name not in last
    assert terminal.ended() == 0
    assert opened_as(person.world, name).report.text == "Un mot."


def test_a_codename_does_not_show_with_no_echo(person: Person) -> None:
    """What is typed does not come back on the screen, whether it is right or not."""
    name = codenames.generate().words()
    terminal = Terminal("replies", person.address, *person.pinned, "--no-echo")
    terminal.until("Your codename")
    terminal.type(f"{name} zzz")
    terminal.until("is not a codename word")
    terminal.until("Your codename")  # what is typed sooner is thrown away
    terminal.type(name)
    terminal.until("nswer")
    assert terminal.ended() == 0
    assert name.split()[0] not in terminal.seen
