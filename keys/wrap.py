"""Hybrid wrap: a secret for a recipient, safe while either X25519 or ML-KEM-768 is (docs/formats.md §5.1).

Two keys, one per scheme, are combined by HKDF over the whole transcript, as the KEM combiners of Giacon,
Heuer and Poettering (PKC 2018) and of X-Wing do.
"""

from __future__ import annotations

from keys import primitives
from keys.primitives import ZERO_NONCE, HybridPublic
from keys.wire import u32

__all__ = ["BOX", "CIPHERTEXT", "OVERHEAD", "transcript_key", "wrap"]

BOX = 80
CIPHERTEXT = 1088
OVERHEAD = BOX + CIPHERTEXT + 16


def wrap(
    tag: bytes, deployment: bytes, context: int, recipient: HybridPublic, secret: bytes, ad: bytes = b""
) -> bytes:
    """Seal ``secret`` to ``recipient``; ``context`` is an epoch or quarter. Returns 1,184 bytes more than it.

    Raises:
        FormatError: ``key-file``, the recipient's X25519 or ML-KEM key is not valid.
    """
    k1 = primitives.random_bytes(32)
    box = recipient.box_seal(k1)
    k2, ciphertext = recipient.encapsulate()
    key = transcript_key(tag, deployment, context, recipient, box, ciphertext, k1, k2)
    # The key is fresh for every wrap, so the nonce may be constant.
    return box + ciphertext + primitives.aead_seal(key, ZERO_NONCE, secret, ad)


def transcript_key(
    tag: bytes,
    deployment: bytes,
    context: int,
    recipient: HybridPublic,
    box: bytes,
    ciphertext: bytes,
    k1: bytes,
    k2: bytes,
) -> bytes:
    """Combine both shared keys over everything that was exchanged."""
    transcript = primitives.sha256(
        tag + deployment + u32(context) + recipient.x25519 + recipient.mlkem + box + ciphertext
    )
    return primitives.hkdf(k2 + k1, transcript, tag)
