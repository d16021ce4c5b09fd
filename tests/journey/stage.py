"""One deployment played with the real commands: a server, a workstation, and a stick between them.

Every step is a command that a person would type; ``say`` is told each one before it runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.submit.world import serving

BIN = Path(sys.executable).parent


class CommandError(Exception):
    """A command failed; the message holds what it said."""


@dataclass
class Stage:
    """``folder`` receives offline/, server/ and stick/."""

    folder: Path
    say: Callable[[str], object] = lambda _line: None
    offline: Path = field(init=False)
    server: Path = field(init=False)
    stick: Path = field(init=False)

    def __post_init__(self) -> None:
        self.offline, self.server = self.folder / "offline", self.folder / "server"
        self.stick = self.folder / "stick"

    def set_up(self) -> None:
        """Make keys, vault and the first, empty board."""
        self.stick.mkdir(parents=True)
        site = self.folder / "site.json"
        site.write_text(self.run("amana-submit", "site", "--demonstration"))
        self.run(
            *("amana-keys", "init", "--demonstration", "--site", str(site)),
            *("--offline", str(self.offline), "--server", str(self.server)),
        )
        self.vault("init")
        self.desk("publish", self.stick)
        self.vault("import", self.stick)

    def run(self, *command: str, typed: str = "") -> str:
        """Run one command and return what it printed."""
        self.say("$ " + " ".join(part.replace(f"{self.folder}{os.sep}", "") for part in command))
        environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1"}
        done = subprocess.run(
            [BIN / command[0], *command[1:]],
            input=typed, capture_output=True, text=True, check=False, env=environment, timeout=300,
        )  # fmt: skip
        if done.returncode:
            raise CommandError(done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def vault(self, *arguments: str | Path) -> str:
        """Run amana-vault on the server's side."""
        return self.run("amana-vault", "--server", str(self.server), *map(str, arguments))

    def desk(self, *arguments: str | Path, typed: str = "") -> str:
        """Run amana-reviewer on the workstation."""
        entry = ("--offline", str(self.offline), "--passphrase-file", str(self.offline / "passphrase"))
        return self.run("amana-reviewer", *entry, *map(str, arguments), typed=typed)

    def carry_in(self) -> str:
        """Carry what waits from the server to the desk."""
        return self.vault("export", self.stick) + self.desk("import", self.stick)

    def carry_out(self) -> str:
        """Carry the next board and the acknowledgements from the desk to the server."""
        return self.desk("publish", self.stick) + self.vault("import", self.stick)

    def cases(self) -> list[str]:
        """Return the case numbers of the queue, in its order."""
        return re.findall(r"EB-\d+", self.desk("list"))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve the site and give its address."""
        self.say("$ amana-submit --server server serve")
        with serving(self.server) as (address, _):
            yield address
