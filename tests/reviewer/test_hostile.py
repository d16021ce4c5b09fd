"""Hostile envelopes: whatever is sealed in them costs little, is set aside by name, and reaches no file."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from keys import canonical
from keys.errors import FormatError
from keys.report import LIMIT
from reviewer import attachments, cases, inbound, terminal, views
from reviewer.viewing import previews
from reviewer.workstation import Workstation
from tests.reviewer.world import World, mailbox, statuses

KEYS = json.dumps({f"k{number}": 0 for number in range(5000)}).encode()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"{" + b'"a":1,' * 2700 + b'"b":1}', "canonical"),
        (KEYS[: LIMIT - 1] + b"}", "canonical"),
        (b"[" * (LIMIT - 1), "canonical"),
        (b'{"v":' * 3000 + b"1", "canonical"),
        (b'{"v":1e999999}', "canonical"),
        (b'{"v":' + b"9" * 16000 + b"}", "canonical"),
        (b'{"text":"\\ud800"}', "canonical"),
        (b"\xff" * 100, "canonical"),
        (b"", "bounds"),
        (b"{}", "report"),
    ],
)
def test_what_is_no_report_is_set_aside_by_name(
    world: World, station: Workstation, said: bytes, kind: str
) -> None:
    begun = time.monotonic()
    world.take(station, world.by_hand(said), world.write(mailbox(), "good"))
    assert statuses(station)["quarantined", kind] == 1
    assert cases.show(station.store, "1").messages[0].text == "good"
    assert time.monotonic() - begun < 20


def peak_of_import(world: World, station: Workstation) -> int:
    """Import what is on the stick; return how many bytes it took at most."""
    tracemalloc.start()
    inbound.import_bundles(station, world.stick, world.day)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_five_million_keys_do_not_fit_and_are_not_read(world: World, station: Workstation) -> None:
    """The length says that it is too long, and nothing of it is parsed."""
    whole = b"{" + b",".join(b'"%d":0' % number for number in range(5_000_000)) + b"}"
    size = next(size for size in (2**n for n in range(14, 40)) if size > len(whole) + 4)
    world.export(world.by_hand(whole, size))
    assert peak_of_import(world, station) < 24 << 20
    assert statuses(station) == {("quarantined", "bounds"): 1}


def test_a_great_many_zeros_cost_no_memory(world: World, station: Workstation) -> None:
    """As two gigabytes would, at a size that a test can make: it is read chunk by chunk, and refused."""
    world.export(world.by_hand(b"{}", 2**26))
    assert peak_of_import(world, station) < 24 << 20
    assert statuses(station)["quarantined", "report"] == 1


NAMES = ("\u202egpj.exe", "con:\u2066x", "x" * 120, "\u200f\u200e", "<img src=x>", "$(reboot)", "-rf", "..")
REFUSED = ("../../../etc/passwd", "a/b", "a\\b", "a\0b", "a\nb", "", "x" * 121)


def test_names_that_deceive_are_shown_as_they_are_and_never_used(
    world: World, station: Workstation, tmp_path: Path
) -> None:
    for name in REFUSED:
        with pytest.raises(FormatError):
            world.write(mailbox(), "see", files={name: b"x"})
    world.take(station, world.write(mailbox(), "see", files=dict.fromkeys(NAMES, b"x")))
    case = cases.show(station.store, "1")
    assert tuple(file.name for file in case.messages[0].files) == NAMES
    shown = io.StringIO()
    console = views.console()
    console.file = shown
    console.print(views.case_view(case))
    assert not any(mark in shown.getvalue() for mark in "\u202e\u2066\u200f\u200e")
    for name in NAMES:
        assert not any(mark in terminal.line(name) for mark in "\u202e\u2066\u200f\u200e\n\x1b")
    out = tmp_path / "out"
    attachments.export(station, "1", 2, out)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out"]


def test_an_archive_is_never_unpacked(world: World, station: Workstation) -> None:
    """A zip bomb is a small file here, and stays one."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(str(number), bytes(50_000_000))
    world.take(station, world.write(mailbox(), "see", files={"evidence.zip": bomb.getvalue()}))
    begun = time.monotonic()
    assert previews.look(station, "1", 1).reason in ("office", "unknown")
    assert time.monotonic() - begun < 20


def test_what_the_report_says_of_its_attachments_is_checked(world: World, station: Workstation) -> None:
    """Sizes that add up to another envelope than this one, and more attachments than there may be."""
    value = {"attachments": [{"name": "a", "type": "image/png", "size": 2**53 - 1, "sha256": "00" * 32}] * 21}
    world.take(station, world.by_hand(canonical.dumps(value)))
    assert statuses(station)["quarantined", "report"] == 1
