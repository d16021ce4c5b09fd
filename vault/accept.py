"""Take an envelope: check it while it streams, and answer its id only when it is durable.

All that a vault may know of an envelope is looked at: its length, magic and epoch. Memory stays constant: a
text-only message (one class, 16 KiB) goes to the database whole, anything larger goes through a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from keys.calendar import accepted_epochs
from keys.envelope import peek_epoch
from keys.errors import FormatError
from keys.sizes import CLASSES, ENVELOPE_LENGTHS, envelope_length
from vault.errors import EpochError, LengthNeededError, MalformedError, TooLargeError
from vault.store import Store
from vault.store.faults import named_faults
from vault.store.intake import Arrival

__all__ = ["SMALL", "Allow", "accept", "check_start", "checked_length"]

Allow = Callable[[bytes], None]

SMALL = envelope_length(CLASSES[0])
_PEEK = 12
_START = {
    "magic": "This is not an envelope.",
    "version": "This was sealed for another version than this site takes. Load the page again, or fetch the "
    "newest kit, and seal it again.",
}


def accept(
    store: Store, chunks: Iterable[bytes], *, length: int | None, day: date, allow: Allow | None = None
) -> bytes:
    """Keep one envelope of ``length`` bytes that came on ``day`` (UTC); return its id, 32 bytes.

    An envelope that is here already gives the same id and is not kept twice. ``allow`` is told the id when
    all bytes are there; what it raises keeps the envelope out.

    Raises:
        LengthNeededError: ``length``, it is not known.
        TooLargeError: ``large``.
        MalformedError: ``size``, ``magic``, ``version`` or ``truncated``.
        EpochError: ``epoch``.
        FullError: ``full``.
        StoreError: ``interrupted``, ``busy``, ``damaged``, ``disk``, ``missing``, ``manifest``.
    """
    expected = checked_length(store, length)
    store.check_room(expected)
    untrusted = _Untrusted(chunks, expected, day)
    if expected <= SMALL:
        sealed = b"".join(untrusted)
        return _keep(store, Arrival(untrusted.id, day, expected, sealed=sealed), allow)
    file = store.incoming()
    try:
        for chunk in untrusted:
            with named_faults(store.server):
                file.write(chunk)
        with named_faults(store.server):
            file.finish(day)
        return _keep(store, Arrival(untrusted.id, day, expected, file=file), allow)
    finally:
        file.close()


def checked_length(store: Store, length: int | None) -> int:
    """Return a length that envelopes have and the manifest allows.

    Raises:
        LengthNeededError: ``length``.
        TooLargeError: ``large``.
        MalformedError: ``size``.
        StoreError: ``manifest``.
    """
    if length is None:
        raise LengthNeededError
    limit = store.manifest.limits.envelope
    if length > limit:
        raise TooLargeError(limit)
    if length not in ENVELOPE_LENGTHS:
        raise MalformedError("size", "This is not an envelope: no envelope has this length.")
    return length


def check_start(start: bytes, day: date) -> bool:
    """Check the first bytes of an envelope that came on ``day``; return False if there are too few to tell.

    Raises:
        MalformedError: ``magic`` or ``version``.
        EpochError: ``epoch``.
    """
    if len(start) < _PEEK:
        return False
    try:
        epoch = peek_epoch(start)
    except FormatError as error:
        raise MalformedError(error.kind, _START[error.kind]) from error
    if epoch not in accepted_epochs(day):
        raise EpochError
    return True


def _keep(store: Store, arrival: Arrival, allow: Allow | None) -> bytes:
    if allow is not None:
        allow(arrival.id)
    store.keep(arrival)
    return arrival.id


class _Untrusted:
    """Pass on a body's chunks; the first bytes, and the length, are checked before any more is taken."""

    def __init__(self, chunks: Iterable[bytes], expected: int, day: date) -> None:
        self._chunks = chunks
        self._expected = expected
        self._day = day
        self._digest = hashlib.sha256()

    @property
    def id(self) -> bytes:
        """SHA-256 of what has passed."""
        return self._digest.digest()

    def __iter__(self) -> Iterator[bytes]:
        received, start, checked = 0, b"", False
        for chunk in self._chunks:
            received += len(chunk)
            if received > self._expected:
                raise MalformedError("size", "More bytes came than were announced.")
            self._digest.update(chunk)
            if checked:
                yield chunk
                continue
            start += chunk
            checked = check_start(start, self._day)
            if checked:
                yield start
        if received < self._expected:
            raise MalformedError("truncated", "The envelope ended too early. Send it again.")
