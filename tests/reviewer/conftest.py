"""The workstation's tests share one small world, made from the demonstration deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer.workstation import Workstation
from tests.reviewer.world import World


@pytest.fixture
def world(deployment: Any, tmp_path: Path) -> World:
    stick = tmp_path / "stick"
    stick.mkdir()
    return World(
        offline=deployment.offline,
        server=deployment.server,
        stick=stick,
        manifest=deployment.manifest,
        passphrase=deployment.passphrase,
        day=deployment.day,
    )


@pytest.fixture
def station(world: World) -> Iterator[Workstation]:
    """The desk's workstation, entered."""
    with world.enter() as entered:
        yield entered
