"""Chromium over a pipe of its own, with nothing switched on that looks at its network.

A driver that does keeps a copy of every body that is sent, in the very process whose memory is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COMMAND = ["/usr/bin/chromium", "--headless=new", "--no-sandbox", "--remote-debugging-pipe"]


class Page:
    """An empty page, asked over the DevTools protocol: one question, one answer."""

    def __init__(self, answers: int, questions: int) -> None:
        self._answers, self._questions = os.fdopen(answers, "rb"), os.fdopen(questions, "wb", buffering=0)
        self._last = 0
        self._session: dict[str, str] = {}
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = {"sessionId": session}
        self._ask("Page.setBypassCSP", enabled=True)

    def goto(self, address: str) -> None:
        """Open a page, and wait until it is whole."""
        self._ask("Page.navigate", url=address)
        while not self.evaluate(f"location.href === '{address}' && document.readyState === 'complete'"):
            pass

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is, or what its promise becomes."""
        answer = self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def choose(self, file: Path) -> None:
        """Put a file into the page's first <input>, as a person does."""
        root = self._ask("DOM.getDocument")["root"]["nodeId"]
        node = self._ask("DOM.querySelector", nodeId=root, selector="input")["nodeId"]
        self._ask("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        self._last += 1
        question = {"id": self._last, "method": method, "params": params, **self._session}
        self._questions.write(json.dumps(question).encode() + b"\0")
        while (answer := self._receive()).get("id") != self._last:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def _receive(self) -> dict[str, Any]:
        said = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            if not byte:
                raise EOFError("Chromium is gone")
            said += byte
        message: dict[str, Any] = json.loads(said)
        return message


@contextmanager
def chromium() -> Iterator[Page]:
    """Run the browser with a profile of its own until the block ends."""
    (asked, questions), (answers, answered) = os.pipe(), os.pipe()

    def place() -> None:
        spare = os.dup(asked), os.dup(answered)  # neither is 3 or 4 then
        os.dup2(spare[0], 3)
        os.dup2(spare[1], 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [*COMMAND, f"--user-data-dir={profile}", "about:blank"]
        # One thread runs here, so nothing stands between fork and place.
        process = subprocess.Popen(command, preexec_fn=place, close_fds=False, stderr=subprocess.DEVNULL)  # noqa: PLW1509
        with process:
            try:
                yield Page(answers, questions)
            finally:
                process.terminate()
