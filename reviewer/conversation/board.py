"""Build a whole board from what it is to say (docs/formats.md §8).

No clock, no randomness, no store: the same contents, secret and serial give the same bytes on any machine, so
a second desk can check that a board says what the store says and carries nothing else.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from keys import canonical, cells, primitives, tags
from keys.cells import BLOCK, MAX_ACKS, Place, Reply
from keys.manifest import BoardPolicy, Manifest
from keys.merkle import Head
from keys.wire import u8, u16, u32
from vault.formats import BoardHeader
from vault.formats import board as board_format

__all__ = ["MailboxView", "Snapshot", "Stand", "bucket_number", "build", "due"]

GRACE_DAYS = 1
_CADENCE_DAYS = {"daily": 1, "weekly": 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxView:
    """What a snapshot says to one mailbox: days (since 1970) its messages were opened, and live replies."""

    author: bytes
    read_key: bytes = field(repr=False)
    bucket: int
    opened: tuple[int, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a snapshot stands: its serial, the header before it, its day, and the manifests' log by then."""

    serial: int
    previous: bytes
    issued: date
    log: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A board as files: signed header, acknowledgement list, buckets; ``hash`` is the header's."""

    header: bytes
    hash: bytes
    list: bytes
    buckets: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What every part of one snapshot is made with."""

    deployment: bytes
    policy: BoardPolicy
    serial: int
    salt: bytes
    secret: bytes = field(repr=False)

    def snapshot_key(self, mailbox: MailboxView) -> bytes:
        return cells.snapshot_key(mailbox.read_key, self.salt, self.deployment)

    def filler(self, tag: bytes, number: bytes) -> bytes:
        return primitives.hkdf(self.secret, self.salt, tag + number)


# A mailbox, and its key of this snapshot.
_Keyed = tuple[MailboxView, bytes]


def due(issued: date, cadence: str) -> date:
    """Return the day after which a board is late: its cadence and one day of grace (§8.1)."""
    return issued + timedelta(days=_CADENCE_DAYS[cadence] + GRACE_DAYS)


def bucket_number(bits: int, b: int) -> int:
    """Return the first ``b`` bits of a mailbox's bucket byte: its bucket on the board (§8.3)."""
    return bits >> 8 - b


def build(
    mailboxes: Sequence[MailboxView], manifest: Manifest, stand: Stand, *, secret: bytes, seed: bytes
) -> Snapshot:
    """Build and sign the snapshot; ``secret`` is the board's, ``seed`` the desk's.

    Raises:
        FormatError: ``bounds``, there are more acknowledgements than a list may hold.
    """
    policy = manifest.board
    frame = _Frame(
        deployment=manifest.deployment,
        policy=policy,
        serial=stand.serial,
        salt=_salt(mailboxes, policy, stand.serial, secret),
        secret=secret,
    )
    keyed = [(mailbox, frame.snapshot_key(mailbox)) for mailbox in mailboxes]
    told: dict[int, list[_Keyed]] = defaultdict(list)
    for each in keyed:
        if each[0].replies:
            told[bucket_number(each[0].bucket, policy.b)].append(each)
    buckets = tuple(_bucket(number, told[number], frame) for number in range(2**policy.b))
    entries = _list(keyed, frame)
    header = BoardHeader(
        b=policy.b,
        buckets=tuple(primitives.sha256(bucket) for bucket in buckets),
        deployment=manifest.deployment,
        due=due(stand.issued, policy.cadence),
        issued=stand.issued,
        k=policy.k,
        list_entries=len(entries),
        list_sha256=primitives.sha256(b"".join(entries)),
        log=stand.log,
        manifest=manifest.hash,
        previous=stand.previous,
        salt=frame.salt,
        serial=stand.serial,
    )
    packed = board_format.make(header, seed)
    signed = board_format.parse(packed, deployment=manifest.deployment, desk=manifest.desk)
    return Snapshot(header=packed, hash=signed.hash, list=b"".join(entries), buckets=buckets)


def _salt(mailboxes: Sequence[MailboxView], policy: BoardPolicy, serial: int, secret: bytes) -> bytes:
    """Return the snapshot's salt (§8.2): equal only where serial, policy and every word are."""
    contents = canonical.dumps(
        {
            "mailboxes": [
                {
                    "author": mailbox.author.hex(),
                    "bucket": mailbox.bucket,
                    "opened": list(mailbox.opened),
                    "read_key": mailbox.read_key.hex(),
                    "replies": [
                        {"day": reply.day, "number": reply.number, "text": reply.text, "total": reply.total}
                        for reply in mailbox.replies
                    ],
                }
                for mailbox in sorted(mailboxes, key=lambda mailbox: mailbox.author)
            ]
        }
    )
    return primitives.hmac_sha256(
        secret, u32(serial) + u8(policy.b) + u16(policy.k) + primitives.sha256(contents)
    )


def _bucket(number: int, mailboxes: Sequence[_Keyed], frame: _Frame) -> bytes:
    """Return exactly k cells in order of tag, dummies among them (§8.3)."""
    place = Place(frame.deployment, frame.serial, number)
    live = [cell for mailbox, snapshot in mailboxes for cell in _cells(mailbox, snapshot, place)]
    if len(live) > frame.policy.k:
        raise AssertionError("internal error: more replies were chosen than a bucket holds")
    dummies = (
        cells.seal_cell(frame.filler(tags.BOARD_DUMMY, u8(number) + u16(dummy)), 0, bytes(BLOCK), place)
        for dummy in range(frame.policy.k - len(live))
    )
    return b"".join(sorted([*live, *dummies]))


def _cells(mailbox: MailboxView, snapshot: bytes, place: Place) -> Iterator[bytes]:
    blocks = itertools.chain.from_iterable(map(cells.split, mailbox.replies))
    for number, block in enumerate(blocks):
        yield cells.seal_cell(snapshot, number, block, place)


def _list(mailboxes: Sequence[_Keyed], frame: _Frame) -> list[bytes]:
    """Return the entries in ascending order, decoys among them, a power of two in all (§8.4)."""
    real = []
    for mailbox, snapshot in mailboxes:
        real += [
            cells.ack_entry(snapshot, number, day) for number, day in enumerate(mailbox.opened[:MAX_ACKS])
        ]
    length = max(frame.policy.list, 1 << (len(real) - 1).bit_length() if real else 1)
    decoys = (frame.filler(tags.BOARD_DECOY, u32(decoy))[: cells.ACK] for decoy in range(length - len(real)))
    return sorted([*real, *decoys])
