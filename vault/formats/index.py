"""The signed index of a segment: which pieces of which items follow it (docs/formats.md §9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from keys import canonical, signed, tags
from keys.errors import FormatError, UntrustedError
from keys.shape import Shape
from keys.signed import SignedFile

__all__ = ["MAX_PIECES", "SEGMENT_LIMIT", "Index", "Kind", "Piece", "packed_size", "parse", "sign"]

Kind = Literal["in", "out"]
SEGMENT_LIMIT = 1 << 30
# 65,536 entries of at most 230 bytes stay below the 16 MiB that an index may take.
MAX_PIECES = 1 << 16
MAX_SERIAL = 2**31
MAX_SEGMENTS = 10_000
MAX_ITEM = 1 << 32
_KEYS = ("deployment", "kind", "pieces", "previous", "segment", "segments", "serial", "v")
_PIECE_KEYS = ("name", "offset", "sha256", "size", "total")
_MAGIC = {"in": tags.MAGIC_BUNDLE_IN, "out": tags.MAGIC_BUNDLE_OUT}
_TAG = {"in": tags.BUNDLE_IN, "out": tags.BUNDLE_OUT}
_NAME = {
    "in": re.compile(r"[0-9a-f]{64}"),
    "out": re.compile(
        r"ack/[1-9][0-9]{0,9}|board/header|board/list|board/bucket/(0|[1-9][0-9]?)|"
        r"manifests/[1-9][0-9]{0,9}|keys/[0-9a-f]{64}"
    ),
}
_shape = Shape("bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes ``offset`` to ``offset + size`` of the item ``name``, which has ``total`` bytes."""

    name: str
    offset: int
    size: int
    total: int
    sha256: bytes = bytes(32)

    @property
    def ends_item(self) -> bool:
        """Whether the item is complete with this piece."""
        return self.offset + self.size == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Segment ``segment`` of ``segments`` of bundle ``serial``; ``hash`` is that of the signed body."""

    deployment: bytes
    kind: Kind
    serial: int
    segment: int
    segments: int
    previous: bytes
    pieces: tuple[Piece, ...]
    hash: bytes = field(default=b"", compare=False)

    @property
    def position(self) -> tuple[int, int]:
        """Its place in the chain."""
        return self.serial, self.segment

    @property
    def size(self) -> int:
        """Bytes of all pieces."""
        return sum(piece.size for piece in self.pieces)


def magic(kind: Kind) -> bytes:
    """Return the first eight bytes of a segment file."""
    return _MAGIC[kind]


def sign(index: Index, seed: bytes) -> SignedFile:
    """Write and sign an index; it is read back first, so that none leaves that cannot be read.

    Raises:
        FormatError: ``bounds``.
    """
    body = _body(index)
    _parse_body(body, index.kind)
    return signed.make(magic(index.kind), _TAG[index.kind], index.deployment, body, [seed])


def packed_size(index: Index) -> int:
    """Return the bytes ``index`` takes once signed; all hashes are of one length, so any will do."""
    return 8 + 4 + len(_body(index)) + 1 + 96


def parse(file: SignedFile, *, kind: Kind, deployment: bytes, public: bytes) -> Index:
    """Check the signature of an index, then read it.

    The signature comes first, so that only its owner's JSON is ever parsed.

    Raises:
        UntrustedError: ``signature`` or ``deployment``.
        FormatError: ``canonical`` or ``bounds``.
    """
    signed.signed_by(file, _TAG[kind], deployment, public)
    index = _parse_body(file.body, kind)
    if index.deployment != deployment:
        raise UntrustedError("deployment", "This bundle is of another deployment.")
    return index


def _body(index: Index) -> bytes:
    return canonical.dumps(
        {
            "deployment": index.deployment.hex(),
            "kind": index.kind,
            "pieces": [
                {
                    "name": piece.name,
                    "offset": piece.offset,
                    "sha256": piece.sha256.hex(),
                    "size": piece.size,
                    "total": piece.total,
                }
                for piece in index.pieces
            ],
            "previous": index.previous.hex(),
            "segment": index.segment,
            "segments": index.segments,
            "serial": index.serial,
            "v": 1,
        }
    )


def _parse_body(untrusted: bytes, kind: Kind) -> Index:
    value = _shape.keys(canonical.loads(untrusted, signed.BODY_LIMITS[magic(kind)]), _KEYS)
    _shape.integer(value["v"], 1, 1)
    _shape.choice(value["kind"], (kind,))
    segments = _shape.integer(value["segments"], 1, MAX_SEGMENTS)
    index = Index(
        deployment=_shape.octets(value["deployment"], 16),
        kind=kind,
        serial=_shape.integer(value["serial"], 1, MAX_SERIAL),
        segment=_shape.integer(value["segment"], 1, segments),
        segments=segments,
        previous=_shape.octets(value["previous"], 32),
        pieces=tuple(_piece(piece, kind) for piece in _shape.items(value["pieces"], 0, MAX_PIECES)),
        hash=signed.SignedFile(magic(kind), untrusted, ()).hash,
    )
    _check_pieces(index)
    return index


def _piece(value: Any, kind: Kind) -> Piece:
    value = _shape.keys(value, _PIECE_KEYS)
    total = _shape.integer(value["total"], 1, MAX_ITEM)
    offset = _shape.integer(value["offset"], 0, total - 1)
    name = _shape.text(value["name"], 1, 100)
    if not _NAME[kind].fullmatch(name):
        raise FormatError("bounds", "A bundle of this kind holds no such item.")
    return Piece(
        name=name,
        offset=offset,
        size=_shape.integer(value["size"], 1, total - offset),
        total=total,
        sha256=_shape.octets(value["sha256"], 32),
    )


def _check_pieces(index: Index) -> None:
    """Only the first piece may continue an item, only the last may leave one open, and none comes twice."""
    pieces = index.pieces
    names = {piece.name for piece in pieces}
    continued: Sequence[Piece] = pieces[1:] if index.segment > 1 else pieces
    left_open: Sequence[Piece] = pieces[:-1] if index.segment < index.segments else pieces
    if (
        len(names) != len(pieces)
        or any(piece.offset for piece in continued)
        or not all(piece.ends_item for piece in left_open)
        or index.size > SEGMENT_LIMIT
    ):
        raise FormatError("bounds", "The pieces of this segment do not follow one another.")
