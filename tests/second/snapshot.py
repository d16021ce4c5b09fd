"""Build a whole board (§8): what is on it decides every byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.second import canonical, signed
from tests.second.board import decoy, dummy, salt
from tests.second.cells import FIRST_DAY, Place, Reply, ack, seal_cell, snapshot_key, split
from tests.second.mailbox import Mailbox
from tests.second.primitives import sha256
from tests.second.wire import u

__all__ = ["Told", "build"]


@dataclass(frozen=True)
class Told:
    """What a mailbox is told: the days its messages were opened on, and replies."""

    box: Mailbox
    opened: list[int]
    replies: list[Reply]

    def contents(self) -> dict[str, Any]:
        """Return what the salt is made of."""
        return {
            **self.box.named,
            "opened": self.opened,
            "replies": [
                {"day": each.day, "number": each.number, "text": each.text, "total": each.total}
                for each in self.replies
            ],
        }


def build(
    told: list[Told], header: dict[str, Any], shortest: int, secret: bytes, seed: bytes
) -> tuple[bytes, bytes, list[bytes]]:
    """Return header, list and buckets; `header` gives all that does not follow from the rest."""
    deployment, serial = bytes.fromhex(header["deployment"]), header["serial"]
    ordered = sorted(told, key=lambda each: each.box.author)
    contents = {"mailboxes": [each.contents() for each in ordered]}
    salted = salt(secret, serial, header["b"], header["k"], contents)
    keys = [snapshot_key(each.box.read_key, salted, deployment) for each in told]
    entries = _entries(list(zip(told, keys, strict=True)), secret, salted, shortest)
    buckets = []
    for number in range(1 << header["b"]):
        place = Place(deployment, serial, number)
        own = [
            seal_cell(key, n, block, place)
            for each, key in zip(told, keys, strict=True)
            if each.box.bucket >> 8 - header["b"] == number
            for n, block in enumerate(block for reply in each.replies for block in split(reply))
        ]
        own += [dummy(secret, salted, n, place) for n in range(header["k"] - len(own))]
        buckets.append(b"".join(sorted(own)))
    said = header | {
        "v": 1,
        "salt": salted.hex(),
        "list": {"entries": len(entries), "sha256": sha256(*entries).hex()},
        "buckets": [sha256(bucket).hex() for bucket in buckets],
    }
    return signed.pack("board", deployment, canonical.write(said), [seed]), b"".join(entries), buckets


def _entries(told: list[tuple[Told, bytes]], secret: bytes, salted: bytes, shortest: int) -> list[bytes]:
    entries = []
    for each, key in told:
        for number, day in enumerate(each.opened):
            tag, mask = ack(key, number)
            entries.append(tag + u(2, day - FIRST_DAY ^ mask))
    length = shortest
    while length < len(entries):
        length *= 2
    return sorted(entries + [decoy(secret, salted, n) for n in range(length - len(entries))])
