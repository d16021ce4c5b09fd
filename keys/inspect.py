"""Say what an Amana file is, from what anybody may see of it."""

from __future__ import annotations

import json
from pathlib import Path

from keys import canonical, keyfile, manifest, proposal, signed, tags
from keys.envelope.header import peek_epoch
from keys.errors import FormatError
from keys.primitives import sha256
from keys.signed import SignedFile
from keys.sizes import CLASSES, HEADER, envelope_length
from keys.wire import Reader

__all__ = ["describe"]

_SIGNED = {
    tags.MAGIC_MANIFEST: "manifest",
    tags.MAGIC_BOARD: "board header",
    tags.MAGIC_ACK: "acknowledgement",
    tags.MAGIC_BUNDLE_IN: "inbound segment",
    tags.MAGIC_BUNDLE_OUT: "outbound segment",
}
_SEALED = {
    tags.MAGIC_RATCHET: "ratchet file, which is never copied",
    tags.MAGIC_SYNC: "sync file of a team, sealed under its store key: as sensitive as the store",
}
_OTHERS = (
    tags.MAGIC_ENVELOPE,
    tags.MAGIC_KEY,
    tags.MAGIC_KEYSTORE,
    tags.MAGIC_RATCHET,
    tags.MAGIC_PROPOSAL,
    tags.MAGIC_SIGNATURE,
    tags.MAGIC_SYNC,
)
_SIGNED_LIMIT = 17 << 20


def describe(path: Path) -> str:
    """Return a few lines about the file; nothing in it is proved by this.

    Raises:
        FormatError: ``magic``, it is no Amana file, or a kind of its own format.
    """
    with path.open("rb") as file:
        start = file.read(HEADER)
    magic = start[:8]
    if magic == tags.MAGIC_ENVELOPE:
        return _envelope(start, path.stat().st_size)
    if magic == tags.MAGIC_KEY:
        return f"public key file\nid: {keyfile.key_id(keyfile.parse(start[: keyfile.SIZE + 1]))}"
    if magic == tags.MAGIC_KEYSTORE or magic in _SEALED:
        return _SEALED.get(magic) or _keystore(path)
    if magic in _SIGNED:
        return _signed(path, magic)
    if magic == tags.MAGIC_PROPOSAL:
        return _proposal(path)
    if magic == tags.MAGIC_SIGNATURE:
        return _signature(start)
    for known in (*_OTHERS, *_SIGNED):
        if magic[:6] == known[:6]:
            Reader(magic).magic(known)  # says which version it is
    raise FormatError("magic", "This is not an Amana file.")


def _keystore(path: Path) -> str:
    with path.open("rb") as file:
        reader = Reader(file.read(_SIGNED_LIMIT))
    reader.magic(tags.MAGIC_KEYSTORE)
    value = canonical.loads(reader.take(reader.u32()), _SIGNED_LIMIT)
    people = value.get("people")
    if not isinstance(people, dict):
        raise FormatError("keystore", "This keystore is malformed.")
    named = ", ".join(sorted(people))
    return f"keystore\ndeployment: {value.get('deployment')}\nlane: {value.get('lane')}\npeople: {named}"


def _envelope(start: bytes, size: int) -> str:
    padded = next((padded for padded in CLASSES if envelope_length(padded) == size), None)
    if padded is None:
        raise FormatError(
            "size", "This is an envelope's beginning, but its length is not one an envelope has."
        )
    epoch = peek_epoch(start)
    return f"sealed envelope\nepoch: {epoch}\nholds: up to {padded} bytes, padded\nsize: {size} bytes"


def _proposal(path: Path) -> str:
    with path.open("rb") as file:
        body = manifest.body(proposal.parse(file.read(_SIGNED_LIMIT)))
    return f"proposal of a manifest, signed by nobody\nhash: {sha256(body).hex()}\n{_json(body)}"


def _signature(start: bytes) -> str:
    read = proposal.parse_signature(start)
    return f"signature (not checked here) of a manifest\nby: {read.public.hex()}\nfor: {read.body.hex()}"


def _signed(path: Path, magic: bytes) -> str:
    with path.open("rb") as file:
        untrusted = file.read(_SIGNED_LIMIT)
    parsed, consumed = signed.parse_prefix(untrusted, magic)
    if magic not in (tags.MAGIC_BUNDLE_IN, tags.MAGIC_BUNDLE_OUT) and consumed != len(untrusted):
        raise FormatError("trailing", "There are bytes after the end.")
    return "\n".join([_SIGNED[magic], *_signers(parsed), f"hash: {parsed.hash.hex()}", _json(parsed.body)])


def _signers(parsed: SignedFile) -> list[str]:
    return [f"signed (not checked here) by: {public.hex()}" for public, _ in parsed.signatures]


def _json(body: bytes) -> str:
    value = canonical.loads(body, len(body))
    # ASCII escapes keep hostile text from steering the terminal.
    return json.dumps(value, indent=2, sort_keys=True)
