"""An honest sender's work: what `Amana-Work` says for one envelope."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

from flask.testing import FlaskClient

from keys import work
from keys.primitives import sha256
from keys.sizes import HEADER
from keys.work import Proof

__all__ = ["paid", "paid_over_http", "proof"]


def proof(asked: dict[str, Any], deployment: bytes, envelope: bytes) -> str:
    """Work on the challenge that was asked."""
    challenge = bytes.fromhex(asked["challenge"])
    nonce = work.solve(deployment, challenge, sha256(envelope[:HEADER]), asked["bits"])
    return str(Proof(asked["hour"], nonce))


def paid(client: FlaskClient, envelope: bytes) -> str:
    """Ask the application under test, and work."""
    deployment = client.application.extensions["vault"].manifest.deployment
    asked = client.get("/challenge").json
    assert asked is not None
    return proof(asked, deployment, envelope)


def paid_over_http(address: str, deployment: bytes, envelope: bytes) -> str:
    """Ask the server at ``address``, and work."""
    with urlopen(f"{address}/challenge", timeout=30) as answer:
        return proof(json.loads(answer.read()), deployment, envelope)
