"""Week keys and the file that holds them (docs/formats.md §10.5, §10.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keys import canonical, primitives, tags
from keys.wire import u8, u16, u32, u64
from tests.vectors.generate.keystores import LANE, LAST, MASTER
from tests.vectors.generate.material import DEPLOYMENT, EPOCH, draw
from tests.vectors.generate.model import Blob, Vector, edited, fails, succeeds

__all__ = ["vectors"]

PLACE = 8192
_FILE = "ratchet.bin"
_KEY, _FORMER = draw("intake key", 32), draw("former intake key", 32)
# 2026 has a week 53.
_WEEKS = [*range(EPOCH, 202654), *range(202701, LAST + 1)]


def _kek(master: bytes, lane: str, deployment: bytes, steps: int) -> bytes:
    kek = primitives.hkdf(master, deployment, tags.KEK_FIRST + lane.encode() + u32(EPOCH))
    for _ in range(steps):
        kek = primitives.hkdf(kek, b"", tags.KEK_NEXT)
    return kek


def _chain(name: str, about: str, epoch: int, *, lane: str = LANE, deployment: bytes = DEPLOYMENT) -> Vector:
    kek = _kek(MASTER, lane, deployment, _WEEKS.index(epoch))
    info = tags.KEK_EPOCH + lane.encode() + u32(epoch)
    seed = b"".join(primitives.hkdf(kek, deployment, info + u8(part)) for part in range(3))
    return succeeds(
        "kek",
        name,
        about,
        master=MASTER.hex(),
        lane=lane,
        deployment=deployment.hex(),
        first=EPOCH,
        last=LAST,
        epoch=epoch,
        kek=kek.hex(),
        pair={"mlkem": seed[32:].hex(), "x25519": seed[:32].hex()},
    )


def _state(**changed: Any) -> dict[str, Any]:
    chain = {"epoch": EPOCH + 1, "kek": _kek(MASTER, LANE, DEPLOYMENT, 1).hex(), "last": LAST}
    return {
        "chains": [chain],
        "log": {"hash": draw("end of the log", 32).hex(), "lines": 3},
        "seen": "2026-12-22",
        **changed,
    }


def _place(body: bytes, serial: int, *, key: bytes = _KEY, length: int | None = None) -> bytes:
    salt = draw(f"ratchet {serial}", 32)
    block = (u16(len(body) if length is None else length) + body).ljust(PLACE - 40 - 16, b"\0")
    sealing = primitives.hkdf(key, salt, tags.RATCHET)
    ad = DEPLOYMENT + u64(serial)
    return u64(serial) + salt + primitives.aead_seal(sealing, primitives.ZERO_NONCE, block, ad)


def _file(*places: bytes, deployment: bytes = DEPLOYMENT) -> bytes:
    return tags.MAGIC_RATCHET + deployment + b"".join(places)


def vectors() -> Iterator[Vector | Blob]:
    """Make the groups kek and ratchet, and the file that the latter's vectors bend."""
    yield _chain("first", "The first week: nothing was stepped over.", EPOCH)
    yield _chain("next", "The second week.", EPOCH + 1)
    yield _chain("week-53", "A week 53.", 202653)
    yield _chain("new-year", "The week after it.", 202701)
    yield _chain("last", "The last week of the quarter.", LAST)
    yield _chain("other-lane", "Another lane has other keys.", EPOCH, lane="oversight")
    yield _chain("other-deployment", "So has another deployment.", EPOCH, deployment=bytes(16))
    yield Blob(_FILE, _good())
    yield from _ratchets()


def _good() -> bytes:
    return _file(_place(canonical.dumps(_state()), 6), draw("noise", PLACE))


def _ratchets() -> Iterator[Vector]:
    state = canonical.dumps(_state())
    good, noise = _place(state, 6), draw("noise", PLACE)
    older = _place(canonical.dumps(_state(seen="2026-12-21")), 5)
    for name, about, places, keys in (
        ("good", "The first place, and noise in the second.", (good, noise), [_KEY]),
        ("second-place", "The second place.", (noise, good), [_KEY]),
        (
            "both",
            "Both hold a state, after a loss of power: the higher serial counts.",
            (good, older),
            [_KEY],
        ),
        ("torn", "The place that was being written is noise; the older one counts.", (noise, older), [_KEY]),
        ("former-key", "Sealed under a former key of the section.", (good, noise), [_FORMER, _KEY]),
    ):
        held = _state(seen="2026-12-21") if name == "torn" else _state()
        yield _ratchet(name, about, _file(*places), keys, state=held)
    ended = _state(chains=[])
    yield _ratchet(
        "no-chain",
        "Every week is over.",
        _file(_place(canonical.dumps(ended), 6), noise),
        [_KEY],
        state=ended,
    )
    whole = _file(good, noise)

    def flipped(at: int) -> bytes:
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    other = bytes([DEPLOYMENT[0] ^ 1]) + DEPLOYMENT[1:]
    for name, about, kind, file in (
        ("magic", "Another magic.", "magic", flipped(0)),
        ("version", "Another version.", "version", flipped(7)),
        ("cut", "A byte is missing.", "truncated", whole[:-1]),
        ("trailing", "A byte too many.", "trailing", whole + b"\0"),
        ("other-deployment", "Of another deployment.", "ratchet", _file(good, noise, deployment=other)),
        ("serial", "A bit of the serial.", "ratchet", flipped(24 + 7)),
        ("salt", "A bit of the salt.", "ratchet", flipped(24 + 8)),
        ("sealed", "A bit of what is sealed.", "ratchet", flipped(24 + 40)),
        ("noise", "Two places of noise.", "ratchet", _file(noise, noise)),
        (
            "other-key",
            "Under a key that is not held.",
            "ratchet",
            _file(_place(state, 6, key=bytes(32)), noise),
        ),
        ("length", "A length beyond the block.", "ratchet", _file(_place(state, 6, length=0xFFFF), noise)),
        ("not-canonical", "A space in the JSON.", "ratchet", _file(_place(b" " + state, 6), noise)),
        *(
            (name, about, "ratchet", _file(_place(canonical.dumps(held), 6), noise))
            for name, about, held in (
                ("unknown-key", "Something unknown in the state.", _state(note="")),
                ("short-kek", "31 bytes.", _state(chains=[{**_state()["chains"][0], "kek": "00" * 31}])),
                ("no-day", "No day was seen.", _state(seen="")),
            )
        ),
    ):
        yield _ratchet(name, about, file, [_KEY], kind=kind)


def _ratchet(
    name: str,
    about: str,
    file: bytes,
    keys: list[bytes],
    *,
    state: dict[str, Any] | None = None,
    kind: str = "",
) -> Vector:
    given = {
        "file": edited(_FILE, _good(), file),
        "deployment": DEPLOYMENT.hex(),
        "lane": LANE,
        "keys": [key.hex() for key in keys],
    }
    if state is None:
        return fails("ratchet", name, about, kind, **given)
    return succeeds("ratchet", name, about, **given, state=state)
