"""Files of a team for itself, sealed under its store key, such as its workstations exchange.

``magic ‖ D ‖ salt(32) ‖ chunks``: each 64 KiB of plaintext are one chunk of STREAM, as in an envelope's body
(docs/formats.md §5.3), under HKDF(store key, salt, label), with all before the chunks as associated data. A
file that was cut short, or whose chunks changed places, does not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keys import canonical, primitives
from keys.durable import sync_folder
from keys.envelope.header import EnvelopeKeys
from keys.envelope.stream import StreamWriter, nonce
from keys.errors import FormatError, UntrustedError
from keys.sizes import CHUNK
from keys.wire import Reader, u32

__all__ = ["LARGEST", "Kind", "frame", "frames", "reading", "writing"]

LARGEST = 1 << 20  # bytes of a frame
_SALT, _TAG = 32, 16


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its magic, the label of its key, and what an error about it is called."""

    magic: bytes
    label: bytes
    error: str


@contextmanager
def writing(path: Path, kind: Kind, key: bytes, deployment: bytes) -> Iterator[StreamWriter]:
    """Write a file whole and durably, in the place of one that is there; nothing is left of half a file."""
    temporary = path.with_name(f".{path.name}-new")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            head = kind.magic + deployment + primitives.random_bytes(_SALT)
            out.write(head)
            writer = StreamWriter(out, _keys(key, head, kind))
            yield writer
            writer.close()
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def reading(path: Path, kind: Kind, keys: Sequence[bytes], deployment: bytes) -> Iterator[Iterator[bytes]]:
    """Yield the chunks of a file, opened by one of a team's store keys.

    Raises:
        FormatError: ``magic``, ``version``, ``truncated``; ``deployment``, it is of another one.
        UntrustedError: the kind's error: it is of another team, was altered, or was cut short.
    """
    with path.open("rb") as source:
        head = source.read(len(kind.magic) + len(deployment) + _SALT)
        Reader(head).magic(kind.magic)
        if len(head) < len(kind.magic) + len(deployment) + _SALT:
            raise FormatError("truncated", f"{path.name} ends too early.")
        if head[len(kind.magic) : -_SALT] != deployment:
            raise FormatError("deployment", f"{path.name} is of another deployment.")
        yield _opened(source, [_keys(key, head, kind) for key in keys], kind.error, path.name)


def _keys(key: bytes, head: bytes, kind: Kind) -> EnvelopeKeys:
    # The salt, hence the key, is fresh for every file.
    body = primitives.hkdf(key, head[-_SALT:], kind.label)
    return EnvelopeKeys(body=body, commitment=b"", digest=head)


def _opened(source: BinaryIO, tried: list[EnvelopeKeys], error: str, name: str) -> Iterator[bytes]:
    sealed, counter = source.read(CHUNK + _TAG), 0
    last = False
    while not last:
        following = source.read(CHUNK + _TAG)
        last = not following
        plain = None
        for keys in tried:
            try:
                plain = ChaCha20Poly1305(keys.body).decrypt(nonce(counter, last=last), sealed, keys.digest)
            except InvalidTag:
                continue
            tried = [keys]
            break
        if plain is None:
            raise UntrustedError(error, f"{name} is of another team, or was altered or cut short.")
        yield plain
        sealed, counter = following, counter + 1


def frame(value: Mapping[str, Any]) -> bytes:
    """Return a JSON object as it stands in such a file: its length as u32, then canonical JSON."""
    body = canonical.dumps(value)
    if len(body) > LARGEST:
        raise AssertionError("internal error: a frame that is too long")
    return u32(len(body)) + body


def frames(chunks: Iterator[bytes]) -> Iterator[Mapping[str, Any]]:
    """Yield the JSON objects of a file.

    Raises:
        FormatError: ``bounds``, ``canonical``, ``truncated``.
    """
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= 4:
            length = int.from_bytes(waiting[:4], "big")
            if length > LARGEST:
                raise FormatError("bounds", "A part of this file is too long.")
            if len(waiting) < 4 + length:
                break
            yield canonical.loads(bytes(waiting[4 : 4 + length]), LARGEST)
            del waiting[: 4 + length]
    if waiting:
        raise FormatError("truncated", "The file ends too early.")
