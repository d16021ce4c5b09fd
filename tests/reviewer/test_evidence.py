"""Evidence leaves whole: anybody can check it without this program. Translations stay within the team."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from nacl.signing import VerifyKey

from keys.wire import u8
from reviewer import cases
from reviewer.conversation import publish, replies, translating
from reviewer.custody import exporting, log
from reviewer.errors import RequestError
from reviewer.search import finding, query
from reviewer.triage import ruling, work
from reviewer.workstation import Workstation
from tests.reviewer.world import Carried, World, mailbox


def test_evidence_can_be_checked_without_this_program(
    world: World, station: Workstation, tmp_path: Path
) -> None:
    box = mailbox()
    envelope = world.write(box, "رأيت هذا", files={"a.jpg": b"one", "b": b"two"})
    world.take(station, envelope, world.write(mailbox()))
    world.take(station, world.follow(box))
    work.note(station, ["1"], "seen")
    replies.write(station, "1", "Merci.", world.day)
    out = exporting.export(station, "1", tmp_path / "evidence")
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", exporting.SUMS], cwd=out, check=True)
    assert (out / "originals" / hashlib.sha256(envelope).hexdigest()).read_bytes() == envelope
    assert sorted(path.read_bytes() for path in (out / "attachments").iterdir()) == [b"one", b"two"]
    said = json.loads((out / "case.json").read_text("utf-8"))
    assert said["messages"][0]["text"] == "رأيت هذا"
    custody = json.loads((out / "custody.json").read_text("utf-8"))
    deployment = bytes.fromhex(custody["deployment"])
    for act in custody["acts"]:
        packed = act["packed"].encode()
        tag = b"amana/v1/custody"
        message = u8(len(tag)) + tag + deployment + hashlib.sha256(packed).digest()
        VerifyKey(bytes.fromhex(act["sign"])).verify(message, bytes.fromhex(act["signature"]))
        if act["text"]:
            bound = hashlib.sha256(bytes.fromhex(act["salt"]) + act["text"].encode()).hexdigest()
            assert json.loads(packed)["text"] == bound
    assert [act["act"] for act in custody["acts"]] == ["note", "reply"]
    [*_, handed] = log.read(station.store, station.deployment, name="export-case")
    assert handed.act.after == hashlib.sha256((out / exporting.SUMS).read_bytes()).digest()
    with pytest.raises(RequestError):
        exporting.export(station, "1", out)


def test_a_translation_is_kept_for_the_team_found_and_never_published(
    world: World, station: Workstation
) -> None:
    box = mailbox()
    world.take(station, world.write(box, "هددني"))
    translating.translate(station, "1", 1, "Il m’a menacé.")
    translating.translate(station, "1", 1, "Il m’a menacée.")
    case = cases.find(station.store, "1")
    assert {number: entry.act.text for number, entry in translating.translations(station, case).items()} == {
        1: "Il m’a menacée."
    }
    ruling.catch_up(station.store, world.offline)
    assert finding.find(station.store, query.parse("menacee"), today=0).lines
    publish.publish(station, world.stick, world.day)
    assert Carried.read(world.stick, world.manifest).replies(box) == []
    for number, text in ((2, "x"), (0, "x"), (1, " "), (1, "x" * 40_001)):
        with pytest.raises(RequestError):
            translating.translate(station, "1", number, text)


def test_thirty_boards_with_and_without_activity_differ_in_nothing_but_content(
    world: World, tmp_path: Path
) -> None:
    """Names, number and sizes of all that leaves are the same, whatever happened at the desk."""
    shapes = []
    for name, is_busy in (("quiet", False), ("busy", True)):
        folder = tmp_path / name
        folder.mkdir()
        with world.enter() as station:
            if is_busy:
                boxes = [mailbox(number) for number in range(6)]
                world.take(station, *(world.write(box) for box in boxes))
            for number in range(30):
                stick = folder / str(number)
                stick.mkdir()
                if is_busy and number % 3 == 0:
                    replies.write(station, str(number // 3 % 6 + 1), f"answer {number}", world.day)
                    world.take(station, world.follow(boxes[number % 6]))
                publish.publish(station, stick, world.day)
        sticks = [folder / str(number) for number in range(30)]
        shapes += [[path.stat().st_size for path in sorted(stick.iterdir())] for stick in sticks]
    assert {len(sizes) for sizes in shapes} == {1}
    # Acknowledgements of bundles that came make the file longer, by some dozens of bytes; the board does not.
    assert max(shapes)[0] - min(shapes)[0] < 4096
