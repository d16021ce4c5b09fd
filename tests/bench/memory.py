"""Peak memory of the server during one 500 MB upload, over its idle memory."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

from deployment import free_port, post_head, start, vault
from figures import Figure, at_most
from servers import running

from keys.sizes import class_for, envelope_length

SIZE = envelope_length(class_for(500_000_000))
STEP = 1 << 20


def measure() -> Iterator[Figure]:
    with vault() as server:
        port = free_port()
        with running("ours", server, port) as process:
            family = [process.pid, *_children(process.pid)]
            for pid in family:
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # forget earlier peaks
            idle = sum(_kib(pid, "VmRSS") for pid in family)
            _upload(port)
            peak = sum(_kib(pid, "VmHWM") for pid in family)
    yield at_most("memory of a 500 MB upload over idle", (peak - idle) / 1024, "MiB", 32)


def _upload(port: int) -> None:
    head = post_head(SIZE)
    block = bytes(STEP)
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        line.sendall(head + start())
        left = SIZE - len(start())
        while left:
            line.sendall(block[: min(left, STEP)])
            left -= min(left, STEP)
        answer = line.recv(4096)
    if b" 201 " not in answer:
        raise AssertionError(answer)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kib(pid: int, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
