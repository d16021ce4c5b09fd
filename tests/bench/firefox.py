"""Firefox over Marionette, its protocol for being driven, with nothing that watches its network on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port

COMMAND = [os.environ.get("FIREFOX", "/usr/bin/firefox-esr"), "--headless", "--marionette", "--no-remote"]
PATIENCE = 300  # seconds


class Page:
    """A tab, asked one question at a time: a length in digits, a colon, JSON; the answer is alike."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line.makefile("rwb")
        self._last = 0
        self._receive()  # which protocol it speaks
        self._ask("WebDriver:NewSession", timeouts={"script": PATIENCE * 1000})

    def goto(self, address: str) -> None:
        """Open a page, and wait until it is whole."""
        self._ask("WebDriver:Navigate", url=address)

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is, or what its promise becomes."""
        asked = {"script": f"return {expression}", "sandbox": "bench", "newSandbox": False}
        return self._ask("WebDriver:ExecuteScript", args=[], **asked)["value"]

    def choose(self, file: Path) -> None:
        """Put a file into the page's first <input>, as a person does."""
        [found] = self._ask("WebDriver:FindElement", using="css selector", value="input")["value"].values()
        self._ask("WebDriver:ElementSendKeys", id=found, text=str(file))

    def _ask(self, command: str, **fields: object) -> dict[str, Any]:
        self._last += 1
        question = json.dumps([0, self._last, command, fields]).encode()
        self._line.write(b"%d:%s" % (len(question), question))
        self._line.flush()
        _, _, error, result = self._receive()
        if error is not None:
            raise RuntimeError(error)
        answer: dict[str, Any] = result
        return answer

    def _receive(self) -> Any:
        length = b""
        while (byte := self._line.read(1)) != b":":
            if not byte:
                raise EOFError("Firefox is gone")
            length += byte
        return json.loads(self._line.read(int(length)))


@contextmanager
def firefox() -> Iterator[Page]:
    """Run the browser with a profile of its own until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        command = [*COMMAND, "--profile", profile]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with process:
            try:
                with _connected(port) as line:
                    yield Page(line)
            finally:
                process.terminate()


def _connected(port: int) -> socket.socket:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
