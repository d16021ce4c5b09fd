"""A large report over a bad line, from a real browser to the reviewer's code."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.ports import free_port
from tests.submit.talk import DRAFT, Talk
from tests.submit.world import World

pytestmark = pytest.mark.browser

SIZE = 45_000_000
# A file that no two slices of are alike, made where it is sent: what arrives is compared by hash.
FILL = """
size => {
  const data = new Uint8Array(size);
  let state = 1;
  for (let at = 0; at < size; at++) data[at] = (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16;
  globalThis.file = new File([data], "film.mp4", {type: "video/mp4"});
  return crypto.subtle.digest("SHA-256", data).then(hash => [...new Uint8Array(hash)]);
}
"""
BEGIN = """
draft => {
  const worker = new Worker("/static/amana-worker.js");
  globalThis.progress = [];
  globalThis.later = new Promise((resolve) => {
    worker.onmessage = ({data}) => {
      if (data.event === "progress") return progress.push(data);
      if (data.id === 2) resolve(data);
      else worker.postMessage({id: 2, do: "report", lane: "desk", draft, files: [
        {blob: file, name: file.name, type: file.type},
      ]});
    };
  });
  worker.postMessage({id: 1, do: "open"});
}
"""
SENT = "bytes => progress.some(({stage, done}) => stage === 'send' && done >= bytes)"


@contextmanager
def started(server: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve on a port of our choice, so that a second server can take the first one's place."""
    command = [sys.executable, "-m", "submit", "--server", str(server), "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{port}/manifest", timeout=5).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        try:
            yield process
        finally:
            process.terminate()


def test_an_upload_outlives_the_network_and_the_server(world: World, browser: Browser) -> None:
    """The network goes and comes, the server is killed and started again; the file arrives, to the byte."""
    (world.server / "submit.toml").write_text("work = [8, 8]\n")
    port = free_port()
    context = browser.new_context(bypass_csp=True)
    with started(world.server, port) as first:
        talk = Talk(context, f"http://127.0.0.1:{port}")
        digest = bytes(talk.page.evaluate(FILL, SIZE))
        talk.page.evaluate(BEGIN, DRAFT)
        talk.page.wait_for_function(SENT, arg=5_000_000)
        context.set_offline(True)
        talk.page.wait_for_function("progress.at(-1).stage === 'waiting'")
        context.set_offline(False)
        talk.page.wait_for_function(SENT, arg=15_000_000)
        first.send_signal(signal.SIGTERM)
        first.wait(30)
    talk.page.wait_for_function("progress.at(-1).stage === 'waiting'")
    with started(world.server, port):
        answer = talk.page.evaluate("later")
    context.close()
    assert answer["event"] == "result", answer
    # Opening compares every attachment with the hash that its report says.
    [item] = world.opened()[answer["envelope"]].report.attachments
    assert (item.name, item.size, item.sha256) == ("film.mp4", SIZE, digest)
    assert sum(request.startswith("POST /uploads") for request in talk.requests) == 1
