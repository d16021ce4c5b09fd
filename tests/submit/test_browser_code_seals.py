"""Envelopes that the browser code seals: Python opens each, of any size, for whom it was meant alone."""

from __future__ import annotations

import random
from typing import Any

import pytest

from keys import canonical, draft, mailbox, primitives
from keys.codename import Codename
from keys.envelope.header import EnvelopeKeys, parse_header
from keys.errors import KeysError
from keys.private import identity
from keys.private.hybrid import Pair, pair
from keys.private.open import Opened, copy_attachment
from keys.sizes import CHUNK, CLASSES, HEADER, class_for, envelope_length
from tests.submit.bridge import DRAFT, NUMBER, Sealer


def sizes_around_every_edge() -> list[tuple[int, ...]]:
    """Attachments that end about a chunk's end, or make a payload that ends about a class's end."""
    chunks = [(count * CHUNK + step,) for count in (1, 2, 63, 64) for step in (-1, 0, 1)]
    # A report of one attachment is some 900 bytes: step finely through where it meets the class.
    classes = [(padded - less,) for padded in CLASSES[:5] for less in (0, 800, 850, 900, 950, 1000, 1200)]
    several = [(CHUNK - 1, 1, CHUNK + 1), (3 * CHUNK, 5), (1,) * 20, (1, 1 << 20, 1)]
    return [*chunks, *classes, *several]


def test_python_opens_envelopes_of_every_size(sealer: Sealer, desk_pairs: list[Pair]) -> None:
    chance = random.Random(1)
    contents = [tuple(map(chance.randbytes, sizes)) for sizes in sizes_around_every_edge()]
    results = sealer.bridge.run([sealer.task(f"e{at}", *items) for at, items in enumerate(contents)])
    for at, (items, result) in enumerate(zip(contents, results, strict=True)):
        opened = sealer.opened(f"e{at}", desk_pairs)
        assert opened.id.hex() == result["id"]
        assert [item.size for item in opened.report.attachments] == list(map(len, items))
        assert (sealer.folder / f"e{at}").stat().st_size >= envelope_length(
            class_for(sum(map(len, items)) + 2)
        )
    with (sealer.folder / "e0").open("rb") as source, (sealer.folder / "copy").open("wb") as out:
        copy_attachment(source, sealer.opened("e0", desk_pairs), 0, out)
    assert (sealer.folder / "copy").read_bytes() == contents[0][0]


def test_every_exact_fit_of_a_class_opens(sealer: Sealer, desk_pairs: list[Pair]) -> None:
    """The attachment grows byte by byte across the edge between two classes."""
    tasks = [sealer.task("probe", b"x")]
    sealer.bridge.run(tasks)
    opened = sealer.opened("probe", desk_pairs)
    report = len(canonical.dumps(_fields(sealer, opened)))
    edge = CLASSES[0] - report - 4
    # The size itself is written in the report, with four digits more than in the probe's.
    sizes = range(edge - 4 - 3, edge - 4 + 4)
    sealer.bridge.run([sealer.task(f"n{size}", bytes(size)) for size in sizes])
    lengths = []
    for size in sizes:
        assert sealer.opened(f"n{size}", desk_pairs).report.attachments[0].size == size
        lengths.append((sealer.folder / f"n{size}").stat().st_size)
    assert set(lengths) == {envelope_length(CLASSES[0]), envelope_length(CLASSES[1])}
    assert lengths == sorted(lengths)


def _fields(sealer: Sealer, opened: Opened) -> dict[str, Any]:
    """Read the report's own JSON again, out of the one chunk of the smallest class."""
    data = (sealer.folder / "probe").read_bytes()
    keys = EnvelopeKeys.derive(opened.file_key, parse_header(data[:HEADER]).digest)
    chunk = primitives.aead_open(keys.body, bytes(11) + b"\1", data[HEADER:], keys.digest, kind="chunk")
    length = int.from_bytes(chunk[-4:], "big")
    return canonical.loads(chunk[-4 - length : -4], 16380)


def test_what_was_said_comes_back_whole(sealer: Sealer, desk_pairs: list[Pair]) -> None:
    said = {
        "text": "ض" * 3998 + "😀\n",
        "category": "minors",
        "danger": "yes",
        "answers": {"demanded": "\u2028"},
        "links": [
            {"given": "Example.org/?q=ر", "url": "https://example.org/?q=ر", "platform": "", "account": ""}
        ],
        "seen": {"day": "2026-11-23", "precision": "about"},
        "place": {"of": "event", "country": "MA", "region": "MA-03", "city": 'Fès "médina" \\'},
    }
    contact = {"kind": "contact", "contact": "a@example.org"}
    results = sealer.bridge.run(
        [sealer.task("whole", **said, identity=contact), sealer.task("more", kind="follow-up", lang="zgh")]
    )
    report = sealer.opened("whole", desk_pairs).report
    told = {**draft.fields(report), "text": report.text}
    assert {name: told[name] for name in said} == said
    assert report.identity == contact
    later = sealer.opened("more", desk_pairs).report
    assert (later.kind, later.lang, later.author) == ("follow-up", "zgh", report.author)
    box = mailbox.derive(Codename(int(NUMBER, 16), 0), sealer.deployment.manifest.deployment)
    assert (report.author, report.read_key, report.bucket) == (box.author, box.read_key, box.bucket)
    assert results[0]["id"] != results[1]["id"]


def test_a_declared_identity_opens_for_the_custodian_only(sealer: Sealer, desk_pairs: list[Pair]) -> None:
    declared = {"contact": "", "name": "أمينة", "number": "AB123456"}
    sealer.bridge.run([sealer.task("declared", identity={"kind": "declared", **declared})])
    report = sealer.opened("declared", desk_pairs).report
    made = sealer.deployment.manifest
    with sealer.deployment.unlocked() as session:
        held = session.identity()
    custodian = pair(held[made.identity[0]])
    revealed = identity.reveal(
        report, deployment=made.deployment, quarter=made.identity[0], recipient=custodian
    )
    assert revealed == declared
    with pytest.raises(KeysError):
        identity.reveal(report, deployment=made.deployment, quarter=made.identity[0], recipient=desk_pairs[0])


def test_only_the_chosen_lane_opens_a_report(sealer: Sealer, desk_pairs: list[Pair]) -> None:
    sealer.bridge.run(
        [sealer.task("oversight", lanes=["oversight"]), sealer.task("both", lanes=["desk", "oversight"])]
    )
    oversight = sealer.deployment.pairs("oversight")[:1]
    for name, pairs in (("oversight", oversight), ("both", oversight), ("both", desk_pairs)):
        assert sealer.opened(name, pairs).report.text == DRAFT["text"]
    with pytest.raises(KeysError) as caught:
        sealer.opened("oversight", desk_pairs)
    assert caught.value.kind == "not-for-me"
