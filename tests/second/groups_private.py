"""Play the groups of §10."""

from __future__ import annotations

from typing import Any

from tests.second import keystore as stores
from tests.second.values import octets

Outputs = dict[str, Any]
raw = bytes.fromhex


def keystore(file: Any, passphrase: str, person: str | None = None) -> Outputs:
    said, name, sections = stores.unlock(octets(file), passphrase, person)
    return {
        "deployment": said["deployment"],
        "lane": said["lane"],
        "opened_by": name,
        "roles": said["people"][name]["roles"],
        "sections": sections,
    }


def recovery(file: Any, master: str) -> Outputs:
    return {"sections": stores.recover(octets(file), raw(master))}


def kek(master: str, lane: str, deployment: str, first: int, last: int, epoch: int) -> Outputs:
    assert epoch <= last
    key = stores.kek(raw(master), raw(deployment), lane, first, epoch)
    pair = stores.pair_of_kek(key, raw(deployment), lane, epoch)
    return {"kek": key.hex(), "pair": {"mlkem": pair.mlkem.hex(), "x25519": pair.x25519.hex()}}


def ratchet(file: Any, deployment: str, lane: str, keys: list[str]) -> Outputs:
    assert lane
    return {"state": stores.read_ratchet(octets(file), raw(deployment), list(map(raw, keys)))}
