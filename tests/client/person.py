"""A person at a terminal, with the client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from submit.cli import main
from tests.submit.world import World

__all__ = ["Person"]

_DIGITS = re.compile(r"\b\d{4}(?:-\d{4}){6}\b")


@dataclass(frozen=True)
class Person:
    """Runs the client in this process, typing ``lines``; a real terminal's are in test_at_a_terminal."""

    world: World
    address: str
    folder: Path

    @property
    def pinned(self) -> list[str]:
        """The option that pins this deployment."""
        return ["--fingerprint", self.world.manifest.root.fingerprint.hex()]

    def run(self, verb: str, *options: str, lines: Sequence[str] = (), address: str = "") -> Result:
        """Run a command to its end."""
        typed = "".join(f"{line}\n" for line in lines)
        command = [verb, address or self.address, *self.pinned, *options]
        return CliRunner().invoke(main, command, input=typed)

    def send(self, text: str = "What I saw.", *options: str) -> str:
        """Send a report without practising; return its codename in digits."""
        file = self.folder / "text.txt"
        file.write_text(text, "utf-8")
        done = self.run("send", "--text-file", str(file), "--no-practice", *options)
        assert done.exit_code == 0, done.output
        return codename_in(done.output)


def codename_in(output: str) -> str:
    """Find the codename that was shown, in digits."""
    [found] = set(_DIGITS.findall(output))
    return str(found)
