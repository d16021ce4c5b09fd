"""Bundles on a stick: segments, their chain (§9) and acknowledgements (§9.1)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
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
NUMBER = "(0|[1-9][0-9]{0,9})"
NAMES = {
    "in": "[0-9a-f]{64}",
    "out": f"(ack|board/bucket|manifests)/{NUMBER}|board/(header|list)|keys/[0-9a-f]{{64}}",
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


START = Place(0, 1, 1, bytes(32))


@dataclass(frozen=True)
class Segment:
    """A segment whose own checks hold: index, hash, and the pieces' bytes."""

    said: dict[str, Any]
    hash: bytes
    contents: list[bytes]
    missing: int = 0

    @property
    def place(self) -> Place:
        """Return where the chain stands after it."""
        return Place(self.said["serial"], self.said["segment"], self.said["segments"], self.hash)


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
    reader = Reader(data[file.length :])
    contents = [reader.take(piece["size"]) for piece in said["pieces"]]
    reader.end()
    for piece, content in zip(said["pieces"], contents, strict=True):
        need(sha256(content).hex() == piece["sha256"], "piece")
    return Segment(said, file.hash, contents)


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
) -> list[Segment]:
    """Read what is new among the files of a stick, in order."""
    sound: dict[bytes, Segment] = {}
    failed: list[FormatError] = []
    for data in files:
        if data[:6] != signed.KINDS[f"bundle-{kind}"][0][:6]:
            continue
        try:
            segment = _read(data, kind, deployment, public)
        except FormatError as error:
            failed.append(error)
        else:
            sound[segment.hash] = segment
    if not sound:
        raise failed[0] if failed else FormatError("empty")
    ordered = sorted(sound.values(), key=lambda each: (each.place.serial, each.place.segment))
    return _follow(ordered, reached)


def _follow(ordered: list[Segment], reached: Place) -> list[Segment]:
    places = [(each.place.serial, each.place.segment) for each in ordered]
    need(all(a != b for a, b in itertools.pairwise(places)), "fork")
    taken: list[Segment] = []
    open_piece: dict[str, Any] | None = None
    for segment in ordered:
        place = segment.place
        if (place.serial, place.segment) <= (reached.serial, reached.segment):
            same = (place.serial, place.segment) != (reached.serial, reached.segment)
            need(same or place.hash == reached.hash, "fork")
            continue
        missing = _missing(segment, reached)
        if segment.said["segment"] > 1 and taken:
            _check_continued(segment, open_piece)
        pieces = segment.said["pieces"]
        left = pieces and pieces[-1]["offset"] + pieces[-1]["size"] < pieces[-1]["total"]
        open_piece = pieces[-1] if left else None
        taken.append(Segment(segment.said, segment.hash, segment.contents, missing))
        reached = place
    need(taken, "replay")
    need(reached.segment == reached.segments, "truncated")
    return taken


def _missing(segment: Segment, reached: Place) -> int:
    """Count the bundles lost before a segment, or say why it cannot come next."""
    place = segment.place
    if reached.segment < reached.segments:
        need((place.serial, place.segment) == (reached.serial, reached.segment + 1), "truncated")
        need(place.segments == reached.segments, "bounds")
    else:
        need(place.segment == 1, "truncated")
    missing = max(0, place.serial - reached.serial - 1)
    need(missing or segment.said["previous"] == reached.hash.hex(), "fork")
    return missing


def _check_continued(segment: Segment, before: dict[str, Any] | None) -> None:
    """Hold that the first piece goes on where the segment before stopped: `bounds`."""
    first = segment.said["pieces"][0] if segment.said["pieces"] else None
    if before is None:
        need(first is None or first["offset"] == 0, "bounds")
        return
    wanted = before["name"], before["offset"] + before["size"], before["total"]
    need(first is not None and (first["name"], first["offset"], first["total"]) == wanted, "bounds")


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
