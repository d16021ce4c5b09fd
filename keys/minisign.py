"""Detached signatures in minisign's format, so that anybody can check a file without Amana.

The format is minisign's own (jedisct1.github.io/minisign, "Signature format"), with the prehashed signature
that is its default since 2022. Everything is Ed25519 and BLAKE2b-512:

    untrusted comment: …
    base64("ED" ‖ key number (8) ‖ signature of BLAKE2b-512(file) (64))
    trusted comment: …
    base64(signature of (signature ‖ trusted comment) (64))

A public key is ``base64("Ed" ‖ key number (8) ‖ public key (32))``. Minisign draws key numbers at random;
ours are the first bytes of the key's SHA-256, so that a key has one number without anybody keeping it.

What a root key signs here reads as nothing else of Amana: a manifest's message has 66 bytes and begins with
its label (docs/formats.md §3); a hash has 64, and to find one that begins like a label is out of reach.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from keys import primitives
from keys.errors import FormatError

__all__ = ["Signature", "parse", "public_key", "read_public_key", "sign", "verify"]

PREHASHED, PUBLIC = b"ED", b"Ed"
NUMBER = 8
LIMIT = 8192  # bytes of a signature file, as minisign itself allows about
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_READ = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature file: whose key's number it bears, and what the trusted comment says; nothing is checked
    yet."""

    number: bytes
    signature: bytes
    comment: str
    over_comment: bytes

    def write(self) -> str:
        """Write the file that goes beside what was signed, as ``<name>.minisig``."""
        lines = (
            f"{_UNTRUSTED}verify with minisign -V",
            _text(PREHASHED + self.number + self.signature),
            f"{_TRUSTED}{self.comment}",
            _text(self.over_comment),
        )
        return "\n".join((*lines, ""))


def sign(file: BinaryIO, comment: str, seed: bytes) -> Signature:
    """Sign a file with an Ed25519 seed; the trusted ``comment`` of one line is signed along.

    Raises:
        FormatError: ``minisign``, the comment is no line.
    """
    if not comment.isprintable():
        raise FormatError("minisign", "A trusted comment is one line of text.")
    made = primitives.sign(seed, _digest(file))
    return Signature(
        number=_number(primitives.signing_public(seed)),
        signature=made,
        comment=comment,
        over_comment=primitives.sign(seed, made + comment.encode()),
    )


def verify(file: BinaryIO, untrusted: Signature, public: bytes) -> str:
    """Return the trusted comment of a signature that ``public`` made over the whole file.

    Raises:
        UntrustedError: ``signature``.
    """
    primitives.verify(public, _digest(file), untrusted.signature)
    primitives.verify(public, untrusted.signature + untrusted.comment.encode(), untrusted.over_comment)
    return untrusted.comment


def parse(untrusted: bytes) -> Signature:
    """Read a signature file; it proves nothing until ``verify``.

    Raises:
        FormatError: ``minisign``.
    """
    try:
        lines = untrusted[: LIMIT + 1].decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise _malformed() from error
    if len(untrusted) > LIMIT or len(lines) != 4:
        raise _malformed()
    if not (lines[0].startswith(_UNTRUSTED) and lines[2].startswith(_TRUSTED)):
        raise _malformed()
    signature, over_comment = _bytes(lines[1], 2 + NUMBER + 64), _bytes(lines[3], 64)
    if not signature.startswith(PREHASHED):
        raise FormatError("minisign", "This is not a prehashed signature. Sign with a newer minisign.")
    return Signature(
        number=signature[2 : 2 + NUMBER],
        signature=signature[2 + NUMBER :],
        comment=lines[2].removeprefix(_TRUSTED),
        over_comment=over_comment,
    )


def public_key(public: bytes) -> str:
    """Write an Ed25519 public key as ``minisign -P`` takes it."""
    return _text(PUBLIC + _number(public) + public)


def read_public_key(untrusted: str) -> bytes:
    """Read what ``public_key`` writes, or a line of minisign's own key file, whatever its number.

    Raises:
        FormatError: ``minisign``.
    """
    read = _bytes(untrusted.strip(), 2 + NUMBER + 32)
    if not read.startswith(PUBLIC):
        raise _malformed()
    return read[2 + NUMBER :]


def _number(public: bytes) -> bytes:
    return primitives.sha256(public)[:NUMBER]


def _digest(file: BinaryIO) -> bytes:
    whole = hashlib.blake2b()
    while data := file.read(_READ):
        whole.update(data)
    return whole.digest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(untrusted: str, size: int) -> bytes:
    try:
        read = base64.b64decode(untrusted, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed() from error
    if len(read) != size or _text(read) != untrusted:
        raise _malformed()
    return read


def _malformed() -> FormatError:
    return FormatError("minisign", "This is not a file that minisign or `amana-keys sign-kit` wrote.")
