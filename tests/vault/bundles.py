"""Small bundles of one vault, written and read as the two ends do."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from keys import primitives
from keys.errors import KeysError
from vault.errors import VaultError
from vault.formats import START, Chain, Segment, Staging, read_bundles, write_bundle

D = bytes(range(16))
SEED = b"\x07" * 32
PUBLIC = primitives.signing_public(SEED)
ZEROS = bytes(32)
DAY = date(2026, 11, 24)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def name(n: int) -> str:
    return primitives.sha256(bytes([n])).hex()


def item(n: int, size: int) -> tuple[str, int, Any]:
    data = (bytes([n]) * size)[:size]
    return name(n), size, lambda: io.BytesIO(data)


def write(
    folder: Path, sizes: Sequence[int], serial: int = 1, previous: bytes = ZEROS, **options: Any
) -> bytes:
    folder.mkdir(exist_ok=True)
    items = [item(n, size) for n, size in enumerate(sizes)]
    settings = {"kind": "in", "deployment": D, "seed": SEED, **options}
    return write_bundle(folder, items, serial=serial, previous=previous, **settings)


def read(folder: Path, chain: Chain = START, **options: Any) -> Iterator[Segment]:
    return read_bundles(folder, chain=chain, **{"kind": "in", "deployment": D, "public": PUBLIC, **options})


def collect(folder: Path, chain: Chain = START) -> tuple[dict[str, bytes], Chain]:
    staging = Staging(folder / "staging")
    items = {}
    for segment in read(folder, chain):
        items |= {found: path.read_bytes() for found, path in staging.take(segment)}
        chain = segment.chain
    return items, chain


def kind_of(folder: Path, chain: Chain = START, **options: Any) -> str:
    with pytest.raises((VaultError, KeysError)) as caught:
        list(read(folder, chain, **options))
    kind = caught.value.kind
    assert isinstance(kind, str)
    return kind
