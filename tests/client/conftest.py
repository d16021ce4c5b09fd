"""One site, served by gunicorn, for all tests of the client; the vault only ever gains envelopes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.person import Person
from tests.submit.conftest import built
from tests.submit.world import World, serving

__all__ = ["built"]


@pytest.fixture(scope="session")
def client_world(built: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.create(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="session")
def client_address(client_world: World) -> Iterator[str]:
    with serving(client_world.server) as (address, _):
        yield address


@pytest.fixture
def person(client_world: World, client_address: str, tmp_path: Path) -> Person:
    return Person(client_world, client_address, tmp_path)
