"""Passphrases: offer good ones, and refuse those that a guesser soon comes to. Nothing is looked up anywhere.

zxcvbn (Wheeler, USENIX Security 2016) estimates how many guesses it takes somebody who knows how people
choose. Each guess costs an Argon2id of at least 64 MiB (docs/formats.md §10.2), a tenth of a second or so.
"""

from __future__ import annotations

from zxcvbn import zxcvbn

from keys import words
from keys.errors import KeystoreError
from keys.private.ceremony.randomness import Randomness

__all__ = ["FEWEST_GUESSES", "WORDS", "check", "offer"]

FEWEST_GUESSES = 10**14  # at a tenth of a second each, three hundred thousand years of one processor
WORDS = 6  # of 7,776: 77 bits
_CONSIDERED = 72  # characters; zxcvbn's own limit, what comes after them only helps
_LIST_SIZE = 7776


def offer(random: Randomness) -> str:
    """Return a fresh passphrase of six words."""
    # 32 bytes for 77 bits: the remainder favours no words measurably.
    number = int.from_bytes(random.draw(), "big") % _LIST_SIZE**WORDS
    return words.read("eff").spell(number, WORDS)


def check(passphrase: str, *known: str) -> None:
    """Require a passphrase that takes long to guess; ``known`` are words that a guesser would try first.

    Raises:
        KeystoreError: ``guessable``.
    """
    if not passphrase.strip():
        raise KeystoreError("guessable", "A passphrase cannot be empty. Take the six words that are offered.")
    found = zxcvbn(passphrase[:_CONSIDERED], user_inputs=[each for each in known if each])
    if found["guesses"] < FEWEST_GUESSES:
        raise KeystoreError(
            "guessable", "This passphrase is too easy to guess. Take the six words that are offered."
        )
