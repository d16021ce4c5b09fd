"""What can go wrong with keys and formats, as one shallow tree.

KeysError
├── FormatError            the bytes are not what the page says            (kind names the rule broken)
├── UntrustedError         the bytes are well formed and not to be believed
│   └── NotForMeError      no key held here opens it: not damage, not an attack
├── CodenameError          the reporter's slip; the message says which
├── ShareError             a recovery share was mistyped, is foreign or missing; says which word
└── KeystoreError          wrong passphrase, weak parameters, damaged keystore

``kind`` is the name of the failure in docs/formats.md; the vectors assert it, in both implementations.
Messages are sentences for people and never hold a secret.
"""

from __future__ import annotations

__all__ = [
    "CodenameError",
    "FormatError",
    "KeysError",
    "KeystoreError",
    "NotForMeError",
    "ShareError",
    "UntrustedError",
]


class KeysError(Exception):
    """Base of all errors of this package; never raised itself."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class FormatError(KeysError):
    """The bytes break a rule of docs/formats.md."""


class UntrustedError(KeysError):
    """The bytes are well formed, and a signature, commitment or tag does not hold."""


class NotForMeError(UntrustedError):
    """None of the keys held here opens this envelope."""

    def __init__(self) -> None:
        super().__init__("not-for-me", "No key held here opens this envelope.")


class CodenameError(KeysError):
    """The codename was mistyped; ``position`` is the unknown word's place from 1, or 0.

    ``suggestions`` are words that may be meant. They are near the secret, and never in the message.
    """

    position: int = 0
    suggestions: tuple[str, ...] = ()


class ShareError(KeysError):
    """A recovery share cannot be used; ``position`` is the doubtful word's place from 1, or 0.

    ``suggestions`` are words that may be meant. They are near the secret, and never in the message.
    """

    position: int = 0
    suggestions: tuple[str, ...] = ()


class KeystoreError(KeysError):
    """The keystore cannot be opened."""
