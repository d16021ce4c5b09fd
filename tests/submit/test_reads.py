"""What anybody may read of the manifests: each for ever, and the list of all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from keys import history, manifest, primitives
from submit.app import create_app
from tests.keys.lineage import grow
from tests.submit.world import World

SEED = b"\x09" * 32


@pytest.fixture
def known(world: World) -> history.History:
    """Three manifests, as a vault keeps them after an import."""
    root = manifest.RootKeys(k=1, keys=(primitives.signing_public(SEED),))
    made = history.collect([manifest.sign(replace(world.manifest, root=root), [SEED]).pack()])
    for csp in ("default-src 'self'", "default-src 'none'"):
        made = grow(made, [SEED], csp=csp)
    for path in (world.server / history.FOLDER).iterdir():
        path.unlink()
    history.write(world.server / history.FOLDER, made)
    (world.server / "manifest").write_bytes(made.files[-1])
    return made


@pytest.fixture
def client(world: World, known: history.History) -> FlaskClient:
    app = create_app(world.server)
    app.extensions["vault"].close()
    return app.test_client()


def test_every_manifest_and_their_list_are_served(client: FlaskClient, known: history.History) -> None:
    served = [client.get(f"/manifests/{serial}").data for serial in (1, 2, 3)]
    assert served == list(known.files)
    assert client.get("/manifest").data == known.files[-1]
    assert client.get("/log").data == b"".join(known.leaves)
    assert history.collect(served).head == known.head


@pytest.mark.parametrize(
    "path", ["/manifests/4", "/manifests/0", "/manifests/log", "/manifests/-1", "/manifests/"]
)
def test_there_is_nothing_else(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.is_json) == (404, True)
