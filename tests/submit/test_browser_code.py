"""What the browser code writes Python reads, and the reverse; and both give one verdict on anything."""

from __future__ import annotations

import json
import random
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keys import canonical, cells, codename, draft, mailbox, primitives, words
from keys.calendar import day_number, epoch_of
from keys.cells import Place, Reply
from keys.codename import Codename
from keys.envelope.header import EnvelopeKeys, parse_header
from keys.errors import CodenameError, KeysError
from keys.mailbox import Mailbox
from keys.private import identity, keystore
from keys.private.hybrid import Pair, pair
from keys.private.open import Opened, copy_attachment, open_envelope
from keys.sizes import CHUNK, CLASSES, HEADER, class_for, envelope_length
from keys.words import folding
from submit import assets, build
from tests.conftest import DAY, Deployment
from vault.formats.board import BoardHeader, make

ROOT = Path(__file__).parents[2]
BRIDGE = ROOT / "tests" / "browser_code" / "bridge.mjs"
VECTORS = ROOT / "tests" / "vectors" / "run.mjs"
NUMBER = codename.generate().number_bytes().hex()
DRAFT = {"kind": "report", "path": "device", "lang": "ar", "sent": DAY.isoformat(), "text": "رأيت 😀"}


@pytest.fixture(scope="session")
def node() -> tuple[str, ...]:
    """A Node.js with the packages that the browser code imports."""
    found = build.find_node()
    build.fetch_packages(found, build.BROWSER)
    return found.node


@dataclass(frozen=True)
class Bridge:
    """Runs tasks in Node.js, many at a time; see tests/browser_code/bridge.mjs."""

    node: tuple[str, ...]

    def run(self, tasks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [*self.node, str(BRIDGE)], input=json.dumps(tasks).encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results


@pytest.fixture(scope="session")
def bridge(node: tuple[str, ...]) -> Bridge:
    return Bridge(node)


def test_every_vector_holds_in_the_browser_code(node: tuple[str, ...]) -> None:
    done = subprocess.run([*node, str(VECTORS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- envelopes --------------------------------------------------------------


@dataclass(frozen=True)
class Sealer:
    """Seals with the browser code and opens with Python, in one folder."""

    bridge: Bridge
    deployment: Deployment
    folder: Path

    def task(
        self, name: str, *contents: bytes, lanes: Sequence[str] = ("desk",), **draft: Any
    ) -> dict[str, Any]:
        paths = [self.folder / f"{name}-{at}" for at in range(len(contents))]
        for path, data in zip(paths, contents, strict=True):
            path.write_bytes(data)
        made, (quarter, identity_key) = self.deployment.manifest, self.deployment.manifest.identity
        return {
            "do": "seal",
            "deployment": made.deployment.hex(),
            "epoch": epoch_of(DAY),
            "lanes": [self._key(made.intake_key(lane, DAY)) for lane in lanes],
            "number": NUMBER,
            "draft": {**DRAFT, **draft},
            "files": [{"name": path.name, "type": "image/png", "path": str(path)} for path in paths],
            "identity": {"quarter": quarter, "path": self._key(identity_key)},
            "out": str(self.folder / name),
        }

    def _key(self, name: str) -> str:
        return str(self.deployment.server / "keys" / name)

    def opened(self, name: str, pairs: Sequence[Pair]) -> Opened:
        with (self.folder / name).open("rb") as source:
            return open_envelope(
                source, deployment=self.deployment.manifest.deployment, pairs=pairs, epoch=epoch_of(DAY)
            )


@pytest.fixture
def sealer(bridge: Bridge, shared_deployment: Deployment, tmp_path: Path) -> Sealer:
    return Sealer(bridge, shared_deployment, tmp_path)


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
    held = keystore.unlock(sealer.deployment.offline / "keystore", sealer.deployment.passphrase).contents
    custodian = pair(held.identity[made.identity[0]])
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
    held = keystore.unlock(sealer.deployment.offline / "oversight.keystore", sealer.deployment.passphrase)
    oversight = [pair(held.contents.intake["oversight"][epoch_of(DAY)])]
    for name, pairs in (("oversight", oversight), ("both", oversight), ("both", desk_pairs)):
        assert sealer.opened(name, pairs).report.text == DRAFT["text"]
    with pytest.raises(KeysError) as caught:
        sealer.opened("oversight", desk_pairs)
    assert caught.value.kind == "not-for-me"


# --- codenames and manifests ------------------------------------------------


def _verdict(typed: str) -> dict[str, Any]:
    try:
        found = codename.parse(typed)
    except KeysError as error:
        told = error if isinstance(error, CodenameError) else CodenameError("", "")
        return {"kind": error.kind, "position": told.position, "suggestions": list(told.suggestions)}
    return {
        "number": found.number_bytes().hex(),
        "mode": "server" if found.mode == codename.SERVER else "device",
        **{name: found.spelling(name) for name in codename.SPELLINGS},
    }


def test_both_draw_codenames_that_the_other_reads(bridge: Bridge) -> None:
    for made in bridge.run([{"do": "generate"}] * 100):
        for name in codename.SPELLINGS:
            found = codename.parse(made[name])
            assert (found.number_bytes().hex(), found.mode) == (made["number"], codename.DEVICE)
    mine = [codename.generate(mode) for mode in (codename.DEVICE, codename.SERVER) for _ in range(50)]
    typed = [spelling for made in mine for spelling in map(made.spelling, codename.SPELLINGS)]
    assert bridge.run([{"do": "parse", "typed": text} for text in typed]) == list(map(_verdict, typed))


CHARACTERS = [
    chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in {"Cn", "Co", "Cs"}
]


def test_both_fold_alike(bridge: Bridge) -> None:
    """Each character known to this Python's Unicode, between two letters."""
    typed = [f"a{character}b" for character in CHARACTERS]
    theirs = bridge.run([{"do": "tokens", "typed": text} for text in typed])
    for text, tokens in zip(typed, theirs, strict=True):
        # Letters that no listed word has may fold to others, if they stay as many.
        assert list(map(_listed, folding.tokens(text))) == list(map(_listed, tokens)), ascii(text)


def _listed(token: str) -> str:
    return re.sub(r"[^a-zء-ي\d]", "?", token)


def test_both_give_one_verdict_on_anything_typed(bridge: Bridge) -> None:
    """Each kind of digit among digits, some characters within words and between them, and nonsense."""
    made = codename.Codename(0x38C7484ABCC41E50D54E6FD, 0)
    chance = random.Random(2)
    among_digits = [c for c in CHARACTERS if ord(c) < 0x100 or c.isdecimal()]
    typed = [made.digits().replace("0", character) for character in among_digits]
    for character in [*chance.sample(CHARACTERS, 10), *"-'\u0640\u200c\u200b\u0301\u064bßİıſ"]:
        for name in words.NAMES:
            spelt = made.spelling(name)
            typed += [spelt.replace(spelt[2], character), spelt.replace(" ", character)]
    typed += ["".join(chance.choices([*"ab1-' \u0661ßİıſ"], k=chance.randrange(40))) for _ in range(60)]
    lists = [words.read(name).words for name in words.NAMES]
    for _ in range(60):
        some = [word[chance.randrange(2) :] for word in chance.choices(chance.choice(lists), k=9)]
        typed.append(" ".join(some[chance.choice((0, 2)) :]))
    for text, mine, theirs in zip(
        typed,
        map(_verdict, typed),
        bridge.run([{"do": "parse", "typed": text} for text in typed]),
        strict=True,
    ):
        assert mine == theirs, ascii(text)


def test_the_lists_are_served_as_one_file_that_the_manifest_names(built: None) -> None:
    served = assets.load()
    lists = [build.BROWSER.parents[1] / "keys" / "words" / f"{name}.txt" for name in words.NAMES]
    assert served["/static/words.txt"].body == b"".join(path.read_bytes() for path in lists)
    assert "/static/words.txt" in assets.hashes(served)


def test_mailboxes_agree(bridge: Bridge) -> None:
    chance = random.Random(3)
    asked = [(chance.getrandbits(90).to_bytes(12, "big"), chance.randbytes(16)) for _ in range(5)]
    results = bridge.run(
        [
            {"do": "mailbox", "number": number.hex(), "deployment": deployment.hex()}
            for number, deployment in asked
        ]
    )
    for (number, deployment), found in zip(asked, results, strict=True):
        box = mailbox.derive(Codename(int.from_bytes(number, "big"), 0), deployment)
        assert found == {"read_key": box.read_key.hex(), "bucket": box.bucket, "author": box.author.hex()}


def test_a_real_manifest_is_read_alike(bridge: Bridge, shared_deployment: Deployment) -> None:
    path, made = shared_deployment.server / "manifest", shared_deployment.manifest
    right, wrong = bridge.run(
        [
            {"do": "manifest", "path": str(path), "fingerprint": fingerprint.hex()}
            for fingerprint in (made.root.fingerprint, bytes(32))
        ]
    )
    lanes = {lane: {str(epoch): key for epoch, key in keys.items()} for lane, keys in made.lanes.items()}
    assert right == {"hash": made.hash.hex(), "lanes": lanes}
    assert wrong["kind"] == "fingerprint"


def test_both_give_one_verdict_on_any_json(bridge: Bridge) -> None:
    chance = random.Random(4)
    alphabet = [
        *'{}[]":,\\019-.eE ',
        '"a":',
        "true",
        "null",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud83d",
        "é",
        "😀",
        "\x7f",
    ]
    texts = ['{"a":' + "".join(chance.choices(alphabet, k=chance.randrange(9))) + "}" for _ in range(20_000)]
    agreed = 0
    for text, theirs in zip(
        texts, bridge.run([{"do": "canonical", "text": text} for text in texts]), strict=True
    ):
        try:
            mine: dict[str, Any] = {"text": canonical.dumps(canonical.loads(text.encode(), 1 << 20)).decode()}
        except KeysError as error:
            mine = {"kind": error.kind, "position": 0, "suggestions": []}
        assert mine == theirs, ascii(text)
        agreed += "text" in mine
    assert agreed > 100


# --- boards -----------------------------------------------------------------

DESK = bytes([7]) * 32
B, K, SERIAL = 2, 12, 9


def _board(
    folder: Path, deployment: bytes, salt: bytes, boxes: Sequence[tuple[Mailbox, list[Reply], int]]
) -> None:
    """Write a snapshot with each mailbox's replies and so many of its messages opened."""
    buckets: list[list[bytes]] = [[] for _ in range(2**B)]
    entries = []
    for box, replies, opened in boxes:
        snapshot = cells.snapshot_key(box.read_key, salt, deployment)
        place = Place(deployment, SERIAL, box.bucket >> 8 - B)
        blocks = [block for reply in replies for block in cells.split(reply)]
        buckets[place.bucket] += [
            cells.seal_cell(snapshot, at, block, place) for at, block in enumerate(blocks)
        ]
        entries += [cells.ack_entry(snapshot, at, day_number(DAY) + at) for at in range(opened)]
    entries += [primitives.random_bytes(10) for _ in range(256 - len(entries))]
    for bucket in buckets:
        bucket += [primitives.random_bytes(cells.CELL) for _ in range(K - len(bucket))]
    files = {"list": b"".join(sorted(entries))} | {
        f"bucket-{n}": b"".join(sorted(b)) for n, b in enumerate(buckets)
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    header = BoardHeader(
        b=B,
        buckets=tuple(primitives.sha256(files[f"bucket-{number}"]) for number in range(2**B)),
        deployment=deployment,
        due=DAY,
        issued=DAY,
        k=K,
        list_entries=256,
        list_sha256=primitives.sha256(files["list"]),
        manifest=bytes(32),
        previous=bytes(32),
        salt=salt,
        serial=SERIAL,
    )
    (folder / "header").write_bytes(make(header, DESK))


def _replies(chance: random.Random, total: int) -> list[Reply]:
    texts = ["".join(chance.choices("aé ض😀\n", k=chance.choice([1, 40, 4000]))) for _ in range(total)]
    return [
        Reply(number=number, total=total, day=chance.randrange(18262, 80000), text=text)
        for number, text in enumerate(texts, 1)
    ]


def test_each_mailbox_finds_its_own_on_a_board(bridge: Bridge, tmp_path: Path) -> None:
    chance, deployment = random.Random(5), bytes(range(16))
    boxes = []
    for at, total in enumerate((0, 1, 1, 2, 2, 0)):
        box = Mailbox(chance.randbytes(32), (at * 64 + chance.randrange(64)) % 256, chance.randbytes(32))
        boxes.append((box, _replies(chance, total), chance.choice([0, 1, 5, 64])))
    _board(tmp_path, deployment, chance.randbytes(32), boxes)
    asked = {
        "do": "board",
        "deployment": deployment.hex(),
        "desk": primitives.signing_public(DESK).hex(),
        "header": str(tmp_path / "header"),
        "list": str(tmp_path / "list"),
        "bucket": str(tmp_path / "bucket-"),
    }
    results = bridge.run(
        [{**asked, "read_key": box.read_key.hex(), "bucket_byte": box.bucket} for box, _, _ in boxes]
    )
    for (_, replies, opened), found in zip(boxes, results, strict=True):
        assert found["opened"] == [day_number(DAY) + at for at in range(opened)]
        assert [Reply(**reply) for reply in found["replies"]] == replies
    (stranger,) = bridge.run([{**asked, "read_key": "00" * 32, "bucket_byte": 0}])
    assert stranger == {"replies": [], "opened": []}
    (tmp_path / "list").write_bytes(bytes(2560))
    (damaged,) = bridge.run([{**asked, "read_key": "00" * 32, "bucket_byte": 0}])
    assert damaged["kind"] == "board-hash"
