"""A demonstration deployment shared by all tests; whoever writes to it works on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from keys import keyfile
from keys.manifest import Manifest
from keys.primitives import HybridPublic
from keys.private import demonstration, epochs, keystore
from keys.private.hybrid import Pair, pair
from keys.private.keystore import Session
from tests.browser.driving import chromium

DAY = date(2026, 11, 24)
CSP = "default-src 'none'"


@dataclass(frozen=True)
class Deployment:
    """Both folders of a demonstration, and what tests ask of them most."""

    offline: Path
    server: Path
    manifest: Manifest
    day: date = DAY

    @property
    def passphrase(self) -> str:
        return (self.offline / "passphrase").read_text()

    def lane(self, name: str) -> HybridPublic:
        key = self.manifest.intake_key(name, self.day)
        return keyfile.parse((self.server / "keys" / key).read_bytes(), key)

    def copied(self, folder: Path) -> Deployment:
        """Return a copy in ``folder``, to write to."""
        shutil.copytree(self.offline, folder / "offline")
        shutil.copytree(self.server, folder / "server")
        return Deployment(folder / "offline", folder / "server", self.manifest)

    @contextmanager
    def unlocked(self, lane: str = "desk") -> Iterator[Session]:
        """The lane's keystore, open."""
        path = keystore.of_lane(self.offline, lane)
        with keystore.unlock(path, self.passphrase) as session:
            yield session

    def pairs(self, lane: str = "desk") -> list[Pair]:
        """The lane's intake pairs, from this week on."""
        with self.unlocked(lane) as session:
            weeks = epochs.open_weeks(session, self.day, known=self.day)
            return [pair(each) for week in weeks.state.epochs()[:2] for each in weeks.state.pairs(week)]

    @property
    def identity_key(self) -> tuple[int, HybridPublic]:
        quarter, key = self.manifest.identity
        return quarter, keyfile.parse((self.server / "keys" / key).read_bytes(), key)


@pytest.fixture(scope="session")
def shared_deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Read only."""
    folder = tmp_path_factory.mktemp("deployment")
    site = demonstration.Site(csp=CSP, assets={"/en/": "00" * 32})
    manifest = demonstration.create_demonstration(folder / "offline", folder / "server", site, DAY)
    return Deployment(folder / "offline", folder / "server", manifest)


@pytest.fixture(scope="session")
def desk_pairs(shared_deployment: Deployment) -> list[Pair]:
    """The desk lane's intake pairs of this week."""
    return shared_deployment.pairs("desk")[:1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of the whole run."""
    with chromium() as started:
        yield started


@pytest.fixture
def deployment(shared_deployment: Deployment, tmp_path: Path) -> Deployment:
    """A copy to write to."""
    return shared_deployment.copied(tmp_path)
