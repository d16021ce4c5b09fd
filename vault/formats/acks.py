"""Acknowledgement: the desk has opened and stored these envelopes (docs/formats.md §9.1)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from keys import canonical, signed, tags
from keys.errors import FormatError, UntrustedError
from keys.shape import Shape

__all__ = ["MAX_IDS", "Acknowledgement", "make", "parse"]

# 200,000 ids of 67 bytes stay below the 16 MiB that an acknowledgement may take; no bundle carries more.
MAX_IDS = 200_000
_KEYS = ("bundle", "deployment", "ids", "serial", "v", "vault")
_shape = Shape("bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Envelope ``ids``, ascending, that came in bundle ``serial`` of ``vault``, whose hash is ``bundle``."""

    bundle: bytes
    deployment: bytes
    ids: tuple[bytes, ...]
    serial: int
    vault: bytes


def make(acknowledgement: Acknowledgement, seed: bytes) -> bytes:
    """Sign with the desk's seed and return the file's bytes. Only once the reviewer's store is durable.

    Raises:
        FormatError: ``bounds`` or ``order``.
    """
    body = canonical.dumps(
        {
            "bundle": acknowledgement.bundle.hex(),
            "deployment": acknowledgement.deployment.hex(),
            "ids": [identifier.hex() for identifier in acknowledgement.ids],
            "serial": acknowledgement.serial,
            "v": 1,
            "vault": acknowledgement.vault.hex(),
        }
    )
    _parse_body(body)
    return signed.make(tags.MAGIC_ACK, tags.ACK, acknowledgement.deployment, body, [seed]).pack()


def parse(untrusted: bytes, *, deployment: bytes, desk: bytes, vault: bytes) -> Acknowledgement:
    """Read an acknowledgement that ``desk`` signed for ``vault`` (both Ed25519 public keys).

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``canonical``, ``bounds``, ``order``.
        UntrustedError: ``signature``, ``deployment``, or ``ack``: it is for another vault.
    """
    file = signed.parse(untrusted, tags.MAGIC_ACK)
    signed.signed_by(file, tags.ACK, deployment, desk)
    acknowledgement = _parse_body(file.body)
    if acknowledgement.deployment != deployment:
        raise UntrustedError("deployment", "This acknowledgement is of another deployment.")
    if acknowledgement.vault != vault:
        raise UntrustedError("ack", "This acknowledgement is for another vault.")
    return acknowledgement


def _parse_body(untrusted: bytes) -> Acknowledgement:
    value = _shape.keys(canonical.loads(untrusted, signed.BODY_LIMITS[tags.MAGIC_ACK]), _KEYS)
    _shape.integer(value["v"], 1, 1)
    ids = tuple(_shape.octets(identifier, 32) for identifier in _shape.items(value["ids"], 1, MAX_IDS))
    if any(left >= right for left, right in itertools.pairwise(ids)):
        raise FormatError("order", "The acknowledged ids are not in strictly ascending order.")
    return Acknowledgement(
        bundle=_shape.octets(value["bundle"], 32),
        deployment=_shape.octets(value["deployment"], 16),
        ids=ids,
        serial=_shape.integer(value["serial"], 1, 2**31),
        vault=_shape.octets(value["vault"], 32),
    )
