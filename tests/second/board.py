"""Board headers and what they vouch for (§8.1), and the dummies and decoys of a snapshot (§8.3, §8.4)."""

from __future__ import annotations

from typing import Any

from tests.second import canonical, shape, signed
from tests.second.cells import BLOCK, CELL, ENTRY, Place, seal_cell
from tests.second.errors import need
from tests.second.manifest import MOST, POWERS
from tests.second.primitives import hkdf, hmac, sha256
from tests.second.shape import fields, hexes, integer, items, one_of
from tests.second.wire import day, u

__all__ = ["check_bucket", "check_list", "decoy", "dummy", "parse", "salt"]

LARGEST = 1 << 16
HEADER = fields(
    v=one_of(1),
    deployment=hexes(16),
    serial=integer(1, MOST),
    previous=hexes(32),
    issued=shape.day,
    due=shape.day,
    manifest=hexes(32),
    log=fields(root=hexes(32), size=integer(1, MOST)),
    salt=hexes(32),
    b=integer(0, 6),
    k=integer(1, 4096),
    list=fields(entries=one_of(*POWERS), sha256=hexes(32)),
    buckets=items(hexes(32), 64, 1),
)


def parse(data: bytes, deployment: bytes, desk: bytes) -> dict[str, Any]:
    """Read a header that the desk signed."""
    file = signed.parse(data, "board")
    signed.by_one(file, desk, "board", deployment)
    said = canonical.read(file.body, LARGEST)
    need(HEADER(said) and len(said["buckets"]) == 1 << said["b"], "bounds")
    need(day(said["due"]) >= day(said["issued"]), "bounds")
    need(said["deployment"] == deployment.hex(), "deployment")
    return said


def check_list(said: dict[str, Any], data: bytes) -> None:
    """Hold that a list is the one named: `board-hash`."""
    length, wanted = said["list"]["entries"] * ENTRY, said["list"]["sha256"]
    need(len(data) == length and sha256(data).hex() == wanted, "board-hash")


def check_bucket(said: dict[str, Any], number: int, data: bytes) -> None:
    """Hold that a bucket is the one named: `board-hash`."""
    length, wanted = said["k"] * CELL, said["buckets"][number]
    need(len(data) == length and sha256(data).hex() == wanted, "board-hash")


def salt(secret: bytes, serial: int, b: int, k: int, contents: dict[str, Any]) -> bytes:
    """Derive a snapshot's salt from all that it says (§8.2)."""
    return hmac(secret, u(4, serial) + u(1, b) + u(2, k) + sha256(canonical.write(contents)))


def dummy(secret: bytes, salted: bytes, number: int, place: Place) -> bytes:
    """Make a cell that no mailbox has (§8.3)."""
    key = hkdf(secret, salted, b"amana/v1/board/dummy" + u(1, place.bucket) + u(2, number))
    return seal_cell(key, 0, bytes(BLOCK), place)


def decoy(secret: bytes, salted: bytes, number: int) -> bytes:
    """Make an entry of the list that acknowledges nothing (§8.4)."""
    return hkdf(secret, salted, b"amana/v1/board/decoy" + u(4, number))[:10]
