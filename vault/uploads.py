"""Take large envelopes in pieces, over hours and restarts (docs/formats.md §11.3).

What an offset was answered for is durable. A finished upload goes to the store as ``accept`` gives it one
and is remembered for a while, so that its end can be asked for again. Names are random; nothing joins two.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from keys.primitives import sha256
from keys.sizes import HEADER
from vault.accept import SMALL, check_start, checked_length
from vault.errors import (
    BusyError,
    FullError,
    GoneError,
    HeaderError,
    LengthNeededError,
    MalformedError,
    OffsetError,
    RefusedError,
)
from vault.store import Store
from vault.store import partial as partials
from vault.store.faults import named_faults, room
from vault.store.files import UPLOADS
from vault.store.intake import Arrival
from vault.store.partial import Partial, State

__all__ = ["Allow", "Uploads", "expires"]

Allow = Callable[[bytes, bytes], None]
# Unfinished uploads at once, and as many finished ones that are remembered.
MOST = 1000
MOST_BYTES = 1 << 36
# One that was touched so recently is never given up for another.
IDLE_SECONDS = 600.0


class Uploads:
    """The uploads of one vault; ``allow`` hears (header hash, envelope id) and may keep an envelope out."""

    def __init__(
        self,
        store: Store,
        allow: Allow,
        *,
        most: int = MOST,
        most_bytes: int = MOST_BYTES,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._store = store
        self._allow = allow
        self._most = most
        self._most_bytes = most_bytes
        self._idle_seconds = idle_seconds
        self._begun = time.monotonic()
        self._touched: dict[str, float] = {}
        self._guard = threading.Lock()
        self._tidied: date | None = None
        with named_faults(store.server):
            (store.server / UPLOADS).mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, length: int | None, header: bytes, day: date) -> tuple[str, State]:
        """Begin an upload of ``length`` bytes whose header hashes to ``header``; return its name and state.

        The same header and length again give the same upload: the answer may have been lost.

        Raises:
            RefusedError: ``length``, ``large``, ``size``; ``work``, the header came with another length.
            BusyError: ``busy``.
            FullError: ``full``.
            StoreError: ``disk``, ``manifest``.
        """
        expected = checked_length(self._store, length)
        with self._creating(), named_faults(self._store.server):
            present = self._current(day)
            for name, state in present.items():
                if state.header == header:
                    if state.length != expected:
                        raise HeaderError
                    return name, state
            self._make_room(present, expected)
            state = State(length=expected, offset=0, day=day, header=header, envelope=None)
            name = partials.create(self._store.server, state)
            self._touch(name)
            return name, state

    def find(self, name: str, day: date) -> State:
        """Return an upload's state; it is complete when ``envelope`` is not None.

        Raises:
            GoneError: ``expired``.
            LockedError: ``locked``.
            StoreError: ``disk``.
        """
        with self._held(name, day) as upload:
            # Named, and not yet in the vault: whoever asks must send the (empty) end again.
            return upload.state if upload.is_kept else _without_envelope(upload.state)

    def append(self, name: str, offset: int, size: int | None, chunks: Iterable[bytes], day: date) -> State:
        """Take ``size`` bytes from ``offset`` on; when they are the last, the envelope is kept on return.

        What comes is counted as far as it comes, also when ``chunks`` raises.

        Raises:
            GoneError: ``expired``.
            LockedError: ``locked``.
            OffsetError: ``offset``.
            RefusedError: ``length``, ``size``, ``magic``, ``epoch``, ``work``; for the last three it is gone.
            FullError: ``full``.
            StoreError: as ``accept``.
        """
        if size is None:
            raise LengthNeededError
        with self._held(name, day) as upload:
            if upload.is_kept and offset == upload.state.length and size == 0:
                return upload.state
            if offset != upload.state.offset:
                raise OffsetError
            if size > upload.state.length - offset:
                raise MalformedError("size", "More bytes came than were announced.")
            self._store.check_room(size)
            self._receive(name, upload, chunks, day)
            if upload.state.offset == upload.state.length:
                self._finish(name, upload, day)
            return upload.state

    def drop(self, name: str) -> None:
        """Remove an upload.

        Raises:
            GoneError: ``expired``.
            StoreError: ``disk``.
        """
        with named_faults(self._store.server):
            if not partials.remove(self._store.server, name):
                raise GoneError
        self._touched.pop(name, None)

    def tidy(self, day: date) -> None:
        """Remove what has expired; there is something to do once a day.

        Raises:
            StoreError: ``disk``.
        """
        if self._tidied != day:
            with self._creating(), named_faults(self._store.server):
                self._current(day)

    def _receive(self, name: str, upload: Partial, chunks: Iterable[bytes], day: date) -> None:
        server = self._store.server
        try:
            with named_faults(server), upload.appending(day) as receiving:
                for chunk in _checked(chunks, upload, day):
                    receiving.write(chunk)
        except RefusedError:
            partials.remove(server, name)
            raise
        finally:
            self._touch(name)

    def _finish(self, name: str, upload: Partial, day: date) -> None:
        server, state = self._store.server, upload.state
        with named_faults(server):
            identifier = upload.name(day)
        try:
            self._allow(state.header, identifier)
        except Exception:
            partials.remove(server, name)
            raise
        if state.length <= SMALL:
            arrival = Arrival(identifier, day, state.length, sealed=upload.read())
        else:
            arrival = Arrival(identifier, day, state.length, file=upload)
        self._store.keep(arrival)
        with named_faults(server):
            upload.let_go()

    @contextmanager
    def _held(self, name: str, day: date) -> Iterator[Partial]:
        self.tidy(day)
        with named_faults(self._store.server):
            holding = partials.held(self._store.server, name)
        with holding as upload:
            if _is_expired(upload.state, day):
                raise GoneError
            self._touch(name)
            yield upload

    @contextmanager
    def _creating(self) -> Iterator[None]:
        """Let one at a time look at all uploads and make another, of all threads and processes."""
        with self._guard:
            folder = os.open(self._store.server / UPLOADS, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                yield
            finally:
                os.close(folder)

    def _current(self, day: date) -> dict[str, State]:
        """Return all uploads, after removing those that have expired."""
        present = dict(partials.listed(self._store.server))
        for name in [name for name, state in present.items() if _is_expired(state, day)]:
            self._give_up(name, present)
        self._touched = {name: at for name, at in self._touched.items() if name in present}
        self._tidied = day
        return present

    def _make_room(self, present: dict[str, State], length: int) -> None:
        """Give up what was longest untouched, until another upload of ``length`` bytes may begin."""
        server = self._store.server
        unfinished = {name for name in present if partials.exists(server, name)}
        finished = present.keys() - unfinished
        for name in sorted(finished, key=self._last)[: max(0, len(finished) - self._most)]:
            self._give_up(name, present)
        idle = iter([name for name in sorted(unfinished, key=self._last) if self._is_idle(name)])
        while True:
            held = sum(present[name].offset for name in unfinished)
            if len(unfinished) >= self._most:
                problem: BusyError | FullError = BusyError()
            elif held + length > self._most_bytes or room(server) - length < self._store.reserve:
                problem = FullError()
            else:
                return
            oldest = next(idle, None)
            if oldest is None:
                raise problem
            self._give_up(oldest, present)
            unfinished.discard(oldest)

    def _give_up(self, name: str, present: dict[str, State]) -> None:
        partials.remove(self._store.server, name)
        self._touched.pop(name, None)
        del present[name]

    def _touch(self, name: str) -> None:
        self._touched[name] = time.monotonic()

    def _last(self, name: str) -> float:
        # After a restart nobody knows: everyone gets the time to come back.
        return self._touched.get(name, self._begun)

    def _is_idle(self, name: str) -> bool:
        return time.monotonic() - self._last(name) >= self._idle_seconds


def expires(state: State) -> date:
    """Return the first day on which the upload is gone."""
    return state.day + timedelta(days=2)


def _is_expired(state: State, day: date) -> bool:
    return day >= expires(state)


def _without_envelope(state: State) -> State:
    return State(length=state.length, offset=state.offset, day=state.day, header=state.header, envelope=None)


def _checked(chunks: Iterable[bytes], upload: Partial, day: date) -> Iterator[bytes]:
    """Pass on a piece; magic, epoch and the header's hash are checked as soon as they are there."""
    left = upload.state.length - upload.state.offset
    start = upload.start(HEADER)
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise MalformedError("size", "More bytes came than were announced.")
        if len(start) < HEADER:
            start += chunk[: HEADER - len(start)]
            check_start(start, day)
            if len(start) == HEADER and sha256(start) != upload.state.header:
                raise HeaderError
        yield chunk
