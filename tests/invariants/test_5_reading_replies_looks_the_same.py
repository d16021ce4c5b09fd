"""Invariant 5: with no reply, many replies or a wrong codename: the same requests, and the same bytes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from keys import primitives
from keys.calendar import today
from keys.codename import generate
from keys.report import Report
from reviewer import inbound, workstation
from reviewer.conversation import publish
from reviewer.conversation import replies as desk
from submit.build import find_node
from tests.browser.driving import Answers
from tests.invariants.plain import Plain
from tests.invariants.recorder import Recorder, recording
from tests.invariants.reporter import Reporter, ask
from tests.submit.world import World, serving
from vault import outbound
from vault.store import open_store

QUIET = 1000  # milliseconds in which whatever the page might still ask for would show
ASKED = ["/board/header", "/log", "/board/1/list", "/board/1/bucket/0"]
READER = Path(__file__).with_name("replies.mjs")


def read(address: str, *codenames: str) -> list[dict[str, Any]]:
    """Ask for replies as a browser does; return what went over the wire and what was found, for each."""
    command = [*find_node().node, str(READER), address, *codenames]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def thread(reporter: Reporter) -> Report:
    """What the desk knows of a reporter's mailbox."""
    box = reporter.mailbox
    return Report(
        kind="report", path="device", lang="fr", sent=today(), text="x", message=bytes(16),
        read_key=box.read_key, bucket=box.bucket, author=box.author,
    )  # fmt: skip


def test_no_reply_many_replies_and_a_wrong_codename_look_the_same(world: World) -> None:
    """Three people read one board: one has seven answers, one has none, one has mistaken the codename."""
    answered, waiting = Reporter(world), Reporter(world)
    answers = [f"Réponse {number}" for number in range(7)]
    world.publish(thread(answered), answers, opened=5)
    with serving(world.server) as (address, _):
        told = read(address, *(who.words() for who in (answered.codename, waiting.codename, generate())))
    assert [each["replies"] for each in told] == [answers, [], []]
    assert [each["opened"] for each in told] == [5, 0, 0]
    first, *others = (each["wire"] for each in told)
    assert all(other == first for other in others)
    assert [path for _, path, *_ in first] == ASKED


def test_the_board_s_bytes_do_not_depend_on_what_it_says(world: World) -> None:
    """Snapshots with nothing, and with all that fits, have files of the same sizes."""
    reporter = Reporter(world)
    sizes = []
    for serial, replies in enumerate(([], ["x"], ["x"] * 8), 1):
        world.publish(thread(reporter), replies, opened=len(replies), serial=serial)
        with serving(world.server) as (address, _):
            (told,) = read(address, reporter.codename.digits())
        assert len(told["replies"]) == len(replies)
        sizes.append([size for *_, size in told["wire"]])
    assert sizes[0] == sizes[1] == sizes[2]


def publish_replies(world: World, folder: Path, people: Sequence[tuple[Reporter, list[str]]]) -> None:
    """The desk's day: take everybody's report, write what each is answered, publish; the vault imports."""
    loose, stick = folder / "loose", folder / "stick"
    for made in (loose, stick):
        made.mkdir()
    passphrase = (world.offline / "passphrase").read_text()
    with workstation.enter(world.offline, passphrase) as station:
        for number, (who, answers) in enumerate(people, 1):
            envelope = who.seal("Une arnaque.")
            (loose / primitives.sha256(envelope).hex()).write_bytes(envelope)
            inbound.import_loose(station, loose, today())
            for answer in answers:
                desk.write(station, str(number), answer, today())
        publish.publish(station, stick, today())
    with open_store(world.server) as store:
        list(outbound.take_bundles(store, stick, today()))


def visit(browser: Browser, recorder: Recorder, codename: str) -> tuple[list[str], list[Any], list[Any]]:
    """Ask in a fresh browser; return what is read, and what the wire saw before asking and since."""
    recorder.exchanges.clear()
    context = browser.new_context()
    page = context.new_page()
    answers = Answers(page, recorder.address, "fr")
    page.wait_for_load_state("networkidle")
    before = len(recorder.exchanges)
    read = answers.read(codename)
    page.wait_for_timeout(QUIET)
    context.close()
    seen = [exchange.seen() for exchange in recorder.exchanges]
    return read, sorted(seen[:before]), seen[before:]


def test_the_watcher_misses_no_byte(world: World) -> None:
    """A byte more in a question, or in an answer, is a byte more in the record: the next test can fail."""
    with serving(world.server) as (address, _), recording(address) as recorder:
        answers = [
            ask(recorder.address, "GET", path, None, X=x)
            for path, x in (("/manifest", "a"), ("/manifest", "aa"), ("/fr/", "a"))
        ]
    same, longer, other = recorder.exchanges
    assert [each.line for each in recorder.exchanges] == [
        "GET /manifest HTTP/1.1",
        "GET /manifest HTTP/1.1",
        "GET /fr/ HTTP/1.1",
    ]
    assert (longer.up - same.up, longer.down) == (1, same.down)
    assert same.down > len(answers[0][2]) > 0
    assert other.down != same.down


@pytest.mark.browser
def test_a_watcher_of_the_wire_sees_no_difference(world: World, tmp_path: Path, browser: Browser) -> None:
    """A real browser, a real server and a proxy between them that notes every request and every byte."""
    waiting, answered, nobody = Reporter(world), Reporter(world), generate()
    # The last takes three of a mailbox's eight cells, the others one each: the newest six are on the board.
    written = [f"Réponse {number}. " for number in range(1, 10)] + ["é" * 4500]
    publish_replies(world, tmp_path, [(waiting, []), (answered, written)])
    with serving(world.server) as (address, _), recording(address) as recorder:
        # One visit that is not compared, so that no cache of the server is warmer for those that are.
        visit(browser, recorder, nobody.words())
        none = visit(browser, recorder, waiting.codename.words())
        ten = visit(browser, recorder, answered.codename.digits())
        wrong = visit(browser, recorder, nobody.words())
    assert (len(none[0]), len(ten[0]), len(wrong[0])) == (1, 1 + 6, 0)
    asked = [line.split()[1] for line, *_ in none[2]]
    assert asked[-4:] == ASKED
    assert none[1:] == ten[1:] == wrong[1:]


def test_without_scripts_every_answer_is_one_page_of_one_size(world: World) -> None:
    """Three people again, and one who mistypes; then nothing at all on the board."""
    answered, waiting = Reporter(world), Reporter(world)
    (world.server / "submit.toml").write_text("wait = [0, 0]\n")
    seen = []
    for serial, replies in enumerate(([f"Réponse {number}" for number in range(7)], []), 1):
        world.publish(thread(answered), replies, opened=len(replies), serial=serial)
        with serving(world.server) as (address, _):
            person = Plain(address)
            pages = [person.under(who, "read") for who in (answered.codename, waiting.codename, generate())]
            pages.append(person.under(answered.codename, "read", spelt="one two three"))
        assert ["Réponse 6".encode() in page for _, _, page in pages] == [bool(replies), False, False, False]
        for status, headers, page in pages:
            headers.pop("Date")
            seen.append((status, headers, len(page)))
    assert all(each == seen[0] for each in seen)
    assert seen[0][0] == 200
