"""Keystore: secrets under a master key, wrapped per person by a passphrase (docs/formats.md §10).

Slots as in LUKS; the commitment makes a slot open under one passphrase only, and tells a wrong passphrase
from damage.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from keys import primitives, tags
from keys.durable import sync_folder
from keys.errors import FormatError, KeysError, KeystoreError
from keys.primitives import ZERO_NONCE
from keys.private import contents as contents_format
from keys.private.contents import Contents
from keys.wire import Reader, u8, u32

__all__ = ["Keystore", "Strength", "create", "unlock", "write_private"]

SLOT = 125
FILE_LIMIT = 2 << 20


@dataclass(frozen=True, slots=True)
class Strength:
    """Argon2id cost: ``memory`` in KiB, passes, lanes. The default is RFC 9106's second recommendation."""

    memory: int = 65536
    time: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Raise ``bounds`` or ``weak`` outside what the format allows; checked before any memory is taken."""
        if not (self.memory <= 2**22 and 1 <= self.time <= 16 and 1 <= self.lanes <= 16):
            raise KeystoreError("bounds", "This keystore asks for more memory or time than is allowed.")
        if self.memory < 2**16 or (self.time * self.memory < 3 * 2**16 and self.memory < 2**21):
            raise KeystoreError("weak", "This keystore's passphrase protection is too weak to be used.")


@dataclass(slots=True)
class Keystore:
    """An unlocked keystore; its repr shows no secret."""

    path: Path
    deployment: bytes
    contents: Contents
    _master: bytes = field(repr=False)
    _slots: tuple[bytes, ...] = field(repr=False)

    def store_key(self) -> bytes:
        """Return the key of the reviewer's encrypted store, 32 bytes."""
        return primitives.hkdf(self._master, self.deployment, tags.KEYSTORE_STORE)

    def save(self) -> None:
        """Write the contents back: a new file, fsynced, then renamed over the old."""
        salt = primitives.random_bytes(32)
        head = _head(self.deployment, self._slots) + salt
        body = contents_format.pack(self.contents)
        head += u32(len(body) + 16)
        key = _contents_key(self._master, salt)
        # The salt, hence the key, is fresh at every write, so the nonce may be constant.
        write_private(self.path, head + primitives.aead_seal(key, ZERO_NONCE, body, head))


def create(
    path: Path, passphrase: str, deployment: bytes, contents: Contents, strength: Strength | None = None
) -> Keystore:
    """Make a keystore with one slot.

    Raises:
        FileExistsError: something is at ``path``; keys are never overwritten.
        KeystoreError: ``weak`` or ``bounds``, for this ``strength``.
    """
    if path.exists():
        raise FileExistsError(path)
    master = primitives.random_bytes(32)
    slot = _make_slot(0, passphrase, deployment, master, strength or Strength())
    keystore = Keystore(path, deployment, contents, master, (slot,))
    keystore.save()
    return keystore


def unlock(path: Path, passphrase: str) -> Keystore:
    """Open a keystore with the passphrase of any of its slots.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``bounds``.
        KeystoreError: ``passphrase``, ``weak``, ``bounds``, or ``keystore`` when it is damaged.
    """
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise FormatError("bounds", "This file is too large to be a keystore.")
    reader = Reader(data)
    reader.magic(tags.MAGIC_KEYSTORE)
    deployment = reader.take(16)
    count = reader.u8()
    if not 1 <= count <= 16:
        raise FormatError("bounds", "A keystore has 1 to 16 slots.")
    slots = tuple(reader.take(SLOT) for _ in range(count))
    salt = reader.take(32)
    length = reader.u32()
    head = data[: reader.position]
    sealed = reader.take(length)
    reader.end()
    master = _try_slots(slots, passphrase, deployment)
    try:
        body = primitives.aead_open(_contents_key(master, salt), ZERO_NONCE, sealed, head, kind="keystore")
        held = contents_format.parse(body)
    except KeysError as error:
        raise KeystoreError("keystore", "This keystore is damaged. Restore it from its copy.") from error
    return Keystore(path, deployment, held, master, slots)


def write_private(path: Path, data: bytes) -> None:
    """Write a file only its owner may read, durably and whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _head(deployment: bytes, slots: Sequence[bytes]) -> bytes:
    return tags.MAGIC_KEYSTORE + deployment + u8(len(slots)) + b"".join(slots)


def _contents_key(master: bytes, salt: bytes) -> bytes:
    return primitives.hkdf(master, salt, tags.KEYSTORE_CONTENTS)


def _stretch(passphrase: str, deployment: bytes, head: bytes, strength: Strength) -> tuple[bytes, bytes]:
    """Return (key-encryption key, commitment) of a slot whose first 45 bytes are ``head``."""
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise KeystoreError("passphrase", "This passphrase holds bytes that are no text.") from error
    stretched = primitives.argon2id(
        secret, head[13:], time=strength.time, memory=strength.memory, lanes=strength.lanes
    )
    bound = deployment + head
    return (
        primitives.hkdf(stretched, bound, tags.KEYSTORE_SLOT),
        primitives.hkdf(stretched, bound, tags.KEYSTORE_COMMIT),
    )


def _make_slot(number: int, passphrase: str, deployment: bytes, master: bytes, strength: Strength) -> bytes:
    strength.check()
    head = u8(number) + u32(strength.memory) + u32(strength.time) + u32(strength.lanes)
    head += primitives.random_bytes(32)
    kek, commitment = _stretch(passphrase, deployment, head, strength)
    return head + commitment + primitives.aead_seal(kek, ZERO_NONCE, master, deployment + head)


def _try_slots(slots: Sequence[bytes], passphrase: str, deployment: bytes) -> bytes:
    for slot in slots:
        reader = Reader(slot)
        reader.u8()
        strength = Strength(reader.u32(), reader.u32(), reader.u32())
        strength.check()
        head, commitment, wrapped = slot[:45], slot[45:77], slot[77:]
        kek, expected = _stretch(passphrase, deployment, head, strength)
        if primitives.equal(commitment, expected):
            return primitives.aead_open(kek, ZERO_NONCE, wrapped, deployment + head, kind="keystore")
    raise KeystoreError("passphrase", "This passphrase opens no slot of the keystore.")
