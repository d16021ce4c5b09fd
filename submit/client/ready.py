"""An envelope that lies ready in a file: ciphertext, sent as it is however often the line breaks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from keys import primitives, tags
from keys.errors import FormatError, UntrustedError
from keys.sizes import ENVELOPE_LENGTHS, HEADER
from keys.wire import Reader

__all__ = ["Ready"]

_READ = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A file of an envelope's length: its id, and the hash of its header, which a proof of work is for."""

    file: BinaryIO
    length: int
    header: bytes
    id: bytes

    @classmethod
    def check(cls, file: BinaryIO, epochs: Collection[int]) -> Ready:
        """Read a file through, and check length, magic and epoch.

        Raises:
            FormatError: ``size`` or ``magic``.
            UntrustedError: ``epoch``.
        """
        file.seek(0)
        header = file.read(HEADER)
        if len(header) < HEADER:
            raise FormatError("size", "This is no sealed file: it is too short. Choose the .amana file.")
        reader = Reader(header)
        reader.magic(tags.MAGIC_ENVELOPE)
        if reader.u32() not in epochs:
            raise UntrustedError(
                "epoch",
                "This file was sealed for another week, or the date of this computer is wrong. "
                "Check the date; if it is right, seal the message again.",
            )
        whole, length = hashlib.sha256(header), len(header)
        while data := file.read(_READ):
            whole.update(data)
            length += len(data)
        if length not in ENVELOPE_LENGTHS:
            raise FormatError("size", "This file is not whole: no sealed file has its length. Seal again.")
        return cls(file=file, length=length, header=primitives.sha256(header), id=whole.digest())

    def piece(self, offset: int, size: int) -> bytes:
        """Return the bytes from ``offset`` on, at most ``size``."""
        self.file.seek(offset)
        return self.file.read(size)
