"""A vault with a real manifest and seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.vault.world import Desk, envelope, pieces
from vault.accept import accept
from vault.store import Store, create_store, open_store


@pytest.fixture
def store(deployment: Any) -> Iterator[Store]:
    create_store(deployment.server).close()
    with open_store(deployment.server, quiet_seconds=3600.0) as opened:
        yield opened


@pytest.fixture(scope="session")
def desk_seed(shared_deployment: Any) -> bytes:
    with shared_deployment.unlocked() as session:
        return session.desk().seed


@pytest.fixture
def desk(store: Store, desk_seed: bytes, tmp_path: Path) -> Desk:
    stick = tmp_path / "stick"
    stick.mkdir()
    return Desk(store, desk_seed, stick)


@pytest.fixture
def put(store: Store, deployment: Any) -> Callable[..., str]:
    """Accept envelope ``number`` and return its id in hex."""

    def accepted(number: int, size_class: int = 0) -> str:
        data = envelope(number, deployment.day, size_class)
        return accept(store, pieces(data), length=len(data), day=deployment.day).hex()

    return accepted
