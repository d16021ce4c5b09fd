"""The ratchet file: where the week keys stand now, and the only place they ever stand (formats §10.6).

It lies beside the keystore and is never copied: an old copy of the keystore, with every passphrase, holds no
week key at all, and this file holds none of a week that was destroyed. It has two places, written in turn and
in place; the older one is overwritten with noise once the newer is on disk. So the old bytes go, if the disk
writes in place (docs/threat-model.md: flash memory and copying file systems do not).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from keys import canonical, primitives, tags
from keys.durable import write_private
from keys.errors import KeysError, KeystoreError
from keys.primitives import ZERO_NONCE
from keys.private.hybrid import HybridPrivate
from keys.private.kek import Chain, end_of
from keys.shape import Shape
from keys.wire import Reader, u16, u64

__all__ = ["GRACE", "LEAP", "SIZE", "Ratchet", "State", "create", "load"]

GRACE = timedelta(days=14)  # after its last day, a week's keys wait so long for its late envelopes
LEAP = timedelta(days=45)  # a clock that is farther ahead of all that is known is taken for wrong
PLACE = 8192
_HEAD = 8 + 32
_SEALED = PLACE - _HEAD
_BLOCK = _SEALED - 16
_START = 8 + 16
SIZE = _START + 2 * PLACE
_MOST_CHAINS = 12
_shape = Shape("ratchet")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Living chains, the last day this workstation was used, and the end of the key log."""

    chains: tuple[Chain, ...]
    seen: date
    log_lines: int = 0
    log_hash: bytes = bytes(32)

    def pairs(self, epoch: int) -> list[HybridPrivate]:
        """Derive the intake keys held for a week: none, one, or more where a chain was replaced."""
        return [chain.pair(epoch) for chain in self.chains if chain.epoch <= epoch <= chain.last]

    def epochs(self) -> list[int]:
        """Return the weeks whose envelopes can be opened, in order."""
        return sorted({epoch for chain in self.chains for epoch in chain.epochs()})

    def due(self, day: date) -> list[int]:
        """Return the weeks whose keys are to be destroyed on ``day``."""
        return [epoch for epoch in self.epochs() if end_of(epoch) + GRACE < day]

    def without(self, epochs: Iterable[int]) -> State:
        """Return the state after destroying weeks, which must be the earliest ones."""
        gone = set(epochs)
        left = []
        for chain in self.chains:
            stepped: Chain | None = chain
            while stepped is not None and stepped.epoch in gone:
                stepped = stepped.step() if stepped.epoch < stepped.last else None
            if stepped is not None:
                left.append(stepped)
        return replace(self, chains=tuple(left))


class Ratchet:
    """An open ratchet file."""

    def __init__(self, path: Path, deployment: bytes, key: bytes, state: State, serial: int) -> None:
        self.path = path
        self.state = state
        self._deployment = deployment
        self._key = key
        self._serial = serial

    def check_clock(self, day: date, *, known: date, confirmed: bool = False) -> None:
        """Require a day that can be: not before the last one seen, not far beyond all that is known.

        ``known`` is the newest day that somebody signed. A wrong clock would destroy keys that are needed.

        Raises:
            KeystoreError: ``clock``, unless a person has ``confirmed`` the date.
        """
        if confirmed:
            return
        if day < self.state.seen - timedelta(days=1):
            raise KeystoreError(
                "clock",
                f"This computer says {day}, and it was {self.state.seen} before. Set its clock right.",
            )
        if day > max(self.state.seen, known) + LEAP:
            raise KeystoreError(
                "clock",
                f"This computer says {day}, long after all it has seen. If that is right, confirm the date; "
                "if not, set its clock: keys would be destroyed too early.",
            )

    def save(self, state: State) -> None:
        """Write a new state, then overwrite the one before it, each on disk before the next step."""
        self._serial += 1
        newer, older = self._serial % 2, (self._serial + 1) % 2
        with self.path.open("r+b", buffering=0) as file:
            _put(file.fileno(), newer, _seal(state, self._serial, self._key, self._deployment))
            _put(file.fileno(), older, primitives.random_bytes(PLACE))
        self.state = state


def create(path: Path, deployment: bytes, key: bytes, state: State) -> Ratchet:
    """Make a ratchet file.

    Raises:
        FileExistsError: there is one; it is never replaced.
    """
    if path.exists():
        raise FileExistsError(path)
    places = primitives.random_bytes(PLACE) + _seal(state, 1, key, deployment)
    write_private(path, tags.MAGIC_RATCHET + deployment + places)
    return Ratchet(path, deployment, key, state, 1)


def load(path: Path, deployment: bytes, lane: str, keys: Sequence[bytes]) -> Ratchet:
    """Open a ratchet file with the keys of section ``intake``, the one in force first.

    Raises:
        FormatError: ``magic``, ``version``, ``truncated``, ``trailing``.
        KeystoreError: ``ratchet``, it is missing, damaged, or another deployment's.
    """
    try:
        reader = Reader(path.read_bytes()[: SIZE + 1])
    except FileNotFoundError as error:
        raise _lost("is missing") from error
    reader.magic(tags.MAGIC_RATCHET)
    if reader.take(16) != deployment:
        raise _lost("is of another deployment")
    places = [reader.take(PLACE) for _ in range(2)]
    reader.end()
    opened = [each for place in places for key in keys if (each := _open(place, key, deployment, lane))]
    if not opened:
        raise _lost("is damaged")
    serial, state = max(opened, key=lambda each: each[0])
    held = Ratchet(path, deployment, keys[0], state, serial)
    if len(opened) > 1 or _open(places[serial % 2], keys[0], deployment, lane) is None:
        # The power went before the older place was overwritten, or somebody's leaving changed the key.
        held.save(state)
    return held


def _lost(how: str) -> KeystoreError:
    return KeystoreError(
        "ratchet",
        f"The file of week keys {how}. Bring the shares of this quarter together: amana-keys recover.",
    )


def _put(descriptor: int, place: int, data: bytes) -> None:
    os.pwrite(descriptor, data, _START + place * PLACE)
    os.fsync(descriptor)


def _seal(state: State, serial: int, key: bytes, deployment: bytes) -> bytes:
    salt = primitives.random_bytes(32)
    body = canonical.dumps(_to_json(state))
    block = u16(len(body)) + body + bytes(_BLOCK - 2 - len(body))
    # The salt, hence the key, is fresh at every write, so the nonce may be constant.
    sealed = primitives.aead_seal(
        primitives.hkdf(key, salt, tags.RATCHET), ZERO_NONCE, block, deployment + u64(serial)
    )
    return u64(serial) + salt + sealed


def _open(place: bytes, key: bytes, deployment: bytes, lane: str) -> tuple[int, State] | None:
    """Open one place; None if it holds noise, or was being written when the power went."""
    serial, salt, sealed = place[:8], place[8:_HEAD], place[_HEAD:]
    try:
        block = primitives.aead_open(
            primitives.hkdf(key, salt, tags.RATCHET), ZERO_NONCE, sealed, deployment + serial, kind="ratchet"
        )
        length = int.from_bytes(block[:2], "big")
        value = canonical.loads(block[2 : 2 + length], _BLOCK)
        return int.from_bytes(serial, "big"), _from_json(value, deployment, lane)
    except KeysError:
        return None


def _to_json(state: State) -> dict[str, Any]:
    return {
        "chains": [
            {"epoch": chain.epoch, "kek": chain.kek.hex(), "last": chain.last} for chain in state.chains
        ],
        "log": {"hash": state.log_hash.hex(), "lines": state.log_lines},
        "seen": state.seen.isoformat(),
    }


def _from_json(value: object, deployment: bytes, lane: str) -> State:
    held = _shape.keys(value, ("chains", "log", "seen"))
    log = _shape.keys(held["log"], ("hash", "lines"))
    return State(
        chains=tuple(
            _chain(each, deployment, lane) for each in _shape.items(held["chains"], 0, _MOST_CHAINS)
        ),
        seen=_shape.day(held["seen"]),
        log_lines=_shape.integer(log["lines"], 0, 2**31),
        log_hash=_shape.octets(log["hash"], 32),
    )


def _chain(value: object, deployment: bytes, lane: str) -> Chain:
    held = _shape.keys(value, ("epoch", "kek", "last"))
    first, last = (_week(held[name]) for name in ("epoch", "last"))
    return Chain(lane=lane, deployment=deployment, epoch=first, last=last, kek=_shape.octets(held["kek"], 32))


def _week(value: object) -> int:
    week = _shape.integer(value, 200001, 299953)
    try:
        end_of(week)
    except ValueError as error:
        raise _shape.fail("A week's number is not one.") from error
    return week
