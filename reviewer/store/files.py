"""Original ciphertexts as files named by envelope id, kept for good once they have their name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from keys.durable import sync_folder
from reviewer.errors import WorkstationError

__all__ = ["EnvelopeFiles"]


class EnvelopeFiles:
    """A folder of envelopes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    def holds(self, identifier: bytes) -> bool:
        """Whether the envelope's bytes are here."""
        return self._path(identifier).exists()

    def move_in(self, file: Path, identifier: bytes) -> None:
        """Give a file whose bytes are durable its name here; ``sync`` makes the name durable too."""
        file.replace(self._path(identifier))

    def remove(self, identifier: bytes) -> bool:
        """Remove an envelope whose keys were destroyed; return whether it was here."""
        if not self.holds(identifier):
            return False
        self._path(identifier).unlink()
        return True

    def sync(self) -> None:
        """Make every name durable."""
        sync_folder(self.folder)

    @contextmanager
    def open(self, identifier: bytes) -> Iterator[BinaryIO]:
        """Open an envelope to read.

        Raises:
            WorkstationError: ``envelope-missing``.
        """
        try:
            file = self._path(identifier).open("rb")
        except FileNotFoundError as error:
            raise WorkstationError(
                "envelope-missing",
                f"The original {identifier.hex()} is not in {self.folder.name}. Put it back from a copy.",
            ) from error
        with file:
            yield file

    def _path(self, identifier: bytes) -> Path:
        return self.folder / identifier.hex()
