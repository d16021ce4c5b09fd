"""Bundles on a stick: segments, their chain (§9) and acknowledgements (§9.1)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.second import canonical, signed
from tests.second.errors import FormatError, need
from tests.second.primitives import sha256
from tests.second.shape import fields, hexes, integer, items, matching, one_of
from tests.second.wire import Reader

__all__ = ["START", "Place", "Segment", "acknowledgement", "pack", "read_stick"]

LARGEST = 1 << 24
PIECES = 1 << 30
MOST = 2**31
ITEM = 1 << 32
NUMBER = "[1-9][0-9]{0,9}"
NAMES = {
    "in": "[0-9a-f]{64}",
    "out": f"(ack|manifests)/{NUMBER}|board/(header|list|bucket/(0|[1-9][0-9]?))|keys/[0-9a-f]{{64}}",
}
PIECE = {
    "offset": integer(0, ITEM),
    "sha256": hexes(32),
    "size": integer(1, PIECES),
    "total": integer(1, ITEM),
}
ACK = fields(
    v=one_of(1),
    bundle=hexes(32),
    deployment=hexes(16),
    ids=items(hexes(32), 200_000, 1),
    serial=integer(1, MOST),
    vault=hexes(32),
)


def _index(kind: str) -> Any:
    return fields(
        v=one_of(1),
        deployment=hexes(16),
        kind=one_of(kind),
        previous=hexes(32),
        serial=integer(1, MOST),
        segment=integer(1, 10_000),
        segments=integer(1, 10_000),
        pieces=items(fields(name=matching(NAMES[kind]), **PIECE), 65_536),
    )


@dataclass(frozen=True)
class Place:
    """How far a chain was followed."""

    serial: int
    segment: int
    segments: int
    hash: bytes


START = Place(0, 0, 0, bytes(32))


@dataclass(frozen=True)
class Segment:
    """A segment whose index is genuine; `pieces` is what follows it in its file."""

    said: dict[str, Any]
    hash: bytes
    pieces: bytes
    missing: int = 0

    @property
    def place(self) -> Place:
        """Return where the chain stands after it."""
        return Place(self.said["serial"], self.said["segment"], self.said["segments"], self.hash)

    def contents(self) -> list[bytes]:
        """Cut the pieces and check them: `truncated`, `trailing` or `piece`."""
        reader = Reader(self.pieces)
        contents = [reader.take(piece["size"]) for piece in self.said["pieces"]]
        reader.end()
        for piece, content in zip(self.said["pieces"], contents, strict=True):
            need(sha256(content).hex() == piece["sha256"], "piece")
        return contents


def pack(index: dict[str, Any], contents: list[bytes], seed: bytes) -> bytes:
    """Write a segment: the signed index, then the pieces."""
    body, deployment = canonical.write(index), bytes.fromhex(index["deployment"])
    return signed.pack(f"bundle-{index['kind']}", deployment, body, [seed]) + b"".join(contents)


def _read(data: bytes, kind: str, deployment: bytes, public: bytes) -> Segment:
    file = signed.parse(data, f"bundle-{kind}", more=True)
    signed.by_one(file, public, f"bundle-{kind}", deployment)
    said = canonical.read(file.body, LARGEST)
    need(_index(kind)(said) and said["segment"] <= said["segments"], "bounds")
    need(said["deployment"] == deployment.hex(), "deployment")
    _check_pieces(said)
    return Segment(said, file.hash, data[file.length :])


def _check_pieces(said: dict[str, Any]) -> None:
    pieces = said["pieces"]
    need(len({piece["name"] for piece in pieces}) == len(pieces), "bounds")
    need(sum(piece["size"] for piece in pieces) <= PIECES, "bounds")
    for n, piece in enumerate(pieces):
        end = piece["offset"] + piece["size"]
        need(end <= piece["total"], "bounds")
        need(piece["offset"] == 0 or (n == 0 and said["segment"] > 1), "bounds")
        last = n == len(pieces) - 1 and said["segment"] < said["segments"]
        need(end == piece["total"] or last, "bounds")


def read_stick(
    files: list[bytes], kind: str, deployment: bytes, public: bytes, reached: Place = START
) -> Iterator[Segment]:
    """Give what is new among the files of a stick, in order; what is wrong with one is raised at the end."""
    copies: dict[tuple[int, int], list[Segment]] = {}
    failed: list[FormatError] = []
    for data in files:
        if data[:6] != signed.KINDS[f"bundle-{kind}"][0][:6]:
            continue
        try:
            segment = _read(data, kind, deployment, public)
        except FormatError as error:
            failed.append(error)
        else:
            copies.setdefault((segment.place.serial, segment.place.segment), []).append(segment)
    need(all(len({each.hash for each in same}) == 1 for same in copies.values()), "fork")
    fresh = False
    for _, same in sorted(copies.items()):
        if _taken_before(same[0], reached):
            continue
        missing = _missing(same[0], reached)
        yield replace(_whole(same), missing=missing)
        fresh, reached = True, same[0].place
    if failed:
        raise failed[0]
    need(copies, "empty")
    need(fresh, "replay")
    need(reached.segment == reached.segments, "truncated")


def _taken_before(segment: Segment, reached: Place) -> bool:
    at, there = (segment.place.serial, segment.place.segment), (reached.serial, reached.segment)
    need(at != there or segment.hash == reached.hash, "fork")
    return at <= there


def _whole(same: list[Segment]) -> Segment:
    """Return the first copy whose pieces hold, or say what the first one lacks."""
    for number, copy in enumerate(same, start=1):
        try:
            copy.contents()
        except FormatError:
            if number == len(same):
                raise
        else:
            return copy
    raise AssertionError


def _missing(segment: Segment, reached: Place) -> int:
    """Count the bundles that never came whole before a segment, or say why it cannot come next."""
    place = segment.place
    if place.serial == reached.serial:
        need(place.segment == reached.segment + 1, "truncated")
        need(place.segments == reached.segments, "fork")
        missing = 0
    else:
        need(place.segment == 1, "truncated")
        missing = place.serial - reached.serial - (reached.segment == reached.segments)
    need(missing or segment.said["previous"] == reached.hash.hex(), "fork")
    return missing


def acknowledgement(data: bytes, deployment: bytes, desk: bytes, vault: bytes) -> dict[str, Any]:
    """Read what a desk has kept of a vault's bundle."""
    file = signed.parse(data, "ack")
    signed.by_one(file, desk, "ack", deployment)
    said = canonical.read(file.body, LARGEST)
    need(ACK(said), "bounds")
    need(all(a < b for a, b in itertools.pairwise(said["ids"])), "order")
    need(said["deployment"] == deployment.hex(), "deployment")
    need(said["vault"] == vault.hex(), "ack")
    return said
