"""The workstation's tests share one small world, made from the demonstration deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reviewer.workstation import Workstation
from tests.reviewer.world import World


@pytest.fixture
def world(deployment: Any) -> World:
    return World.of(deployment)


@pytest.fixture
def station(world: World) -> Iterator[Workstation]:
    """The desk's workstation, entered."""
    with world.enter() as entered:
        yield entered
