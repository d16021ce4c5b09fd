"""Envelopes and sealing (docs/formats.md §5)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from keys import canonical, primitives, tags
from keys.envelope.header import EnvelopeKeys
from keys.envelope.stream import StreamWriter
from keys.identity import BLOCK
from keys.sizes import CHUNK, HEADER, class_for
from keys.wire import to_base64url, u16, u32
from tests.vectors.generate.material import (
    AWAY,
    CODENAME,
    CUSTODIAN,
    DEPLOYMENT,
    DESK,
    EPOCH,
    OVERSIGHT,
    QUARTER,
    Slot,
    draw,
    mailbox,
)
from tests.vectors.generate.model import Blob, Vector, fails, succeeds
from tests.vectors.generate.reports import ERASE, FOLLOW_UP, REPORT, sign

__all__ = ["Sealed", "vectors"]

_FILE_KEY = draw("file key", 32)
_SLOTS = (AWAY[0], DESK, AWAY[1], AWAY[2])
_ONLY_DESK = ("desk",)
_SEALED_CHUNK = CHUNK + 16
_INLINE = 1000


@dataclass(frozen=True)
class Sealed:
    """A message to seal with all randomness given."""

    report: dict[str, Any]
    files: tuple[tuple[str, str, bytes], ...] = ()
    slots: tuple[Slot, ...] = _SLOTS
    lanes: tuple[str, ...] = _ONLY_DESK
    declared: dict[str, str] | None = None
    attachments: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        listed = [
            {"name": name, "sha256": primitives.sha256(data).hex(), "size": len(data), "type": kind}
            for name, kind, data in self.files
        ]
        object.__setattr__(self, "attachments", listed)

    def report_bytes(self) -> bytes:
        """Return the signed canonical JSON."""
        value = {**self.report, "attachments": self.attachments}
        if self.declared is not None:
            value["identity"] = {"kind": "declared", "sealed": to_base64url(self._identity(self.declared))}
        return sign(value)

    def _identity(self, declared: dict[str, str]) -> bytes:
        body = canonical.dumps(declared)
        block = (u16(len(body)) + body).ljust(BLOCK, b"\0")
        bound = mailbox().author + bytes.fromhex(self.report["message"])
        return CUSTODIAN.wrap(tags.IDENTITY, QUARTER, block, bound)

    def payload(self) -> bytes:
        """Return attachments, zeros, report and its length."""
        return payload(self.report_bytes(), *(data for _, _, data in self.files))

    def envelope(self) -> bytes:
        """Return the whole envelope."""
        return envelope(self.payload(), self.slots)


def payload(report: bytes, *files: bytes) -> bytes:
    """Lay out a payload of the least class that holds it."""
    start, end = b"".join(files), report + u32(len(report))
    return start.ljust(class_for(len(start) + len(end)) - len(end), b"\0") + end


def header(
    slots: Sequence[Slot] = _SLOTS, *, tag: bytes = tags.SLOT, epoch: int = EPOCH, file_key: bytes = _FILE_KEY
) -> tuple[bytes, EnvelopeKeys]:
    """Return a header and its keys."""
    start = tags.MAGIC_ENVELOPE + u32(epoch) + b"".join(slot.wrap(tag, epoch, file_key) for slot in slots)
    keys = EnvelopeKeys.derive(_FILE_KEY, primitives.sha256(start))
    return start + keys.commitment, keys


def envelope(held: bytes, slots: Sequence[Slot] = _SLOTS) -> bytes:
    """Return an envelope that authenticates, of any payload at all."""
    out = io.BytesIO()
    head, keys = header(slots)
    out.write(head)
    body = StreamWriter(out, keys)
    body.write(held)
    body.close()
    return out.getvalue()


_TWO = Sealed(
    report=REPORT,
    files=(
        ("one.bin", "application/octet-stream", draw("file one", CHUNK - 1)),
        ("two.txt", "text/plain", b"two"),
    ),
)
_PLAIN = Sealed(report=REPORT)


def vectors() -> Iterator[Vector | Blob]:
    """Make the groups envelope and seal, and the files they name."""
    yield Blob("report.amana", _PLAIN.envelope())
    yield Blob("two-attachments.amana", _TWO.envelope())
    yield from _opens()
    yield from _altered()
    yield from _chunks()
    yield from _hand_made()
    yield from _seals()


def _keys(source: object, *slots: Slot, **more: object) -> dict[str, Any]:
    pairs = [slot.pair_json() for slot in slots or (DESK,)]
    return {"envelope": source, "deployment": DEPLOYMENT.hex(), "pairs": pairs, **more}


def _opened(name: str, about: str, made: Sealed, keys: dict[str, Any]) -> Vector:
    return succeeds(
        "envelope", name, about, **keys, id=primitives.sha256(made.envelope()).hex(), file_key=_FILE_KEY.hex(),
        report={"text": made.report_bytes().decode()}, attachments=[item["sha256"] for item in made.attachments],
    )  # fmt: skip


def _opens() -> Iterator[Vector]:
    plain, two = {"file": "report.amana"}, {"file": "two-attachments.amana"}
    yield _opened("report", "A report, opened by the desk.", _PLAIN, _keys(plain))
    yield _opened("report-of-this-week", "The week asked for.", _PLAIN, _keys(plain, epoch=EPOCH))
    yield _opened(
        "second-pair", "The pair that opens it is not the first held.", _PLAIN, _keys(plain, OVERSIGHT, DESK)
    )
    yield _opened(
        "two-attachments", "Two attachments, the second across the edge of a chunk.", _TWO, _keys(two)
    )


def _refused(name: str, about: str, kind: str, edits: list[dict[str, object]], **more: object) -> Vector:
    return fails("envelope", name, about, kind, **{**_keys({"file": "report.amana", "edits": edits}), **more})


def _altered() -> Iterator[Vector]:
    length = HEADER + 16384 + 16
    for name, about, kind, edits in (
        ("nothing", "No bytes.", "size", [{"cut": 0}]),
        ("header-only", "A header and no body.", "size", [{"cut": HEADER}]),
        ("cut-by-one", "A byte is missing.", "size", [{"cut": length - 1}]),
        ("trailing", "A byte too many.", "size", [{"append": "00"}]),
        ("magic", "Another magic.", "magic", [{"xor": [0, "01"]}]),
        ("version", "Version 0.", "version", [{"xor": [7, "01"]}]),
        ("altered-epoch", "The epoch is part of every slot's transcript.", "not-for-me", [{"xor": [11, "01"]}]),
        ("altered-own-box", "A bit of the desk's box.", "not-for-me", [{"xor": [12 + 1216, "01"]}]),
        ("altered-own-ciphertext", "A bit of the desk's ML-KEM ciphertext.", "not-for-me", [{"xor": [12 + 1216 + 80, "01"]}]),
        ("altered-own-wrap", "A bit of the desk's wrapped file key.", "not-for-me", [{"xor": [12 + 1216 + 1168, "01"]}]),
        ("altered-other-slot", "A bit of another slot: the desk's opens, and the commitment tells.", "commitment", [{"xor": [12, "01"]}]),
        ("slots-swapped", "Two slots exchanged.", "commitment", [{"swap": [12, 12 + 1216, 1216]}]),
        ("slot-twice", "The desk's slot twice.", "commitment", [{"copy": [12 + 1216, 12, 1216]}]),
        ("altered-commitment", "A bit of the commitment.", "commitment", [{"xor": [HEADER - 1, "80"]}]),
        ("zero-commitment", "No commitment.", "commitment", [{"put": [HEADER - 32, "00" * 32]}]),
        ("altered-body", "A bit of the body.", "chunk", [{"xor": [HEADER, "01"]}]),
        ("altered-tag", "A bit of the last tag.", "chunk", [{"xor": [length - 1, "01"]}]),
    ):  # fmt: skip
        yield _refused(name, about, kind, edits)
    whole = {"file": "report.amana"}
    keys = _keys(whole)
    yield fails("envelope", "other-pair", "Held by another lane.", "not-for-me", **_keys(whole, OVERSIGHT))
    yield fails("envelope", "no-pair", "No pair held.", "not-for-me", **{**keys, "pairs": []})
    yield fails(
        "envelope",
        "other-deployment",
        "Another deployment.",
        "not-for-me",
        **{**keys, "deployment": "00" * 16},
    )
    yield fails(
        "envelope", "other-epoch", "Another week than the one asked for.", "epoch", **keys, epoch=EPOCH + 1
    )
    half = DESK.pair_json() | {"mlkem": OVERSIGHT.pair_json()["mlkem"]}
    yield fails(
        "envelope",
        "half-a-pair",
        "X25519 alone does not open a slot.",
        "not-for-me",
        **{**keys, "pairs": [half]},
    )


def _chunks() -> Iterator[Vector]:
    """Two full chunks: reordered, duplicated, cut to one; and a last chunk that is not marked last."""
    first, second = HEADER, HEADER + _SEALED_CHUNK
    for name, about, kind, edits in (
        ("chunks-swapped", "Chunks exchanged.", "chunk", [{"swap": [first, second, _SEALED_CHUNK]}]),
        ("chunk-twice", "The last chunk in place of the first.", "chunk", [{"copy": [second, first, _SEALED_CHUNK]}]),
        ("first-chunk-last", "The first chunk in place of the last.", "chunk", [{"copy": [first, second, _SEALED_CHUNK]}]),
        ("cut-at-a-chunk", "Cut after the first chunk, which leaves a class size.", "chunk", [{"cut": second}]),
        ("altered-first-chunk", "The report in the last chunk authenticates; the first chunk does not.", "chunk", [{"xor": [first, "01"]}]),
        ("altered-last-chunk", "A bit of the last chunk.", "chunk", [{"xor": [second, "01"]}]),
    ):  # fmt: skip
        source = {"file": "two-attachments.amana", "edits": edits}
        yield fails("envelope", name, about, kind, **_keys(source))


def _hand_made() -> Iterator[Vector | Blob]:
    """Envelopes that authenticate, and whose payload is at fault; one file each."""
    report = _PLAIN.report_bytes()
    end = report + u32(len(report))
    room = 16384 - len(end)
    listing = Sealed(report=REPORT, files=(("x", "", b"evidence"),)).report_bytes()
    forged = payload(listing, b"forgery!")
    too_many = [{"name": "x", "sha256": "00" * 32, "size": 2**31, "type": ""}] * 20
    for name, about, kind, held in (
        ("zeros", "No report: a length of 0.", "bounds", bytes(16384)),
        ("length-1", "A report of one byte.", "bounds", bytes(16380) + u32(1)),
        ("length-beyond", "A report longer than may be.", "bounds", bytes(16380) + u32(16381)),
        ("length-of-all-ones", "The largest length there is.", "bounds", bytes(16380) + b"\xff" * 4),
        ("not-json", "A report of zeros.", "canonical", bytes(16380) + u32(10)),
        ("empty-report", "An empty object.", "report", bytes(16378) + b"{}" + u32(2)),
        ("wrong-signature", "A report signed for another deployment.", "signature", payload(report.replace(b"2026-11-24", b"2026-11-25"))),
        ("padding-first-byte", "The first byte of the padding.", "padding", b"\1" + bytes(room - 1) + end),
        ("padding-last-byte", "The last byte of the padding.", "padding", bytes(room - 1) + b"\1" + end),
        ("padding-too-much", "A class larger than needed.", "padding", bytes(room + 16384) + end),
        ("attachment-other", "Another attachment than the one listed.", "attachment", forged),
        ("attachment-missing", "A listed attachment is zeros.", "attachment", payload(listing, bytes(8))),
        ("attachments-beyond", "Attachments that cannot be there.", "padding", payload(sign({**REPORT, "attachments": too_many}))),
    ):  # fmt: skip
        yield Blob(f"{name}.amana", envelope(held))
        yield fails("envelope", name, about, kind, **_keys({"file": f"{name}.amana"}))
    tag, _ = header(tag=tags.IDENTITY)
    yield fails(
        "envelope",
        "slot-as-identity",
        "Slots wrapped under another label.",
        "not-for-me",
        **_keys({"file": "report.amana", "edits": [{"put": [0, tag.hex()]}]}),
    )
    short, _ = header(file_key=draw("short", 32))
    yield fails(
        "envelope",
        "other-file-key",
        "The slot holds another file key than the commitment's.",
        "commitment",
        **_keys({"file": "report.amana", "edits": [{"put": [0, short.hex()]}]}),
    )


def _seals() -> Iterator[Vector | Blob]:
    declared = {"contact": "+212 600 000000", "name": "\u0623\u0645\u064a\u0646\u0629", "number": "AB123456"}
    full = {
        **REPORT, "lang": "fr", "text": "\U0001f600 d\u00e9j\u00e0 vu\n\u0631\u0623\u064a\u062a \"\\", "category": "violent", "topic": "threat", "danger": "yes", "who": "group",
        "answers": {"announced": "demain", "weapon": "yes"}, "ongoing": "yes", "told": ["family", "police"], "role": "target",
        "links": [
            {"account": "\u0631", "given": "Example.org/?a=1&b=2", "platform": "example", "url": "https://example.org/?a=1&b=2"},
            {"account": "", "given": "\u0631", "platform": "", "url": ""},
        ],
        "elsewhere": {"account": "+212 600 000000", "kind": "message", "name": "SMS"}, "seen": {"day": "2026-11-23", "precision": "about"},
        "place": {"city": "F\u00e8s", "country": "MA", "of": "event", "region": "MA-03"},
        "identity": {"contact": "a@example.org", "kind": "contact"},
    }  # fmt: skip
    edge = (("edge.bin", "application/octet-stream", draw("edge", 2 * CHUNK - 1400)),)
    for name, about, made in (
        ("report", "The shortest report, to the desk.", _PLAIN),
        ("follow-up", "A follow-up, to the desk.", Sealed(report=FOLLOW_UP)),
        ("erase", "A wish to erase, to the desk.", Sealed(report=ERASE)),
        ("every-field", "Every field filled in, with characters that need care.", Sealed(report=full)),
        ("declared", "A declared identity.", Sealed(report=REPORT, declared=declared)),
        ("oversight", "To the oversight lane only.", Sealed(report=REPORT, slots=(*AWAY, OVERSIGHT), lanes=("oversight",))),
        ("two-lanes", "To both lanes.", Sealed(report=REPORT, slots=(OVERSIGHT, AWAY[2], DESK, AWAY[0]), lanes=("desk", "oversight"))),
        ("two-attachments", "Two attachments over two chunks.", _TWO),
        ("next-class", "An attachment that fills two chunks, so that the report needs the next class.", Sealed(report=REPORT, files=edge)),
    ):  # fmt: skip
        for title, _, data in made.files:
            if len(data) > _INLINE:
                yield Blob(f"{name}-{title}", data)
        yield _seal(name, about, made)


def _seal(name: str, about: str, made: Sealed) -> Vector:
    draft = {
        key: value
        for key, value in made.report.items()
        if key not in ("attachments", "mailbox", "message", "v")
    }
    if made.declared is not None:
        draft["identity"] = {**made.declared, "kind": "declared"}
    files = [
        {
            "name": title,
            "type": kind,
            "content": {"file": f"{name}-{title}"} if len(data) > _INLINE else data.hex(),
        }
        for title, kind, data in made.files
    ]
    whole = made.envelope()
    more = {} if made.declared is None else {"identity": {"quarter": QUARTER, **CUSTODIAN.random_json()}}
    return succeeds(
        "seal", name, about, deployment=DEPLOYMENT.hex(), epoch=EPOCH, number=CODENAME.number_bytes().hex(),
        file_key=_FILE_KEY.hex(), message=REPORT["message"], draft=draft, files=files,
        slots=[{"lane": slot.name in made.lanes, **slot.random_json()} for slot in made.slots], **more,
        report={"text": made.report_bytes().decode()}, header=primitives.sha256(whole[:HEADER]).hex(),
        length=len(whole), id=primitives.sha256(whole).hex(),
    )  # fmt: skip
