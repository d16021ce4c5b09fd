"""Envelope seal and open against plain ChaCha20-Poly1305 over the same bytes.

Two limits are shown. *Cipher* is ChaCha20-Poly1305 alone. *Primitives* adds the two SHA-256 passes that the
format calls for (each attachment's hash, the envelope's id), which no implementation can leave out.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keys import codename, mailbox, primitives
from keys.envelope import seal
from keys.private.hybrid import HybridPrivate, pair
from keys.private.open import open_envelope
from keys.report import Draft
from keys.sizes import CHUNK
from tests.bench.figures import Figure, at_least, paired_ratio, seconds, shown

MIB = 64
EPOCH = 202648


class _Nowhere:
    def write(self, data: bytes) -> None:
        """Drop it: the disk is not what is measured."""


def measure() -> Iterator[Figure]:
    deployment, intake = primitives.random_bytes(16), HybridPrivate.generate()
    box = mailbox.derive(codename.generate(), deployment)
    attachment = primitives.random_bytes((MIB << 20) - (20 << 10))
    draft = Draft(kind="report", path="device", lang="en", sent=date(2026, 11, 24), text="x")

    def sealed(out: io.BytesIO | _Nowhere) -> None:
        seal(
            out,
            draft,
            deployment=deployment,
            epoch=EPOCH,
            lanes=[intake.public()],
            mailbox=box,
            files=[("a.bin", "application/octet-stream", io.BytesIO(attachment))],
        )

    envelope = io.BytesIO()
    sealed(envelope)
    held = [pair(intake)]

    def opened() -> None:
        open_envelope(envelope, deployment=deployment, pairs=held)

    yield shown("seal", MIB / seconds(lambda: sealed(_Nowhere())), "MiB/s")
    yield shown("open", MIB / seconds(opened), "MiB/s")
    for name, ours, raw in (
        ("seal", lambda: sealed(_Nowhere()), _encrypting(attachment)),
        ("open", opened, _decrypting(attachment)),
    ):
        yield at_least(f"{name} against cipher", paired_ratio(ours, raw), "ratio", 0.8)
        whole = _and_hashing(raw, attachment)
        yield at_least(f"{name} against primitives", paired_ratio(ours, whole), "ratio", 0.8)


def _encrypting(data: bytes) -> Callable[[], None]:
    view, aead = memoryview(data), ChaCha20Poly1305(bytes(32))

    def work() -> None:
        for counter, at in enumerate(range(0, len(view), CHUNK)):
            aead.encrypt(counter.to_bytes(12, "big"), view[at : at + CHUNK], b"")

    return work


def _decrypting(data: bytes) -> Callable[[], None]:
    view, aead = memoryview(data), ChaCha20Poly1305(bytes(32))
    chunks = [
        aead.encrypt(counter.to_bytes(12, "big"), view[at : at + CHUNK], b"")
        for counter, at in enumerate(range(0, len(view), CHUNK))
    ]

    def work() -> None:
        for counter, chunk in enumerate(chunks):
            aead.decrypt(counter.to_bytes(12, "big"), chunk, b"")

    return work


def _and_hashing(raw: Callable[[], None], data: bytes) -> Callable[[], None]:
    def work() -> None:
        raw()
        hashlib.sha256(data).digest()
        hashlib.sha256(data).digest()

    return work
