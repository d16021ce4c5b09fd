"""Envelopes: what goes in comes out, and whatever is altered is named and releases nothing."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keys import codename, mailbox, primitives, report
from keys.envelope import header, peek_epoch, seal
from keys.envelope.header import EnvelopeKeys, make_header
from keys.envelope.stream import StreamWriter
from keys.errors import FormatError, KeysError, NotForMeError, UntrustedError
from keys.mailbox import Mailbox
from keys.private import identity
from keys.private.hybrid import HybridPrivate, Pair, pair
from keys.private.open import Opened, copy_attachment, open_envelope, reopen
from keys.report import Draft, Elsewhere, Link, Place, Seen
from keys.sizes import CHUNK, ENVELOPE_LENGTHS, HEADER
from keys.wire import u32

D = bytes(range(16))
EPOCH = 202648
DRAFT = Draft(kind="report", path="device", lang="ar", sent=date(2026, 11, 24), text="رأيت")


@pytest.fixture(scope="module")
def box() -> Mailbox:
    return mailbox.derive(codename.generate(), D)


@pytest.fixture(scope="module")
def lane() -> Pair:
    return pair(HybridPrivate.generate())


def sealed(box: Mailbox, lane: Pair, *contents: bytes, draft: Draft = DRAFT, **options: Any) -> bytes:
    out = io.BytesIO()
    files = [(f"file {n}", "image/jpeg", io.BytesIO(data)) for n, data in enumerate(contents)]
    made = seal(out, draft, deployment=D, epoch=EPOCH, lanes=[lane[0]], mailbox=box, files=files, **options)
    assert made == primitives.sha256(out.getvalue())
    return out.getvalue()


def opened(data: bytes, lane: Pair, **options: Any) -> Opened:
    return open_envelope(io.BytesIO(data), deployment=D, pairs=[lane], **options)


def hand_made(lane: Pair, payload: bytes) -> bytes:
    """An envelope that authenticates, of any payload at all."""
    out = io.BytesIO()
    head, keys = make_header([lane[0]], deployment=D, epoch=EPOCH)
    out.write(head)
    body = StreamWriter(out, keys)
    body.write(payload)
    body.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "sizes", [(), (1,), (10_000,), (CHUNK,), (CHUNK - 1, 1, CHUNK + 1), (3 * CHUNK, 5), (1,) * 20]
)
def test_every_attachment_comes_back(box: Mailbox, lane: Pair, sizes: tuple[int, ...]) -> None:
    contents = [primitives.random_bytes(size) for size in sizes]
    data = sealed(box, lane, *contents)
    assert len(data) in ENVELOPE_LENGTHS
    assert peek_epoch(data[:12]) == EPOCH
    result = opened(data, lane, epoch=EPOCH)
    assert result.report.text == DRAFT.text
    assert result.id == primitives.sha256(data)
    assert reopen(io.BytesIO(data), result.file_key, deployment=D).report == result.report
    for index, content in enumerate(contents):
        out = io.BytesIO()
        copy_attachment(io.BytesIO(data), result, index, out)
        assert out.getvalue() == content


def test_all_texts_look_alike(box: Mailbox, lane: Pair) -> None:
    short = sealed(box, lane)
    long = sealed(
        box, lane, draft=replace(DRAFT, text="ض" * 4000, links=(Link(given="https://example.org/"),))
    )
    later = sealed(box, lane, draft=replace(DRAFT, kind="follow-up"))
    erase = sealed(box, lane, draft=replace(DRAFT, kind="erase", text=""))
    assert len(short) == len(long) == len(later) == len(erase)
    assert short[:12] == long[:12] == later[:12] == erase[:12]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 21307), bit=st.integers(0, 7))
@example(at=0, bit=0)
@example(at=11, bit=0)
@example(at=HEADER - 1, bit=0)
@example(at=HEADER, bit=0)
def test_any_flipped_bit_is_a_named_error(box: Mailbox, lane: Pair, at: int, bit: int) -> None:
    data = bytearray(sealed(box, lane))
    data[at] ^= 1 << bit
    with pytest.raises(KeysError) as caught:
        opened(bytes(data), lane)
    if at < 8:
        assert caught.value.kind == ("magic" if at < 6 else "version")
    elif at < HEADER - 32:
        assert caught.value.kind in {"not-for-me", "commitment"}
    elif at < HEADER:
        assert caught.value.kind == "commitment"
    else:
        assert caught.value.kind == "chunk"


def test_every_truncation_and_trailing_byte_is_refused(box: Mailbox, lane: Pair) -> None:
    data = sealed(box, lane)
    for end in range(0, len(data), 97):
        with pytest.raises(FormatError) as caught:
            opened(data[:end], lane)
        assert caught.value.kind == "size"
    with pytest.raises(FormatError) as caught:
        opened(data + b"\0", lane)
    assert caught.value.kind == "size"


def test_reordered_duplicated_and_replaced_chunks_are_refused(box: Mailbox, lane: Pair) -> None:
    step = CHUNK + 16
    data = sealed(box, lane, primitives.random_bytes(4 * CHUNK - 20000))
    chunks = [data[at : at + step] for at in range(HEADER, len(data), step)]
    assert len(chunks) == 4
    other = sealed(box, lane, primitives.random_bytes(4 * CHUNK - 20000))
    for order in ([1, 0, 2, 3], [0, 0, 2, 3], [0, 1, 3, 2], [3, 2, 1, 0]):
        with pytest.raises(UntrustedError) as caught:
            opened(data[:HEADER] + b"".join(chunks[n] for n in order), lane)
        assert caught.value.kind == "chunk"
    with pytest.raises(UntrustedError) as caught:
        opened(data[:HEADER] + chunks[0] + other[HEADER + step :], lane)
    assert caught.value.kind == "chunk"


def test_a_wrong_key_deployment_or_week_is_told_from_damage(box: Mailbox, lane: Pair) -> None:
    data = sealed(box, lane)
    with pytest.raises(NotForMeError):
        opened(data, pair(HybridPrivate.generate()))
    with pytest.raises(NotForMeError):
        open_envelope(io.BytesIO(data), deployment=bytes(16), pairs=[lane])
    with pytest.raises(UntrustedError) as caught:
        opened(data, lane, epoch=EPOCH + 1)
    assert caught.value.kind == "epoch"
    with pytest.raises(UntrustedError) as caught:
        reopen(io.BytesIO(data), bytes(32), deployment=D)
    assert caught.value.kind == "commitment"


def test_one_file_key_cannot_be_made_to_open_two_ways(box: Mailbox, lane: Pair) -> None:
    """The commitment covers the header: a slot moved from elsewhere is refused before the body is touched."""
    one, two = sealed(box, lane), sealed(box, lane)
    mixed = one[: HEADER - 32] + two[HEADER - 32 :]
    with pytest.raises(UntrustedError) as caught:
        opened(mixed, lane)
    assert caught.value.kind == "commitment"


def test_each_chosen_lane_opens_and_nobody_sees_how_many(box: Mailbox) -> None:
    lanes = [pair(HybridPrivate.generate()) for _ in range(4)]
    for count in range(1, 5):
        out = io.BytesIO()
        seal(out, DRAFT, deployment=D, epoch=EPOCH, lanes=[p for p, _ in lanes[:count]], mailbox=box)
        for held in lanes[:count]:
            opened(out.getvalue(), held)
        for held in lanes[count:]:
            with pytest.raises(NotForMeError):
                opened(out.getvalue(), held)
        assert len(out.getvalue()) == 21308
    for wrong in ([], [public for public, _ in [*lanes, lanes[0]]]):
        with pytest.raises(FormatError):
            make_header(wrong, deployment=D, epoch=EPOCH)


def test_slots_are_in_random_order(box: Mailbox, lane: Pair) -> None:
    places = set()
    for _ in range(40):
        parsed = header.parse_header(sealed(box, lane)[:HEADER])
        places.add(next(n for n, slot in enumerate(parsed.slots) if lane[1].box_open(slot[:80])))
    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (bytes(2**14), "bounds"),
        (bytes(2**14 - 4) + u32(2**14), "bounds"),
        (bytes(2**14 - 4) + u32(2**32 - 1), "bounds"),
        (bytes(2**14 - 4) + u32(10), "canonical"),
        (bytes(2**14 - 6) + b"{}" + u32(2), "report"),
    ],
)
def test_a_payload_that_is_no_report_is_named(lane: Pair, payload: bytes, kind: str) -> None:
    with pytest.raises(FormatError) as caught:
        opened(hand_made(lane, payload), lane)
    assert caught.value.kind == kind


def test_padding_must_be_zero_and_least(box: Mailbox, lane: Pair) -> None:
    written = _report_bytes(box, lane)
    room = 2**14 - len(written) - 4
    opened(hand_made(lane, bytes(room) + written + u32(len(written))), lane)
    for payload in (
        b"\1" + bytes(room - 1) + written + u32(len(written)),
        bytes(room + 2**14) + written + u32(len(written)),
    ):
        with pytest.raises(FormatError) as caught:
            opened(hand_made(lane, payload), lane)
        assert caught.value.kind == "padding"


def test_an_attachment_other_than_the_one_listed_is_refused(box: Mailbox, lane: Pair) -> None:
    honest = opened(sealed(box, lane, b"evidence"), lane).report
    written = report.write(honest, D, box.author_seed)
    room = 2**14 - len(written) - 4 - 8
    end = bytes(room) + written + u32(len(written))
    opened(hand_made(lane, b"evidence" + end), lane)
    with pytest.raises(UntrustedError) as caught:
        opened(hand_made(lane, b"forgery!" + end), lane)
    assert caught.value.kind == "attachment"


def test_a_report_signed_by_another_is_refused(box: Mailbox, lane: Pair) -> None:
    other = mailbox.derive(codename.generate(), D)
    forged = replace(opened(sealed(box, lane), lane).report, author=other.author)
    with pytest.raises(UntrustedError) as caught:
        report.write(forged, D, box.author_seed)
    assert caught.value.kind == "signature"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "note"},
        {"lang": "de"},
        {"path": "fax"},
        {"text": ""},
        {"text": "x" * 4001},
        {"kind": "erase"},
        {"category": "Spam"},
        {"topic": "not-sure"},
        {"answers": {"target": ""}},
        {"danger": "maybe"},
        {"who": "they"},
        {"ongoing": ""},
        {"told": ("police", "family")},
        {"role": ""},
        {"links": (Link(given=""),)},
        {"links": (Link(given="x"),) * 21},
        {"links": (Link(given="x", platform="X"),)},
        {"elsewhere": Elsewhere(name="x" * 101)},
        {"seen": Seen(precision="hour")},
        {"place": Place(city="x" * 101)},
        {"place": Place(country="ma")},
        {"identity": {"kind": "contact", "contact": ""}},
        {"identity": {}},
        {"identity": {"kind": "none", "name": "x"}},
        {"text": "\ud800"},
    ],
)
def test_a_draft_out_of_bounds_is_refused_when_sealing(
    box: Mailbox, lane: Pair, change: dict[str, Any]
) -> None:
    with pytest.raises(FormatError) as caught:
        sealed(box, lane, draft=replace(DRAFT, **change))
    assert caught.value.kind in {"report", "canonical"}


def test_a_draft_too_long_in_all_is_refused_before_a_file_is_read(box: Mailbox, lane: Pair) -> None:
    """Every text is within its bounds, and all together are not."""
    draft = replace(DRAFT, text="ض" * 4000, answers={f"q{number}": "ض" * 500 for number in range(9)})
    out, file = io.BytesIO(), io.BytesIO(b"x")
    with pytest.raises(FormatError) as caught:
        seal(out, draft, deployment=D, epoch=EPOCH, lanes=[lane[0]], mailbox=box, files=[("a", "", file)])
    assert (caught.value.kind, file.tell(), out.tell()) == ("report", 0, 0)


@pytest.mark.parametrize("name", ["", "a/b", "a\\b", "a\0b", "a\nb", "a\x7f", "x" * 121])
def test_attachment_names_are_never_paths(box: Mailbox, lane: Pair, name: str) -> None:
    with pytest.raises(FormatError) as caught:
        seal(
            io.BytesIO(),
            DRAFT,
            deployment=D,
            epoch=EPOCH,
            lanes=[lane[0]],
            mailbox=box,
            files=[(name, "", io.BytesIO(b"x"))],
        )
    assert caught.value.kind == "report"


def test_too_many_or_empty_attachments_are_refused(box: Mailbox, lane: Pair) -> None:
    for contents, kind in (((b"x",) * 21, "bounds"), ((b"",), "report")):
        with pytest.raises(FormatError) as caught:
            sealed(box, lane, *contents)
        assert caught.value.kind == kind


def test_a_declared_identity_opens_for_the_custodian_and_this_message_only(box: Mailbox, lane: Pair) -> None:
    declared = {"kind": "declared", "name": "Amina", "number": "AB1", "contact": ""}
    custodian = pair(HybridPrivate.generate())
    data = sealed(box, lane, draft=replace(DRAFT, identity=declared), identity_key=(20264, custodian[0]))
    found = opened(data, lane).report
    assert found.identity["kind"] == "declared"
    revealed = identity.reveal(found, deployment=D, quarter=20264, recipient=custodian)
    assert revealed == {"contact": "", "name": "Amina", "number": "AB1"}
    assert "Amina" not in repr(found)
    lifted = replace(found, message=bytes(16))
    for wrong, quarter, recipient in (
        (lifted, 20264, custodian),
        (found, 20271, custodian),
        (found, 20264, lane),
    ):
        with pytest.raises(NotForMeError):
            identity.reveal(wrong, deployment=D, quarter=quarter, recipient=recipient)
    with pytest.raises(FormatError):
        sealed(box, lane, draft=replace(DRAFT, identity=declared))
    with pytest.raises(FormatError):
        sealed(
            box,
            lane,
            draft=replace(DRAFT, identity={**declared, "name": "ض" * 200, "contact": "ض" * 300}),
            identity_key=(20264, custodian[0]),
        )


def test_an_attachment_changed_after_verification_is_refused(box: Mailbox, lane: Pair) -> None:
    data = bytearray(sealed(box, lane, bytes(3 * CHUNK)))
    result = opened(bytes(data), lane)
    data[HEADER + 5] ^= 1
    with pytest.raises(UntrustedError):
        copy_attachment(io.BytesIO(data), result, 0, io.BytesIO())
    with pytest.raises(FormatError):
        copy_attachment(io.BytesIO(data), result, 1, io.BytesIO())


class _Zeros(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self.left)
        self.left -= count
        return count


def test_memory_is_constant_at_any_size(box: Mailbox, lane: Pair, tmp_path: Any) -> None:
    path = tmp_path / "envelope"
    source: BinaryIO = io.BufferedReader(_Zeros(50_000_000))
    tracemalloc.start()
    with path.open("wb") as out:
        seal(
            out,
            DRAFT,
            deployment=D,
            epoch=EPOCH,
            lanes=[lane[0]],
            mailbox=box,
            files=[("zeros", "", source)],
        )
    with path.open("rb") as file:
        open_envelope(file, deployment=D, pairs=[lane])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_no_secret_shows_in_a_repr(box: Mailbox, lane: Pair) -> None:
    result = opened(sealed(box, lane), lane)
    shown = repr((box, lane[1], result, EnvelopeKeys.derive(bytes(32), b"")))
    for secret in (box.read_key, box.author_seed, result.file_key, lane[1].x25519, lane[1].mlkem):
        assert repr(secret) not in shown
        assert secret.hex() not in shown
    assert DRAFT.text not in shown


def _report_bytes(box: Mailbox, lane: Pair) -> bytes:
    return report.write(opened(sealed(box, lane), lane).report, D, box.author_seed)
