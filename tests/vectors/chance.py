"""Seal with the randomness a vector gives in place of the machine's.

The machine's draws are replaced and nothing else: all between them is the code that seals real reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from keys import primitives
from keys.envelope import header
from keys.primitives import HybridPublic
from tests.vectors.generate.material import NAMES, Slot

__all__ = ["fixed", "public_half"]


def public_half(value: dict[str, Any]) -> HybridPublic:
    """Return the public half of a slot or of the identity key."""
    half = value["public"]
    return HybridPublic(x25519=bytes.fromhex(half["x25519"]), mlkem=bytes.fromhex(half["mlkem"]))


@contextmanager
def fixed(
    slots: Sequence[dict[str, Any]], identity: dict[str, Any] | None, file_key: bytes, message: bytes
) -> Iterator[None]:
    """Give the draws of one sealing: file key, order of slots, throw-away keys, and each wrap's own."""
    used = [*slots, *([identity] if identity else [])]
    known = {public_half(value): _slot(value) for value in used}
    keys = iter([file_key, *(bytes.fromhex(value["k1"]) for value in used)])
    away = iter([public_half(slot) for slot in slots if not slot["lane"]])
    order = [public_half(slot) for slot in slots]

    class Shuffler:
        def shuffle(self, recipients: list[HybridPublic]) -> None:
            assert sorted(recipients, key=order.index) == order
            recipients[:] = order

    def random_bytes(count: int) -> bytes:
        return message if count == len(message) else next(keys)

    def encapsulate(recipient: HybridPublic) -> tuple[bytes, bytes]:
        return known[recipient].shared_secret(), known[recipient].ciphertext

    with ExitStack() as stack:
        for target, name, value in (
            (primitives, "random_bytes", random_bytes),
            (header.secrets, "SystemRandom", Shuffler),
            (HybridPublic, "throw_away", lambda: next(away)),
            (HybridPublic, "box_seal", lambda recipient, k1: known[recipient].box()),
            (HybridPublic, "encapsulate", encapsulate),
        ):
            stack.enter_context(mock.patch.object(target, name, value))
        yield
    assert next(keys, None) is next(away, None) is None


def _slot(value: dict[str, Any]) -> Slot:
    """Find the recipient by its public key; its ciphertext is proved to be the one its coins give."""
    slot = next(slot for slot in map(Slot, NAMES) if slot.public == public_half(value))
    assert [slot.k1.hex(), slot.ephemeral.hex(), slot.coins.hex()] == [
        value["k1"],
        value["ephemeral"],
        value["coins"],
    ]
    return slot
