"""Manifests: their shape, who signs them, and the way from a pinned fingerprint to their root (§7, §7.1)."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.second import canonical, log, shape, signed
from tests.second.codename import words_of
from tests.second.errors import FormatError, need
from tests.second.primitives import sha256
from tests.second.shape import boolean, fields, hexes, integer, items, one_of, table, text
from tests.second.wire import epoch, u

__all__ = [
    "Manifest",
    "check_follows",
    "check_log",
    "check_root",
    "fingerprint",
    "fingerprint_words",
    "parse",
]

LARGEST = 1 << 20
MOST = 2**31
STEPS = 16

EPOCH = "2[0-9]{3}(0[1-9]|[1-4][0-9]|5[0-3])"
POWERS = [1 << bits for bits in range(21)]
KEYS = {"k": integer(1, 16), "keys": items(hexes(32), 16, 1), "since": integer(1, MOST)}
ROOT = fields(**KEYS)
ROOT_AFTER = fields(**KEYS, former=ROOT)
BODY = fields(
    v=one_of(1),
    deployment=hexes(16),
    demonstration=boolean,
    names=table("[a-z]{2,3}", text(1, 200), 1, 32),
    serial=integer(1, MOST),
    previous=hexes(32),
    issued=shape.day,
    root=lambda value: ROOT(value) or ROOT_AFTER(value),
    log=fields(root=hexes(32), size=integer(0, MOST)),
    desk=hexes(32),
    vault=hexes(32),
    lanes=table("[a-z]{1,16}", table(EPOCH, hexes(32), 0, 120), 1, 4),
    identity=fields(
        key=hexes(32), quarter=lambda value: integer(20001, 29994)(value) and 1 <= value % 10 <= 4
    ),
    limits=fields(attachments=integer(0, 20), envelope=integer(0, 2**32)),
    board=fields(
        b=integer(0, 6), cadence=one_of("daily", "weekly"), k=integer(1, 4096), list=one_of(*POWERS)
    ),
    csp=text(1, 2000),
    assets=table("(?s).{1,200}", hexes(32), 0, 2000),
)


def fingerprint(root: dict[str, Any]) -> bytes:
    """Fingerprint k and keys of a root."""
    keys = root["keys"]
    return sha256(b"amana/v1/root", u(1, root["k"]), u(1, len(keys)), *(bytes.fromhex(key) for key in keys))


def fingerprint_words(found: bytes) -> str:
    """Write a fingerprint as 20 EFF words."""
    value, words = int.from_bytes(found, "big"), []
    for _ in range(20):
        value, place = divmod(value, 7776)
        words.append(words_of("eff")[place])
    return " ".join(reversed(words))


@dataclass(frozen=True)
class Manifest:
    """A valid manifest: body, and the body's bytes."""

    said: dict[str, Any]
    body: bytes

    @property
    def hash(self) -> bytes:
        """Return the hash by which others name it."""
        return sha256(self.body)

    @property
    def serial(self) -> int:
        """Return its number."""
        return int(self.said["serial"])

    def intake(self, lane: str, when: datetime.date) -> str:
        """Find the id of the key that a lane is sealed to on a day: `epoch` if there is none."""
        found = self.said["lanes"].get(lane, {}).get(str(epoch(when)))
        if found is None:
            raise FormatError("epoch")
        return str(found)


def parse(data: bytes) -> Manifest:
    """Read a manifest and check that its root keys signed it."""
    file = signed.parse(data, "manifest")
    said = canonical.read(file.body, LARGEST)
    need(BODY(said) and "en" in said["names"] and "desk" in said["lanes"], "bounds")
    _check_roots(said)
    need(said["log"]["size"] == said["serial"] - 1, "bounds")
    _check_signers(file, said)
    return Manifest(said, file.body)


def _check_roots(said: dict[str, Any]) -> None:
    root, serial = said["root"], said["serial"]
    former = root.get("former")
    for each in filter(None, (root, former)):
        need(all(a < b for a, b in itertools.pairwise(each["keys"])), "order")
        need(each["k"] <= len(each["keys"]), "bounds")
    need(root["since"] <= serial, "bounds")
    need((former is not None) == (root["since"] == serial > 1), "bounds")
    need(former is None or former["since"] < serial, "bounds")


def _check_signers(file: signed.Signed, said: dict[str, Any]) -> None:
    roots = [root for root in (said["root"], said["root"].get("former")) if root]
    allowed = {key for root in roots for key in root["keys"]}
    signers = {key.hex() for key, _ in file.signatures}
    need(signers <= allowed, "threshold")
    need(all(len(signers & set(root["keys"])) >= root["k"] for root in roots), "threshold")
    for key, signature in file.signatures:
        try:
            signed.verify(key, "manifest", bytes.fromhex(said["deployment"]), file.body, signature)
        except FormatError:
            raise FormatError("threshold") from None


def check_root(manifest: Manifest, pinned: bytes, fetch: Callable[[int], bytes]) -> None:
    """Hold that a pinned fingerprint leads to this manifest's root: `fingerprint`."""
    root = manifest.said["root"]
    for _ in range(STEPS + 1):
        if fingerprint(root) == pinned:
            return
        need(root["since"] > 1, "fingerprint")
        found = parse(fetch(root["since"]))
        same = found.said["deployment"] == manifest.said["deployment"]
        need(same and fingerprint(found.said["root"]) == fingerprint(root), "fingerprint")
        need("former" in found.said["root"], "fingerprint")
        root = found.said["root"]["former"]
    raise FormatError("fingerprint")


def check_follows(after: Manifest, before: Manifest, leaves: list[bytes]) -> None:
    """Hold that a manifest follows another, which ends the list of these leaves."""
    one, two = before.said, after.said
    need(two["deployment"] == one["deployment"], "deployment")
    need(two["serial"] == one["serial"] + 1, "serial")
    need(two["previous"] == before.hash.hex(), "previous")
    need(two["log"] == {"root": log.head(leaves)[0].hex(), "size": len(leaves)}, "log")
    bare = {key: one["root"][key] for key in KEYS}
    need(bare in (two["root"], two["root"].get("former")), "root")


def check_log(manifest: Manifest, board: log.Head, leaves: bytes) -> None:
    """Hold that a manifest and a board name one list, which this is: `log`."""
    need(len(leaves) % 32 == 0 and len(leaves) <= LARGEST, "log")
    each = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    own, serial = manifest.said["log"], manifest.serial
    need(serial <= len(each) and each[serial - 1] == log.leaf(manifest.body), "log")
    need(log.head(each[: serial - 1]) == (bytes.fromhex(own["root"]), own["size"]), "log")
    need(board[1] <= len(each) and log.head(each[: board[1]]) == board, "log")
