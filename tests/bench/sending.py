"""The real worker sends 500 MB from a real browser: its speed, and its memory over idle."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.chromium import Page, chromium
from tests.bench.deployment import vault
from tests.bench.figures import Figure, at_most, shown
from tests.bench.servers import running
from tests.ports import free_port

SIZE = 500_000_000
DRAFT = {"lang": "en", "text": "A film.", "category": "other"}
# The file is on the disk, as a reporter's is: what a page makes by itself is in memory.
BEGIN = """
  const [blob] = document.querySelector("input").files;
  const worker = new Worker("/static/amana-worker.js");
  const asked = (message) => new Promise((resolve) => {
    worker.onmessage = ({data}) => data.event === "progress" || resolve(data);
    worker.postMessage(message);
  });
  globalThis.opened = asked({id: 1, do: "open"});
  globalThis.send = (draft) => {
    const files = [{blob, name: "a", type: ""}];
    globalThis.later = asked({id: 2, do: "report", lane: "desk", draft, files});
  };
"""


def measure() -> Iterator[Figure]:
    port = free_port()
    with vault() as server, running("ours", server, port), chromium() as page:
        film = server / "film"
        film.touch()
        os.truncate(film, SIZE)
        page.goto(f"http://127.0.0.1:{port}/static/site.css")
        page.evaluate("document.body.append(Object.assign(document.createElement('input'), {type: 'file'}))")
        page.choose(film)
        yield from _figures(page)


def _figures(page: Page) -> Iterator[Figure]:
    page.evaluate(f"{{{BEGIN}}} opened")
    idle = _renderers()
    begun = time.monotonic()
    page.evaluate(f"send({json.dumps(DRAFT)})")
    over = _highest(page, idle)
    answer = page.evaluate("later")
    if answer["event"] != "result":
        raise AssertionError(answer)
    yield shown("send from a browser", SIZE / (1 << 20) / (time.monotonic() - begun), "MiB/s")
    yield at_most("memory of the page and its worker over idle", over / 1024, "MiB", 64)


def _highest(page: Page, idle: dict[int, int]) -> int:
    """Return by how many KiB the page's process grows at most, garbage and all, until all is sent."""
    over = 0
    while not page.evaluate("Promise.race([later.then(() => true), new Promise(r => setTimeout(r, 100))])"):
        # Of the browser's renderers the page's is the one that grows most.
        over = max(over, *(now - idle.get(pid, now) for pid, now in _renderers().items()))
    return over


def _renderers() -> dict[int, int]:
    found = [pid for pid in _descendants(os.getpid()) if b"--type=renderer" in _command(pid)]
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
