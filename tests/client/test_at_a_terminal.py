"""The client at a real terminal: what shows, what does not, and what is taken off the screen."""

from __future__ import annotations

import re

from keys import codename as codenames
from tests.browser.sent import opened_as
from tests.client.person import Person, codename_in
from tests.terminal import Terminal


def client(*arguments: str) -> Terminal:
    """A command of the client under a pseudo-terminal."""
    return Terminal(["-m", "submit", *arguments])


def test_practised_from_paper_and_then_gone(person: Person) -> None:
    """Shown, written down, cleared, typed twice unseen; only then is the report sent."""
    terminal = client("send", person.address, *person.pinned, "--lang", "fr", "--no-echo")
    terminal.expect("> ")
    terminal.type("Un mot.")
    terminal.expect("> ")
    terminal.type(".")
    name = codename_in(terminal.expect("Press Enter"))
    words = codenames.parse(name).spelling("fr")
    assert words in re.sub(r"\s+", " ", terminal.seen)
    terminal.type("")
    shown = terminal.expect("(1 of 2")
    assert "\x1b[2J\x1b[3J" in shown
    terminal.type(words)
    again = terminal.expect("(2 of 2")
    assert words not in again
    terminal.type(name)
    last = terminal.expect("Your message has arrived")
    assert name not in last
    assert terminal.finish() == 0
    assert opened_as(person.world, name).report.text == "Un mot."


def test_a_codename_does_not_show_with_no_echo(person: Person) -> None:
    """What is typed does not come back on the screen, whether it is right or not."""
    name = codenames.generate().words()
    terminal = client("replies", person.address, *person.pinned, "--no-echo")
    terminal.expect("Your codename")
    terminal.type(f"{name} zzz")
    terminal.expect("is not a codename word")
    terminal.expect("Your codename")  # what is typed sooner is thrown away
    terminal.type(name)
    terminal.expect("nswer")
    assert terminal.finish() == 0
    assert name.split()[0] not in terminal.seen
