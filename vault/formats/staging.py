"""Put items together from the pieces of verified segments, in a folder of one's own.

An item may be spread over several segments, and the work may stop between two of them. What is here is
always the beginning of an item, and a piece is only added where the one before it ended: a piece taken twice
is written over itself. Files are named by the hash of the item's name, never by the name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from keys import primitives
from vault.errors import BundleError
from vault.formats.index import Piece
from vault.formats.segment import Segment

__all__ = ["Staging"]


class Staging:
    """A folder in which items grow until they are complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    def take(self, segment: Segment) -> Iterator[tuple[str, Path]]:
        """Add a segment's pieces; yield (name, file) of each item that is complete with them, durable.

        The file stays until the caller moves or removes it. Keep ``segment.chain`` only after the last.

        Raises:
            BundleError: ``piece``, or ``truncated``: the item's beginning is not here.
        """
        for piece, chunks in segment.read_all():
            path = self.path(piece.name)
            with _open_at(path, piece) as file:
                for data in chunks:
                    file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if piece.ends_item:
                yield piece.name, path

    def path(self, name: str) -> Path:
        """Return where the item of that name grows."""
        return self.folder / primitives.sha256(name.encode()).hex()

    def clear(self) -> None:
        """Drop whatever is here."""
        for path in self.folder.iterdir():
            path.unlink()


def _open_at(path: Path, piece: Piece) -> BinaryIO:
    if not piece.offset:
        return path.open("wb")
    if not path.exists() or path.stat().st_size < piece.offset:
        raise BundleError("truncated", "The beginning of an item is missing. Take the whole bundle again.")
    file = path.open("r+b")
    file.truncate(piece.offset)
    file.seek(piece.offset)
    return file
