"""Peak memory of the server during one 500 MB upload, sealed on a device or here, over its idle memory."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

from keys.sizes import class_for, envelope_length
from tests.bench.deployment import post_head, start, vault
from tests.bench.figures import Figure, at_most
from tests.bench.servers import running
from tests.ports import free_port

SIZE = envelope_length(class_for(500_000_000))
STEP = 1 << 20


def measure() -> Iterator[Figure]:
    yield at_most("memory of a 500 MB upload over idle", _growth(_upload), "MiB", 32)
    yield at_most("memory of a 500 MB upload without scripts over idle", _growth(_post), "MiB", 32)


def _growth(upload: Callable[[int], None]) -> float:
    with vault() as server:
        port = free_port()
        with running("ours", server, port) as process:
            family = [process.pid, *_children(process.pid)]
            for pid in family:
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # forget earlier peaks
            idle = sum(_kib(pid, "VmRSS") for pid in family)
            upload(port)
            peak = sum(_kib(pid, "VmHWM") for pid in family)
    return (peak - idle) / 1024


def _upload(port: int) -> None:
    _send(port, post_head(SIZE) + start(), SIZE - len(start()), b"", b" 201 ")


def _post(port: int) -> None:
    """Post a report with one large file, as a browser without scripts does."""
    with urlopen(f"http://127.0.0.1:{port}/en/plain/report", timeout=60) as page:
        token = re.findall(rb'name="token" value="([^"]+)"', page.read())[0].decode()
    fields = {"token": token, "danger": "no", "category": "other", "text": "x", "lane": "desk"}
    part = "--x\r\nContent-Disposition: form-data; name="
    body = "".join(f'{part}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    body += f'{part}"files"; filename="a"\r\n\r\n'
    end = b"\r\n--x--\r\n"
    head = "POST /en/plain/report HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    head += f"Content-Length: {len(body) + SIZE + len(end)}\r\n\r\n"
    _send(port, (head + body).encode(), SIZE, end, b" 200 ")


def _send(port: int, begin: bytes, left: int, end: bytes, expected: bytes) -> None:
    block = bytes(STEP)
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        line.sendall(begin)
        while left:
            line.sendall(block[: min(left, STEP)])
            left -= min(left, STEP)
        line.sendall(end)
        answer = line.recv(4096)
    if expected not in answer:
        raise AssertionError(answer)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kib(pid: int, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
