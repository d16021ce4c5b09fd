"""A demonstration vault in a temporary folder, and bytes that a vault takes for envelopes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keys import primitives, tags
from keys.calendar import epoch_of, today
from keys.private.demonstration import Site, create_demonstration
from keys.wire import u32
from keys.work import Proof, hour_of
from submit.headers import CSP
from vault.store import create_store

HERE = Path(__file__).parents[2] / "build"


@contextmanager
def vault(site: Site = Site(csp=CSP)) -> Iterator[Path]:  # noqa: B008 - frozen, so one for all
    """Give the server folder; on the disk of the checkout, since a memory disk would flatter."""
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        server = Path(folder) / "server"
        create_demonstration(Path(folder) / "offline", server, site, today())
        create_store(server).close()
        # What is measured is taking envelopes, not the senders' work for them.
        (server / "submit.toml").write_text("work = [0, 0]\nwait = [0, 0]\n")
        yield server


def start() -> bytes:
    """Return the twelve bytes that are all a vault can check."""
    return tags.MAGIC_ENVELOPE + u32(epoch_of(today()))


def body(size: int) -> bytes:
    return start() + primitives.random_bytes(size - 12)


def post_head(size: int) -> bytes:
    """Return the head of a request that posts an envelope, with a proof of no work."""
    proof = Proof(hour_of(time.time()), 0)
    head = f"POST /envelopes HTTP/1.1\r\nHost: x\r\nAmana-Work: {proof}\r\nContent-Length: {size}\r\n\r\n"
    return head.encode()
