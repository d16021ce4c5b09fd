"""A page with a fresh worker, asked as the page's own script asks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request

from keys import codename as codenames
from keys import mailbox
from keys.report import Report
from tests.submit.world import World

# A worker at the page's end: asks one thing, and keeps every message that comes back.
TALK = """
() => {
  const worker = new Worker("/static/amana-worker.js");
  let last = 0;
  globalThis.ask = (message) => new Promise((resolve) => {
    const id = ++last, progress = [];
    if (message.do === "report") globalThis.progress = progress;
    const octets = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    if (message.bytes) message.file = new Blob([octets(message.bytes)]);
    const file = ({name, size}) => new File([new Uint8Array(size)], name);
    if (message.files) message.files = message.files.map(file);
    worker.addEventListener("message", function hear({data: {id: to, event, ...rest}}) {
      if (to !== id) return;
      if (event === "progress") return progress.push({...rest, at: performance.now()});
      worker.removeEventListener("message", hear);
      resolve({event, progress, ...rest});
    });
    worker.postMessage({...message, id});
  });
}
"""
DRAFT = {
    "lang": "fr", "text": "Une arnaque.", "category": "other", "danger": "no",
    "links": [], "identity": {"kind": "none"},
}  # fmt: skip
Ask = Callable[..., dict[str, Any]]


class Talk:
    """A page with a fresh worker, and the requests it makes."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        # A page without a script of its own, so that all traffic is the worker's.
        self.page.goto(f"{address}/static/pages-en.css")
        self.page.evaluate(TALK)
        context.on("request", self._note)
        self._address = address

    def _note(self, request: Request) -> None:
        path = request.url.removeprefix(self._address)
        if not path.startswith("/static/"):  # the worker's own script
            self.requests.append(f"{request.method} {path}")

    def ask(self, do: str, **message: Any) -> dict[str, Any]:
        """Ask; the answer has its ``event``, its ``progress``, and its own keys."""
        answer: dict[str, Any] = self.page.evaluate("message => ask(message)", {"do": do, **message})
        return answer

    def begin(self, do: str, **message: Any) -> None:
        """Ask without waiting for the answer."""
        self.page.evaluate("message => { globalThis.later = ask(message); }", {"do": do, **message})

    def end(self) -> dict[str, Any]:
        """Wait for what was begun."""
        answer: dict[str, Any] = self.page.evaluate("later")
        return answer

    def report(self, *sizes: int, lane: str = "desk", **draft: Any) -> dict[str, Any]:
        files = [{"name": f"file {at}", "size": size} for at, size in enumerate(sizes)]
        return self.ask("report", draft={**DRAFT, **draft}, files=files, lane=lane)

    def failure(self, do: str, **message: Any) -> dict[str, Any]:
        """Ask for what must fail."""
        answer = self.ask(do, **message)
        assert answer.pop("event") == "error"
        answer.pop("progress")
        return answer


def sent(world: World, words: str) -> list[Report]:
    """What the desk finds of one codename."""
    box = mailbox.derive(codenames.parse(words), world.manifest.deployment)
    return [each.report for each in world.opened().values() if each.report.author == box.author]
