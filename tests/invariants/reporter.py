"""A reporter with a device: what it knows, what it seals, and how it speaks to the server."""

from __future__ import annotations

import http.client
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from keys import codename, keyfile, mailbox
from keys.calendar import epoch_of, today
from keys.codename import Codename
from keys.envelope import seal
from keys.mailbox import Mailbox
from keys.primitives import HybridPublic
from keys.report import Draft
from tests.submit.paying import proof
from tests.submit.world import World

AGENT = "Mozilla/5.0 (Linux; Android 9; an unmistakable telephone)"
FROM = "127.0.0.77"


@dataclass
class Reporter:
    """One citizen: a codename, and the mailbox that it opens in this deployment."""

    world: World
    codename: Codename = field(default_factory=codename.generate)
    mailbox: Mailbox = field(init=False)

    def __post_init__(self) -> None:
        self.mailbox = mailbox.derive(self.codename, self.world.manifest.deployment)

    def seal(
        self, text: str, *, kind: str = "report", files: Sequence[tuple[str, bytes]] = (), **fields: Any
    ) -> bytes:
        """Seal a message to the desk as the device does."""
        quarter, identity = self.world.manifest.identity
        out = io.BytesIO()
        seal(
            out,
            Draft(kind=kind, path="device", lang="fr", sent=today(), text=text, **fields),
            deployment=self.world.manifest.deployment,
            epoch=epoch_of(today()),
            lanes=[self._key(self.world.manifest.intake_key("desk", today()))],
            mailbox=self.mailbox,
            files=[(name, "image/jpeg", io.BytesIO(data)) for name, data in files],
            identity_key=(quarter, self._key(identity)),
        )
        return out.getvalue()

    def send(self, address: str, text: str, **message: Any) -> str:
        """Seal a message, work for it and post it; return the id that the vault acknowledged."""
        envelope = self.seal(text, **message)
        paid = prove(address, self.world.manifest.deployment, envelope)
        kind = {"Content-Type": "application/octet-stream"}
        status, _, body = ask(address, "POST", "/envelopes", envelope, **kind, **paid)
        assert status == 201, body
        identifier = json.loads(body)["id"]
        assert isinstance(identifier, str)
        return identifier

    def _key(self, identifier: str) -> HybridPublic:
        return keyfile.parse((self.world.server / "keys" / identifier).read_bytes(), identifier)


def ask(
    address: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Ask the server something, from an address and with a user agent that can be searched for afterwards."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(
        place.hostname or "", place.port, timeout=60, source_address=(FROM, 0)
    )
    try:
        connection.request(method, path, body, {"User-Agent": AGENT, **headers})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def prove(address: str, deployment: bytes, envelope: bytes) -> dict[str, str]:
    """Work for an envelope; return the header that says so."""
    _, _, asked = ask(address, "GET", "/challenge")
    return {"Amana-Work": proof(json.loads(asked), deployment, envelope)}
