"""Fixed keys and fixed randomness, so that making the vectors again gives the same bytes.

OpenSSL draws ML-KEM's randomness itself and takes none from outside, so the ciphertexts for our fixed
recipients and coins stand in encapsulations.json, made once by another implementation. ``shared_secret``
proves each of them: decapsulation encrypts again and compares (the Fujisaki-Okamoto transform of FIPS 203).
The secret it returns is the one computed from the coins only if the ciphertext is the one they give.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import nacl.public

from keys import primitives
from keys.codename import CHECK_BITS, Codename, _check
from keys.mailbox import Mailbox, derive
from keys.primitives import HybridPublic
from keys.private.hybrid import HybridPrivate
from keys.wrap import transcript_key

DEPLOYMENT = bytes.fromhex("00112233445566778899aabbccddeeff")
EPOCH = 202648
QUARTER = 20264


def draw(label: str, count: int) -> bytes:
    """Return ``count`` bytes that look random and are the same every time."""
    return hashlib.shake_256(b"amana vectors: " + label.encode()).digest(count)


@dataclass(frozen=True)
class Slot:
    """A recipient and all that is random when something is wrapped for it."""

    name: str

    @property
    def private(self) -> HybridPrivate:
        return HybridPrivate(x25519=draw(f"{self.name} x25519", 32), mlkem=draw(f"{self.name} mlkem", 64))

    @property
    def public(self) -> HybridPublic:
        return self.private.public()

    @property
    def k1(self) -> bytes:
        return draw(f"{self.name} k1", 32)

    @property
    def ephemeral(self) -> bytes:
        return draw(f"{self.name} ephemeral", 32)

    @property
    def coins(self) -> bytes:
        return draw(f"{self.name} coins", 32)

    @property
    def ciphertext(self) -> bytes:
        return base64.b64decode(_encapsulations()[self.name])

    def shared_secret(self) -> bytes:
        """Return ML-KEM's shared secret, computed from the coins and checked against the ciphertext."""
        hashed = hashlib.sha3_256(self.public.mlkem).digest()
        secret = hashlib.sha3_512(self.coins + hashed).digest()[:32]
        if self.private.decapsulate(self.ciphertext) != secret:
            raise AssertionError(f"internal error: the ciphertext of {self.name} is not of its coins")
        return secret

    def box(self) -> bytes:
        """Return crypto_box_seal of k1 with the given ephemeral secret: nonce = BLAKE2b-192(both publics)."""
        secret = nacl.public.PrivateKey(self.ephemeral)
        recipient = self.public.x25519
        nonce = hashlib.blake2b(bytes(secret.public_key) + recipient, digest_size=24).digest()
        sealed = nacl.public.Box(secret, nacl.public.PublicKey(recipient)).encrypt(self.k1, nonce)
        return bytes(secret.public_key) + sealed.ciphertext

    def wrap(self, tag: bytes, context: int, secret: bytes, ad: bytes = b"") -> bytes:
        """Do what ``keys.wrap.wrap`` does, with this slot's randomness."""
        box, k2 = self.box(), self.shared_secret()
        key = transcript_key(tag, DEPLOYMENT, context, self.public, box, self.ciphertext, self.k1, k2)
        return box + self.ciphertext + primitives.aead_seal(key, primitives.ZERO_NONCE, secret, ad)

    def pair_json(self) -> dict[str, str]:
        """Return the private half as README.md writes it."""
        return {"mlkem": self.private.mlkem.hex(), "x25519": self.private.x25519.hex()}

    def public_json(self) -> dict[str, str]:
        """Return the public half as README.md writes it."""
        return {"mlkem": self.public.mlkem.hex(), "x25519": self.public.x25519.hex()}

    def random_json(self) -> dict[str, object]:
        """Return public half and randomness as README.md writes them."""
        return {
            "public": self.public_json(),
            "k1": self.k1.hex(),
            "ephemeral": self.ephemeral.hex(),
            "coins": self.coins.hex(),
        }


DESK, OVERSIGHT, CUSTODIAN = Slot("desk"), Slot("oversight"), Slot("custodian")
AWAY = (Slot("away-1"), Slot("away-2"), Slot("away-3"))
NAMES = tuple(slot.name for slot in (DESK, OVERSIGHT, CUSTODIAN, *AWAY))


def codename_of(label: str, mode: int) -> Codename:
    """Return a codename with fixed random bits."""
    random = int.from_bytes(draw(label, 11), "big") >> 5
    while _check(0, random) == _check(1, random):
        random += 1
    return Codename(random << CHECK_BITS | _check(mode, random), mode)


CODENAME = codename_of("codename", 0)


def mailbox() -> Mailbox:
    """Return the mailbox of the vectors' reporter."""
    return derive(CODENAME, DEPLOYMENT)


def _encapsulations() -> dict[str, str]:
    return json.loads(Path(__file__).with_name("encapsulations.json").read_text())
