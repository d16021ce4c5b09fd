"""The real worker sends 500 MB from real browsers: its speed, and its memory over idle."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from tests.bench.chromium import chromium
from tests.bench.deployment import vault
from tests.bench.figures import Figure, at_most, shown
from tests.bench.firefox import firefox
from tests.bench.servers import running
from tests.ports import free_port

SIZE = 500_000_000
ASK = 3  # seconds: a question makes garbage of its own in the page that is measured
DRAFT = {"lang": "en", "text": "A film.", "category": "other"}
# The file is on the disk, as a reporter's is: what a page makes by itself is in memory.
BEGIN = """
  const [blob] = document.querySelector("input").files;
  const path = "/static/amana-worker.js";
  // The pages' own policy allows no other name; one browser is told to pass over it, and knows none here.
  const policy = globalThis.trustedTypes?.createPolicy("amana", {createScriptURL: (trusted) => trusted});
  const worker = new Worker(policy ? policy.createScriptURL(path) : path);
  // As submit/browser/page/client.js does.
  const weights = [];
  const weigh = () => weights.push(new ArrayBuffer(2 ** 25)) > 3 && weights.shift();
  const asked = (message) => new Promise((resolve) => {
    worker.onmessage = ({data}) => data.event === "progress" ? weigh() : resolve(data);
    worker.postMessage(message);
  });
  globalThis.opened = asked({id: 1, do: "open"});
  globalThis.send = (draft) => {
    const files = [{blob, name: "a", type: ""}];
    const begun = performance.now();
    globalThis.later = asked({id: 2, do: "report", lane: "desk", draft, files});
    later.then(() => { globalThis.took = performance.now() - begun; });
  };
"""


class Page(Protocol):
    """A tab of either browser."""

    def goto(self, address: str) -> None: ...
    def choose(self, file: Path) -> None: ...
    def evaluate(self, expression: str) -> Any: ...


def measure() -> Iterator[Figure]:
    yield from _measure("Chromium", chromium, b"--type=renderer")
    yield from _measure("Firefox", firefox, b"-contentproc")


def _measure(name: str, browser: Callable[[], AbstractContextManager[Page]], kind: bytes) -> Iterator[Figure]:
    port = free_port()
    with vault() as server, running("ours", server, port), browser() as page:
        film = server / "film"
        film.touch()
        os.truncate(film, SIZE)
        page.goto(f"http://127.0.0.1:{port}/en/security")
        page.evaluate("document.body.append(Object.assign(document.createElement('input'), {type: 'file'}))")
        page.choose(film)
        yield from _figures(name, page, kind)


def _figures(name: str, page: Page, kind: bytes) -> Iterator[Figure]:
    page.evaluate(f"(() => {{{BEGIN}}})() ?? opened")
    idle = _processes(kind)
    page.evaluate(f"send({json.dumps(DRAFT)}), null")
    over = _highest(page, idle, kind)
    answer = page.evaluate("later")
    if answer["event"] != "result":
        raise AssertionError(answer)
    yield shown(f"send from {name}", SIZE / (1 << 20) / page.evaluate("took / 1000"), "MiB/s")
    yield at_most(f"memory of the page and its worker over idle, {name}", over / 1024, "MiB", 64)


def _highest(page: Page, idle: dict[int, int], kind: bytes) -> int:
    """Return by how many KiB the page's process grows at most, garbage and all, until all is sent."""
    over = 0
    while not page.evaluate("globalThis.took > 0"):
        until = time.monotonic() + ASK
        while time.monotonic() < until:
            time.sleep(0.05)
            # Of the browser's processes for pages this page's is the one that grows most.
            over = max(over, *(now - idle.get(pid, now) for pid, now in _processes(kind).items()))
    return over


def _processes(kind: bytes) -> dict[int, int]:
    found = [pid for pid in _descendants(os.getpid()) if kind in _command(pid)]
    return {pid: _resident(pid) for pid in found}


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _resident(pid: int) -> int:
    fields = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()
    return int(fields[0])
