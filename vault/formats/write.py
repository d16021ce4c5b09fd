"""Write a bundle of segments to a folder (docs/formats.md §9).

The index stands before the pieces whose hashes it holds, and yet nothing is read twice: its length does not
depend on the hashes, so room is left for it, the pieces are copied and hashed, and the index is written
last. No more than 1 MiB of any item is in memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from keys.durable import sync_folder
from keys.errors import FormatError
from vault.formats import index as indexes
from vault.formats.index import MAX_PIECES, SEGMENT_LIMIT, Index, Kind, Piece
from vault.formats.segment import steps

__all__ = ["Item", "PreparedBundle", "prepare_bundle", "write_bundle"]

Item = tuple[str, int, Callable[[], BinaryIO]]


@dataclass(frozen=True, slots=True)
class PreparedBundle:
    """A bundle whose segments are whole and durable under temporary names; ``hash`` is its last segment's."""

    hash: bytes
    files: tuple[tuple[Path, Path], ...]

    def publish(self) -> None:
        """Give the segments their names, the last one last."""
        for temporary, final in self.files:
            temporary.replace(final)
            sync_folder(final.parent)


def write_bundle(
    folder: Path,
    items: Iterable[Item],
    *,
    kind: Kind,
    deployment: bytes,
    serial: int,
    previous: bytes,
    seed: bytes,
    limit: int = SEGMENT_LIMIT,
) -> bytes:
    """Write items (name, size in bytes, opener) to ``folder`` as one bundle and return its hash, 32 bytes.

    ``limit`` is the most bytes of pieces in a segment. The same arguments always give the same bytes.

    Raises:
        FormatError: ``bounds``, an item has a name, size or number that this kind does not allow.
        BundleError: ``changed``, an item gave fewer bytes than its size.
        OSError: the folder cannot be written; it holds nothing of the bundle then.
    """
    with prepare_bundle(
        folder,
        items,
        kind=kind,
        deployment=deployment,
        serial=serial,
        previous=previous,
        seed=seed,
        limit=limit,
    ) as prepared:
        prepared.publish()
        return prepared.hash


@contextmanager
def prepare_bundle(
    folder: Path,
    items: Iterable[Item],
    *,
    kind: Kind,
    deployment: bytes,
    serial: int,
    previous: bytes,
    seed: bytes,
    limit: int = SEGMENT_LIMIT,
) -> Iterator[PreparedBundle]:
    """Do all of ``write_bundle`` but give names, so that its hash can be recorded first.

    No temporary file is left, whatever happens.
    """
    plan = _plan(items, limit)
    files: list[tuple[Path, Path]] = []
    try:
        for number, spans in enumerate(plan, 1):
            final = folder / f"{kind}-{serial:06}-{number}.amana"
            files.append((folder / f".{final.name}.partial", final))
            blank = Index(
                deployment=deployment,
                kind=kind,
                serial=serial,
                segment=number,
                segments=len(plan),
                previous=previous,
                pieces=tuple(piece for piece, _ in spans),
            )
            previous = _write_segment(files[-1][0], blank, [opener for _, opener in spans], seed)
        yield PreparedBundle(previous, tuple(files))
    finally:
        for temporary, _ in files:
            temporary.unlink(missing_ok=True)


def _plan(items: Iterable[Item], limit: int) -> list[list[tuple[Piece, Callable[[], BinaryIO]]]]:
    """Spread items over segments of at most ``limit`` bytes, cutting those that cross a border."""
    plan: list[list[tuple[Piece, Callable[[], BinaryIO]]]] = [[]]
    room = limit
    for name, total, opener in items:
        if total < 1:
            raise FormatError("bounds", "An empty item cannot be carried.")
        offset = 0
        while offset < total:
            if not room or len(plan[-1]) == MAX_PIECES:
                plan.append([])
                room = limit
            size = min(total - offset, room)
            plan[-1].append((Piece(name=name, offset=offset, size=size, total=total), opener))
            offset += size
            room -= size
    return plan


def _write_segment(path: Path, blank: Index, openers: Sequence[Callable[[], BinaryIO]], seed: bytes) -> bytes:
    start = indexes.packed_size(blank)
    with path.open("wb") as out:
        out.seek(start)
        pieces = tuple(
            replace(piece, sha256=_copy(piece, opener, out))
            for piece, opener in zip(blank.pieces, openers, strict=True)
        )
        file = indexes.sign(replace(blank, pieces=pieces), seed)
        out.seek(0)
        out.write(file.pack())
        if out.tell() != start:
            raise AssertionError("internal error: an index has changed its length")
        out.flush()
        os.fsync(out.fileno())
    return file.hash


def _copy(piece: Piece, opener: Callable[[], BinaryIO], out: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    with opener() as source:
        source.seek(piece.offset)
        for data in steps(source, piece.size, "changed"):
            digest.update(data)
            out.write(data)
    return digest.digest()
