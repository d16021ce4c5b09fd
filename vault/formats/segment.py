"""Read segment files: a signed index followed by its pieces (docs/formats.md §9).

No more than ``STEP`` bytes of any piece are in memory. Every piece is hashed before its segment counts, and
again whenever its bytes are handed out, for a stick may answer differently the second time. Names of files on
a stick mean nothing; they are only repeated in messages.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from keys import signed
from keys.errors import KeysError
from vault.errors import BundleError, ChainError
from vault.formats import index as indexes
from vault.formats.chain import Chain
from vault.formats.index import Index, Kind, Piece

__all__ = ["STEP", "Segment", "read_bundles", "steps"]

STEP = 1 << 20
MAX_FILES = 10_000
_PREFIX = 8 + 4
_Candidate = tuple[Path, Index, int]
_SIGNATURES = 1 + 96 * signed.MAX_SIGNATURES


@dataclass(frozen=True, slots=True)
class Segment:
    """A verified segment; ``chain`` is the place reached with it, ``missing`` the bundles that never came."""

    path: Path
    index: Index
    start: int
    chain: Chain
    missing: int = 0

    def read(self, piece: Piece) -> Iterator[bytes]:
        """Yield the piece's bytes in steps of at most 1 MiB; they count only once it has ended.

        Raises:
            BundleError: ``piece``, the file now reads differently.
        """
        pieces = self.index.pieces
        before = sum(other.size for other in pieces[: pieces.index(piece)])
        with _open(self.path) as file:
            file.seek(self.start + before)
            yield from _checked(file, piece)

    def read_all(self) -> Iterator[tuple[Piece, Iterator[bytes]]]:
        """Yield every piece with its bytes, in order; each must be read to its end before the next.

        Raises:
            BundleError: ``piece``.
        """
        with _open(self.path) as file:
            file.seek(self.start)
            for piece in self.index.pieces:
                yield piece, _checked(file, piece)


def read_bundles(
    folder: Path, *, kind: Kind, deployment: bytes, public: bytes, chain: Chain
) -> Iterator[Segment]:
    """Yield the segments in ``folder`` that continue ``chain``, verified, in signed order.

    A segment is yielded only when its signature, its place and all its pieces hold, so the caller may take it
    at once and keep its ``chain``. What was taken before is passed over. An error comes after the
    segments it does not touch, so a bad file never keeps a good one out.

    Raises:
        ChainError: ``fork``, ``truncated``, or ``replay``: nothing here is new.
        BundleError: ``empty``, nothing here is of that kind; ``piece``; or the kind of what a file breaks.
        OSError: the folder cannot be read.
    """
    found, refused = _scan(folder, kind, deployment, public)
    taken = 0
    for copies in found:
        try:
            step = chain.follow(copies[0][1])
        except ChainError as error:
            if error.kind == "replay":
                continue
            raise
        path, index, start = _first_whole(copies)
        chain = step.chain
        taken += 1
        yield Segment(path, index, start, chain, step.missing)
    if refused:
        raise refused[0]
    if not found:
        raise BundleError("empty", "There is no bundle of this kind here.")
    if not taken:
        raise ChainError("replay", "Everything here was taken already. Nothing was done.")
    chain.check_whole()


def _scan(
    folder: Path, kind: Kind, deployment: bytes, public: bytes
) -> tuple[list[list[_Candidate]], list[BundleError]]:
    """Return the copies of each genuine segment, in signed order, and an error for each file that is none."""
    found: dict[tuple[int, int], list[_Candidate]] = {}
    refused = []
    for path in _candidates(folder):
        try:
            read = _read_index(path, kind, deployment, public)
        except KeysError as error:
            refused.append(BundleError(error.kind, f"{path.name[:80]!a} is set aside. {error}"))
            continue
        if read is None:
            continue
        index, start = read
        copies = found.setdefault(index.position, [])
        copies.append((path, index, start))
        if copies[0][1].hash != index.hash:
            raise ChainError(
                "fork", f"There are two different bundles {index.serial} here. Stop, and find out why."
            )
    return [found[position] for position in sorted(found)], refused


def _candidates(folder: Path) -> list[Path]:
    """Plain files only, as few as a stick of ours can hold: no link is followed, no device opened."""
    paths = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                paths.append(Path(entry.path))
            if len(paths) > MAX_FILES:
                raise BundleError(
                    "bounds", f"There are more than {MAX_FILES} files here. Use an empty stick."
                )
    return sorted(paths)


def _read_index(path: Path, kind: Kind, deployment: bytes, public: bytes) -> tuple[Index, int] | None:
    """Return the index and where the pieces start, or None for a file that is no segment of this kind."""
    magic = indexes.magic(kind)
    with _open(path) as file:
        untrusted = file.read(_PREFIX)
        if len(untrusted) < len(magic) or untrusted[:6] != magic[:6]:
            return None
        length = int.from_bytes(untrusted[len(magic) :], "big")
        if untrusted[: len(magic)] == magic and length <= signed.BODY_LIMITS[magic]:
            untrusted += file.read(length + _SIGNATURES)
    parsed, start = signed.parse_prefix(untrusted, magic)
    return indexes.parse(parsed, kind=kind, deployment=deployment, public=public), start


def _first_whole(copies: list[_Candidate]) -> _Candidate:
    """Return the first copy whose pieces all hold, so that a broken copy never keeps a good one out."""
    for copy in copies[:-1]:
        with suppress(BundleError):
            _verify(*copy)
            return copy
    _verify(*copies[-1])
    return copies[-1]


def _verify(path: Path, index: Index, start: int) -> None:
    with _open(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size != start + index.size:
            kind = "truncated" if size < start + index.size else "trailing"
            raise BundleError(kind, f"{path.name[:80]!a} is not as long as it should be. Copy it again.")
        file.seek(start)
        for piece in index.pieces:
            for _ in _checked(file, piece):
                pass


def _checked(file: BinaryIO, piece: Piece) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for data in steps(file, piece.size, "piece"):
        digest.update(data)
        yield data
    if digest.digest() != piece.sha256:
        raise BundleError("piece", "A part of this bundle is damaged. Copy the bundle again.")


def steps(file: BinaryIO, size: int, kind: str) -> Iterator[bytes]:
    """Yield exactly ``size`` bytes in steps of at most 1 MiB, or raise BundleError of ``kind``."""
    while size:
        data = file.read(min(size, STEP))
        if not data:
            raise BundleError(kind, "A part of this bundle ends too early.")
        size -= len(data)
        yield data


def _open(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise BundleError("bounds", f"{path.name[:80]!a} is not a plain file.")
    return file
