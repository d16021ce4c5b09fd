"""The intake keys that one keystore holds, by week; an envelope tells its week, never its lane."""

from __future__ import annotations

from typing import BinaryIO

from keys.envelope import peek_epoch
from keys.errors import FormatError, KeysError, NotForMeError, UntrustedError
from keys.private.epochs import Weeks
from keys.private.hybrid import Pair, pair
from keys.private.open import Opened, open_envelope

__all__ = ["LaneKeys"]

_PEEKED = 12


class LaneKeys:
    """Opens envelopes; both halves of a week's keys are computed when the week is first met, and once."""

    def __init__(self, deployment: bytes, lane: str, weeks: Weeks) -> None:
        self._deployment = deployment
        self._lane = lane
        self._weeks = weeks
        self._pairs: dict[int, list[Pair]] = {}

    def open(self, source: BinaryIO) -> tuple[str, Opened]:
        """Verify a whole envelope; return the lane whose key opened it, and what is in it.

        Raises:
            NotForMeError: keys of its week are held, and none opens it.
            UntrustedError: ``late``, its week's keys were destroyed; ``epoch``, none were ever here; others
                as ``open_envelope``.
            FormatError: as ``open_envelope``.
        """
        epoch, held = self._of_week(source)
        if held:
            return self._lane, open_envelope(source, deployment=self._deployment, pairs=held)
        raise self._without_key(source, epoch)

    def _of_week(self, source: BinaryIO) -> tuple[int, list[Pair]]:
        source.seek(0)
        try:
            epoch = peek_epoch(source.read(_PEEKED))
        except FormatError:
            return 0, []
        if epoch not in self._pairs:
            self._pairs[epoch] = [pair(private) for private in self._weeks.state.pairs(epoch)]
        return epoch, self._pairs[epoch]

    def _without_key(self, source: BinaryIO, epoch: int) -> KeysError:
        """Return why: what is no envelope at all is told from one of a week whose key is not here."""
        try:
            open_envelope(source, deployment=self._deployment, pairs=[])
        except NotForMeError:
            if self._weeks.was_destroyed(epoch):
                return UntrustedError(
                    "late",
                    "It came after the keys of its week were destroyed; nothing here opens it any more.",
                )
            return UntrustedError("epoch", "No intake key of that week is held here.")
        except KeysError as error:
            return error
        raise AssertionError("internal error: an envelope opened without a key")
