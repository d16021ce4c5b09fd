"""An envelope of unknown length: kept like any other when it is whole, and no byte of it when it is not."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.vault.world import envelope, everything, leftovers, pieces
from vault.accept import accept
from vault.arriving import Arriving
from vault.errors import FullError, StoreError, VaultError
from vault.store import Store
from vault.store.faults import room


def arrive(store: Store, data: bytes, day: Any, step: int = 5000) -> bytes:
    with Arriving(store, day) as envelope:
        for piece in pieces(data, step):
            envelope.write(piece)
        return envelope.keep()


@pytest.mark.parametrize("size_class", [0, 1, 5])
@pytest.mark.parametrize("step", [1, 4096, 1 << 20])
def test_what_goes_in_comes_out(store: Store, deployment: Any, size_class: int, step: int) -> None:
    data = envelope(1, deployment.day, size_class)
    made = arrive(store, data, deployment.day, step if size_class < 5 else max(step, 100))
    assert made == hashlib.sha256(data).digest()
    assert everything(store) == {made.hex(): data}
    assert leftovers(store) == []


def test_the_disk_cannot_tell_it_from_one_that_was_announced(store: Store, deployment: Any) -> None:
    """A text-only one is a row and no file; a larger one is a file that carries the day only."""
    small, large = (envelope(size_class, deployment.day, size_class) for size_class in (0, 1))
    arrive(store, small, deployment.day)
    assert list((store.server / "envelopes").iterdir()) == []
    made = arrive(store, large, deployment.day)
    (file,) = (store.server / "envelopes").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (made.hex(), 0o600)
    midnight = datetime(deployment.day.year, deployment.day.month, deployment.day.day, tzinfo=UTC)
    assert file.stat().st_mtime == midnight.timestamp()


@pytest.mark.parametrize("size_class", [0, 1])
def test_both_ways_give_one_envelope(store: Store, deployment: Any, size_class: int) -> None:
    data = envelope(1, deployment.day, size_class)
    announced = accept(store, pieces(data), length=len(data), day=deployment.day)
    assert arrive(store, data, deployment.day) == announced
    assert store.ledger.counts().waiting == 1
    assert leftovers(store) == []


@pytest.mark.parametrize("size_class", [0, 1])
@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("size", lambda good: good[:-1]),
        ("size", lambda good: good + b"\0"),
        ("size", lambda good: good[:11]),
        ("size", lambda good: b""),
        ("magic", lambda good: b"AMANAM\0\1" + good[8:]),
        ("version", lambda good: b"AMANAE\0\2" + good[8:]),
        ("epoch", lambda good: good[:11] + b"\0" + good[12:]),
    ],
)
def test_what_is_no_envelope_leaves_nothing(
    store: Store, deployment: Any, size_class: int, kind: str, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(VaultError) as caught:
        arrive(store, change(envelope(1, deployment.day, size_class)), deployment.day)
    assert caught.value.kind == kind
    assert everything(store) == {}
    assert leftovers(store) == []


def test_more_than_the_manifest_allows_is_refused_as_soon_as_it_comes(
    store: Store, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = replace(store.manifest, limits=replace(store.manifest.limits, envelope=50_000))
    monkeypatch.setattr(Store, "manifest", limited)
    with Arriving(store, deployment.day) as coming:
        coming.write(envelope(1, deployment.day, 3)[:50_000])
        with pytest.raises(VaultError) as caught:
            coming.write(b"x")
    assert caught.value.kind == "large"
    assert leftovers(store) == []


def test_a_full_disk_is_said_before_it_is_full(store: Store, deployment: Any) -> None:
    """Room is looked for ahead: at the first byte for a text, and again once it turns out larger."""
    data = envelope(1, deployment.day, 4)
    store.reserve = room(store.server) + 1
    with pytest.raises(FullError):
        arrive(store, data, deployment.day)
    store.reserve = room(store.server) - (1 << 20)
    with pytest.raises(FullError):
        arrive(store, data, deployment.day)
    assert leftovers(store) == []


def test_a_failing_disk_has_its_name(store: Store, deployment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int, data: bytes) -> int:
        raise OSError(5, "broken")

    monkeypatch.setattr(os, "write", broken)
    with pytest.raises(StoreError) as caught:
        arrive(store, envelope(1, deployment.day, 2), deployment.day)
    assert caught.value.kind == "disk"


def test_whoever_stops_midway_leaves_nothing(store: Store, deployment: Any) -> None:
    with Arriving(store, deployment.day) as coming:
        coming.write(envelope(1, deployment.day, 3)[:100_000])
        assert len(leftovers(store)) == 1
    assert leftovers(store) == []
