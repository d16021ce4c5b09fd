"""The real worker sends 500 MB from a real browser: its speed, and its memory over idle."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from deployment import free_port, vault
from figures import Figure, at_most, shown
from playwright.sync_api import Browser, Page, sync_playwright
from servers import running

SIZE = 500_000_000
DRAFT = {"lang": "en", "text": "A film.", "category": "other"}
# The file is made of one random MiB over and over, so that only the worker's own memory is seen.
BEGIN = """
([size, draft]) => {
  const block = crypto.getRandomValues(new Uint8Array(1 << 16));
  const blocks = Array.from({length: Math.ceil(size / block.length)}, () => block);
  const blob = new Blob(blocks).slice(0, size);
  const worker = new Worker("/static/amana-worker.js");
  globalThis.done = 0;
  const asked = (message) => new Promise((resolve) => {
    worker.onmessage = ({data}) => {
      if (data.event === "progress" && data.stage === "send") globalThis.done = data.done;
      if (data.event !== "progress") resolve(data);
    };
    worker.postMessage(message);
  });
  globalThis.opened = asked({id: 1, do: "open"});
  globalThis.send = () => {
    const files = [{blob, name: "a", type: ""}];
    globalThis.later = asked({id: 2, do: "report", lane: "desk", draft, files});
  };
}
"""


def measure() -> Iterator[Figure]:
    with vault() as server, sync_playwright() as driver:
        port = free_port()
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with running("ours", server, port):
            yield from _figures(browser, f"http://127.0.0.1:{port}")
        browser.close()


def _figures(browser: Browser, address: str) -> Iterator[Figure]:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/static/site.css")
    page.evaluate(BEGIN, [SIZE, DRAFT])
    page.evaluate("opened")
    renderer = _largest_renderer()
    idle = _resident(renderer)
    begun = time.monotonic()
    page.evaluate("send()")
    peak = _highest(page, renderer)
    answer = page.evaluate("later")
    if answer["event"] != "result":
        raise AssertionError(answer)
    yield shown("send from a browser", SIZE / (1 << 20) / (time.monotonic() - begun), "MiB/s")
    yield at_most("memory of the page and its worker over idle", (peak - idle) / 1024, "MiB", 64)


def _highest(page: Page, renderer: int) -> int:
    peak = 0
    while not page.evaluate("Promise.race([later.then(() => true), new Promise(r => setTimeout(r, 200))])"):
        peak = max(peak, _resident(renderer))
    return peak


def _largest_renderer() -> int:
    """Return the process that runs the page: of our browser's renderers, the one that holds most."""
    renderers = [pid for pid in _descendants(os.getpid()) if b"--type=renderer" in _command(pid)]
    return max(renderers, key=_resident)


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
