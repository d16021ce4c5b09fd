"""What it costs to believe a site: reading a manifest, and a whole check from outside.

The raw limits, in the same run: checking the signatures and hashing the bytes; and asking for the same paths
with the same program, one after another, and hashing what comes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nacl.signing import SigningKey, VerifyKey

from keys import manifest, primitives, proposal
from keys.calendar import today
from keys.manifest import RootKeys
from keys.private.demonstration import Site
from submit import assets
from submit.app import listed_files
from submit.config import Config
from submit.headers import CSP
from submit.verify.check import Check, Report
from submit.verify.fetch import Answer, Fetcher, Route
from submit.verify.findings import Verdict
from submit.verify.visitors import Visitor
from tests.bench.deployment import vault
from tests.bench.figures import Figure, at_least, paired_ratio, shown
from tests.bench.servers import running
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
ROUNDS = 20


class Noting(Fetcher):
    """Remembers what was asked."""

    def __init__(self, route: Route) -> None:
        super().__init__(route)
        self.asked: list[tuple[str, Visitor]] = []

    def get(self, path: str, visitor: Visitor, method: str = "GET") -> Answer:
        self.asked.append((path, visitor))
        return super().get(path, visitor, method)


def measure() -> Iterator[Figure]:
    files = listed_files(Config(server=ROOT, demonstration=True))
    site = Site(csp=CSP, assets=assets.hashes(files))
    yield from _reading(site)
    yield from _checking(site)


def _reading(site: Site) -> Iterator[Figure]:
    """A manifest of a real site, signed by three of five."""
    seeds = [bytes([number]) * 32 for number in range(1, 6)]
    root = RootKeys(k=3, keys=tuple(sorted(map(primitives.signing_public, seeds))))
    with vault(site) as server:
        known = manifest.parse((server / "manifest").read_bytes())
    first = replace(known, root=root, serial=1, previous=bytes(32))
    file = proposal.assemble(first, [proposal.sign(first, seed) for seed in seeds[:3]], None)
    body = manifest.body(first)
    signed = [(SigningKey(seed).verify_key, SigningKey(seed).sign(body).signature) for seed in seeds[:3]]

    def ours() -> None:
        for _ in range(ROUNDS):
            manifest.parse(file)

    def raw() -> None:
        for _ in range(ROUNDS):
            hashlib.sha256(body).digest()
            for key, signature in signed:
                VerifyKey.verify(key, body, signature)

    begun = time.perf_counter()
    ours()
    yield shown("reading a manifest", (time.perf_counter() - begun) / ROUNDS * 1000, "ms")
    yield at_least("reading a manifest against its signatures alone", paired_ratio(ours, raw), "x", 0.1)


def _checking(site: Site) -> Iterator[Figure]:
    port = free_port()
    with vault(site) as server, running("ours", server, port):
        route = Route(f"http://127.0.0.1:{port}")
        noting = Noting(route)
        begun = time.perf_counter()
        report = Check(noting, Report(address=route.address, day=today())).run()
        took = time.perf_counter() - begun
        if report.findings.verdict is Verdict.BAD:
            raise AssertionError(report.findings)
        begun = time.perf_counter()
        plain = Fetcher(route)
        for path, visitor in noting.asked:
            hashlib.sha256(plain.get(path, visitor).body).digest()
        raw = time.perf_counter() - begun
    yield shown("checking a whole site from outside", took, "s")
    yield shown("requests of a whole check", len(noting.asked), "")
    yield at_least("checking a whole site against asking alone", raw / took, "x", 0.6)
