"""The intake keys that one keystore holds, by week; an envelope tells its week, never its lane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from keys.envelope import peek_epoch
from keys.errors import FormatError, KeysError, NotForMeError, UntrustedError
from keys.private.hybrid import HybridPrivate, Pair, pair
from keys.private.open import Opened, open_envelope

__all__ = ["LaneKeys"]

_PEEKED = 12


class LaneKeys:
    """Opens envelopes; both halves of a week's keys are computed when the week is first met, and once."""

    def __init__(self, deployment: bytes, intake: Mapping[str, Mapping[int, HybridPrivate]]) -> None:
        self._deployment = deployment
        self._intake = intake
        self._pairs: dict[int, list[tuple[str, Pair]]] = {}

    def open(self, source: BinaryIO) -> tuple[str, Opened]:
        """Verify a whole envelope; return the lane whose key opened it, and what is in it.

        Raises:
            NotForMeError: keys of its week are held, and none opens it.
            UntrustedError: ``epoch``, no key of its week is held; others as ``open_envelope``.
            FormatError: as ``open_envelope``.
        """
        held = self._of_week(source)
        for lane, candidate in held:
            try:
                return lane, open_envelope(source, deployment=self._deployment, pairs=[candidate])
            except NotForMeError:
                continue
        raise NotForMeError if held else self._without_key(source)

    def _of_week(self, source: BinaryIO) -> list[tuple[str, Pair]]:
        source.seek(0)
        try:
            epoch = peek_epoch(source.read(_PEEKED))
        except FormatError:
            return []
        if epoch not in self._pairs:
            self._pairs[epoch] = [
                (lane, pair(epochs[epoch])) for lane, epochs in self._intake.items() if epoch in epochs
            ]
        return self._pairs[epoch]

    def _without_key(self, source: BinaryIO) -> KeysError:
        """Return why: what is no envelope at all is told from one of a week whose key is not here."""
        try:
            open_envelope(source, deployment=self._deployment, pairs=[])
        except NotForMeError:
            return UntrustedError("epoch", "No intake key of that week is held here.")
        except KeysError as error:
            return error
        raise AssertionError("internal error: an envelope opened without a key")
