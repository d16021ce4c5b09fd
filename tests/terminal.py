"""A command at a real terminal (a pseudo-terminal, pty(7)): what comes on the screen, and what is typed."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import sys
import time
from collections.abc import Mapping, Sequence

__all__ = ["Terminal"]


class Terminal:
    """A command run by this Python under a terminal; ``seen`` is all that came on the screen."""

    def __init__(self, arguments: Sequence[str], patience: float = 60) -> None:
        self.seen = ""
        self._patience = patience
        self._expected = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.child, self._end = pty.fork()
        if self.child == 0:
            os.execv(sys.executable, [sys.executable, *arguments])

    def expect(self, said: str) -> str:
        """Wait for a text after the last one that was waited for; return what came since."""
        begun, end = self._expected, time.monotonic() + self._patience
        while (at := self.seen.find(said, begun)) < 0:
            assert time.monotonic() < end, self.seen[begun:]
            self._read()
        self._expected = at + len(said)
        return self.seen[begun : self._expected]

    def question(self, known: Mapping[str, re.Pattern[str]]) -> str | None:
        """Wait until what came ends in one of several questions; return its name, or None at the end."""
        end = time.monotonic() + self._patience
        while True:
            since = self.seen[self._expected :]
            for name, pattern in known.items():
                if pattern.search(since):
                    self._expected = len(self.seen)
                    return name
            assert time.monotonic() < end, since
            if not self._read():
                return None

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._end, f"{line}\r".encode())

    def finish(self) -> int:
        """Read to the end; return the exit code, negative for a signal."""
        end = time.monotonic() + self._patience
        while self._read():
            assert time.monotonic() < end, self.seen
        _, status = os.waitpid(self.child, 0)
        os.close(self._end)
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> bool:
        if select.select([self._end], [], [], 1)[0]:
            try:
                piece = os.read(self._end, 4096)
            except OSError:  # Linux says EIO when the other end is closed
                return False
            self.seen += self._decoder.decode(piece)
            return bool(piece)
        return True
