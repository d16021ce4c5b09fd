"""One first visit, measured from outside: what crosses the line until the page could seal, and how long.

Then page, style, letters and scripts are there, and the worker has checked manifest and keys. What comes
later in the background (the board that everybody fetches, lists of words) is waited for by nobody. Every byte
of every answer counts, its head too, as over HTTP/1.1; HTTP/2, which most visits get, says the same in less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, expect

__all__ = ["Visit", "visit"]

# "Slow 4G" of Lighthouse: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back; and a phone's processor.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOW_CPU = 4
LATER = ("/board/", "/challenge", "/static/words.txt", "/static/amana-qr.js", "/static/amana-metadata.js")
DECORATION = ("/static/seal.svg",)
CHECKED = ("/manifest", "/keys/")
# Marks when the first question can be answered: what needs scripts is shown once all of them are in place.
WATCH = """
    globalThis.marks = {};
    new MutationObserver(() => {
      if (!document.querySelector("[data-scripted]:not([hidden])")) return;
      globalThis.marks.usable ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"] });
"""


@dataclass(frozen=True)
class Visit:
    """Bytes on the wire by path, heads of answers included; milliseconds from the start of the visit."""

    sizes: Mapping[str, int]
    usable: float

    @property
    def page(self) -> int:
        """The page with its style, letters, scripts and sealing code."""
        return sum(size for path, size in self.sizes.items() if not path.startswith((*LATER, *CHECKED)))

    @property
    def ready(self) -> int:
        """All of that, and what the worker fetches and checks before it can seal."""
        late = (*LATER, *DECORATION)
        return sum(size for path, size in self.sizes.items() if not path.startswith(late))


def visit(browser: Browser, address: str, path: str, *, coding: str = "br", slow: bool = False) -> Visit:
    """Open a page with an empty cache. Over https, browsers take brotli; to an onion service, only gzip."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, extra_http_headers={"Accept-Encoding": coding}
    )
    try:
        page = context.new_page()
        if slow:
            _slow_down(page)
        answers: list[Response] = []
        context.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- append takes no mark
        page.add_init_script(WATCH)
        page.goto(address + path)
        expect(page.locator("[data-demonstration]")).to_be_visible(timeout=60_000)
        sizes = {urlsplit(answer.url).path: _size(answer) for answer in answers}
        return Visit(sizes, page.evaluate("marks.usable"))
    finally:
        context.close()


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})


def _size(answer: Response) -> int:
    """Add head and body as they travelled: every answer of this site says the length of its encoded body."""
    head = [f"HTTP/1.1 {answer.status} {answer.status_text}"]
    head += [f"{each['name']}: {each['value']}" for each in answer.headers_array()]
    return len("\r\n".join([*head, "", ""])) + int(answer.headers["content-length"])
