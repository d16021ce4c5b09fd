"""One site for all tests of this folder that only read; writers make their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from submit import assets, build, catalogue
from submit.app import create_app
from submit.errors import SetupError
from submit.languages import LANGUAGES
from tests.submit.world import World


@pytest.fixture(scope="session")
def built() -> None:
    """What `amana-submit build` makes, if it is not there."""
    try:
        assets.load()
    except SetupError:
        build.build(print)
    if not all(catalogue.compiled(language).exists() for language in LANGUAGES):
        build.compile_catalogues()


@pytest.fixture(scope="session")
def shared_world(built: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.create(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(built: None, tmp_path: Path) -> World:
    """A world of its own to write to."""
    return World.create(tmp_path)


@pytest.fixture(scope="session")
def app(shared_world: World) -> Iterator[Flask]:
    made = create_app(shared_world.server)
    yield made
    made.extensions["vault"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
