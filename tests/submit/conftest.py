"""One site for all tests of this folder that only read; writers make their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from submit import assets, build, catalogue
from submit.app import create_app
from submit.errors import SetupError
from submit.languages import LANGUAGES
from tests.conftest import Deployment
from tests.submit.bridge import Bridge, Sealer
from tests.submit.talk import Talk
from tests.submit.world import World, serving
from vault.store import Store


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
def new_world(built: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once to be copied; nobody serves it."""
    return World.create(tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="session")
def shared_world(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    return new_world.copy(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(new_world: World, tmp_path: Path) -> World:
    """A world of its own to write to."""
    return new_world.copy(tmp_path)


@pytest.fixture(scope="session")
def app(shared_world: World) -> Iterator[Flask]:
    made = create_app(shared_world.server)
    yield made
    made.extensions["vault"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def plain_world(new_world: World, tmp_path: Path) -> World:
    """A world whose forms need not be looked at for ten seconds first."""
    made = new_world.copy(tmp_path)
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    return made


@pytest.fixture
def plain(plain_world: World) -> Iterator[FlaskClient]:
    app = create_app(plain_world.server)
    yield app.test_client()
    app.extensions["vault"].close()


@pytest.fixture(scope="module")
def still(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site of which all tests here expect that it keeps nothing."""
    made = new_world.copy(tmp_path_factory.mktemp("still"))
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    app = create_app(made.server)
    yield app.test_client()
    store: Store = app.extensions["vault"]
    assert store.ledger.waiting() == []
    assert [path for path in (made.server / "incoming").rglob("*") if path.is_file()] == []
    store.close()


@pytest.fixture(scope="session")
def node() -> tuple[str, ...]:
    """A Node.js with the packages that the browser code imports."""
    found = build.find_node()
    build.fetch_packages(found, build.BROWSER)
    return found.node


@pytest.fixture(scope="session")
def bridge(node: tuple[str, ...]) -> Bridge:
    return Bridge(node)


@pytest.fixture
def sealer(bridge: Bridge, shared_deployment: Deployment, tmp_path: Path) -> Sealer:
    return Sealer(bridge, shared_deployment, tmp_path)


@pytest.fixture(scope="session")
def worker_world(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The site that the browser's worker talks to; it only ever gains envelopes and boards."""
    return new_world.copy(tmp_path_factory.mktemp("worker"))


@pytest.fixture(scope="session")
def worker_address(worker_world: World) -> Iterator[str]:
    with serving(worker_world.server) as (address, _):
        yield address


@pytest.fixture
def talk(browser: Browser, worker_address: str) -> Iterator[Talk]:
    context = browser.new_context(bypass_csp=True)
    yield Talk(context, worker_address)
    context.close()


@pytest.fixture
def opened(talk: Talk) -> Talk:
    """A worker that has opened the site and read the words."""
    assert talk.ask("open")["event"] == "result"
    assert talk.ask("words")["event"] == "result"
    talk.requests.clear()
    return talk
