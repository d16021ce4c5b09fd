"""Accepted 16 KiB envelopes a second, each durable before its 201, against a view that drops the body."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Iterator

from keys.sizes import CLASSES, envelope_length
from tests.bench.deployment import body, post_head, vault
from tests.bench.figures import Figure, at_least, shown
from tests.bench.servers import running
from tests.ports import free_port
from vault.store import open_store

CLIENTS, EACH, ROUNDS = 32, 40, 7
SIZE = envelope_length(CLASSES[0])


def measure() -> Iterator[Figure]:
    rates: dict[str, list[float]] = {"ours": [], "discarding": []}
    with vault() as server:
        ports = {kind: free_port() for kind in rates}
        with (
            running("ours", server, ports["ours"]),
            running("discarding", server, ports["discarding"]),
        ):
            for kind, port in ports.items():
                _rate(port)  # warm
                del kind
            for _ in range(ROUNDS):
                for kind, port in ports.items():
                    rates[kind].append(_rate(port))
        with open_store(server) as store:
            kept = sum(1 for _ in store.ledger.waiting())
    expected = CLIENTS * EACH * (ROUNDS + 1)
    if kept != expected:
        raise AssertionError(f"{kept} of {expected} accepted envelopes are there")
    ratio = statistics.median(a / b for a, b in zip(rates["ours"], rates["discarding"], strict=True))
    yield shown("accept", statistics.median(rates["ours"]), "envelopes/s")
    yield shown("discard", statistics.median(rates["discarding"]), "requests/s")
    yield at_least("accept against discard", ratio, "ratio", 0.5)


def _rate(port: int) -> float:
    """Post from many keep-alive connections at once; return requests a second."""
    bodies = [[body(SIZE) for _ in range(EACH)] for _ in range(CLIENTS)]
    failures: list[bytes] = []
    clients = [threading.Thread(target=_post, args=(port, own, failures)) for own in bodies]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if failures:
        raise AssertionError(failures[0])
    return CLIENTS * EACH / (time.perf_counter() - begun)


def _post(port: int, bodies: list[bytes], failures: list[bytes]) -> None:
    head = post_head(SIZE)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for each in bodies:
            line.sendall(head + each)
            answer = line.recv(4096)
            if b" 201 " not in answer.split(b"\r\n", 1)[0]:
                failures.append(answer)
                return
            while b'"}' not in answer:
                answer = line.recv(4096)
