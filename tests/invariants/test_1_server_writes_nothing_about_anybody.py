"""Invariant 1: no plaintext, codename, read key, address, user agent or exact time on the server's disk."""

from __future__ import annotations

import base64
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from keys.calendar import day_number, today
from tests.invariants.plain import Plain
from tests.invariants.reporter import AGENT, FROM, Reporter, ask
from tests.submit.world import World, serving

TEXT = "Le sous-directeur du service des marchés a reçu une enveloppe"
EVIDENCE = b"\xff\xd8 evidence that must not be found " * 4000
SECOND = 1_000_000_000


def needles(reporter: Reporter) -> Iterator[bytes]:
    """Everything that must not be found, in every spelling it is likely to have on a disk."""
    box = reporter.mailbox
    digits = reporter.codename.digits()
    words = reporter.codename.words()
    for text in (
        TEXT,
        "sous-directeur",
        words,
        digits,
        digits.replace("-", ""),
        FROM,
        AGENT,
        "unmistakable",
        "nom-de-fichier",
    ):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]
    for secret in (
        reporter.codename.number_bytes(),
        box.read_key,
        box.author_seed,
        box.author,
        EVIDENCE[:40],
    ):
        yield secret
        yield secret.hex().encode()
        yield base64.b64encode(secret).rstrip(b"=")[:-1]
    yield socket.inet_aton(FROM) + b"\0"


def everything_under(*folders: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def misbehave(address: str) -> None:
    """What people and scanners do: wrong paths, wrong bodies, plain text, broken requests."""
    ask(address, "GET", f"/en/?text={TEXT.split(maxsplit=1)[0]}-unmistakable")
    ask(
        address,
        "POST",
        "/en/",
        f"text={TEXT}".encode(),
        **{"Content-Type": "application/x-www-form-urlencoded"},
    )
    ask(address, "POST", "/envelopes", TEXT.encode())
    ask(address, "POST", "/envelopes", b"unmistakable" * 2000)
    ask(
        address,
        "GET",
        "/nothing/unmistakable",
        Referer="https://unmistakable.example/",
        Cookie="a=unmistakable",
    )
    place = urlsplit(address)
    for raw in (
        b"GET /unmistakable\r\n\r\n",
        b"\x16\x03\x01unmistakable\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"unmistakable" * 2000 + b"\r\n\r\n",
    ):
        with socket.create_connection(
            (place.hostname or "", place.port or 0), source_address=(FROM, 0)
        ) as line:
            line.sendall(raw)
            line.settimeout(10)
            while line.recv(4096):
                pass


def test_nothing_of_a_report_or_its_sender_is_on_the_disk(
    world: World, tmp_path: Path, monkeypatch: Any
) -> None:
    """A report with evidence, a follow-up, a reader and scanners pass by; then every file is searched."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    reporter = Reporter(world)
    with serving(world.server) as (address, log):
        before = log.read_bytes()
        reporter.send(address, TEXT, files=[("nom-de-fichier.jpg", EVIDENCE)])
        reporter.send(address, TEXT, kind="follow-up")
        reporter.send(address, TEXT, identity={"kind": "contact", "contact": "unmistakable"})
        for path in ("/", "/fr/", "/fr/replies", "/manifest", "/board/header", "/static/amana.js"):
            ask(address, "GET", path)
        misbehave(address)
        held = everything_under(world.server, temporary)
        said = log.read_bytes()
    held |= everything_under(world.server, temporary) | {log: log.read_bytes()}
    found = [
        (str(path), needle) for path, data in held.items() for needle in needles(reporter) if needle in data
    ]
    assert found == []
    assert said == before
    assert len(held) > 10


def test_nothing_of_a_report_without_scripts_is_on_the_disk(
    world: World, tmp_path: Path, monkeypatch: Any
) -> None:
    """The server seals, is handed a codename, reads its answers; forms fail; then all is searched."""
    (world.server / "submit.toml").write_text("wait = [0, 0]\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    evidence = [("nom-de-fichier.jpg", "image/jpeg", EVIDENCE)]
    with serving(world.server) as (address, log):
        before = log.read_bytes()
        person = Plain(address)
        reporter = Reporter(world, person.report(TEXT, evidence))
        person.report("", evidence)
        person.report(TEXT, evidence, cut=100_000)
        for act in ("read", "send", "erase"):
            person.under(reporter.codename, act, TEXT, evidence if act == "send" else [])
        person.under(reporter.codename, "read", TEXT, [], spelt="unmistakable")
        held = everything_under(world.server, temporary)
        said = log.read_bytes()
    held |= everything_under(world.server, temporary) | {log: log.read_bytes()}
    found = [
        (str(path), needle) for path, data in held.items() for needle in needles(reporter) if needle in data
    ]
    assert found == []
    assert said == before
    assert len(world.opened()) == 3


def test_only_the_day_is_kept(world: World) -> None:
    """Rows speak of days, files carry a day's midnight, and no column could hold an address or a time."""
    reporter = Reporter(world)
    with serving(world.server) as (address, _):
        small, large = (reporter.send(address, "x", files=files) for files in ((), [("a", bytes(40000))]))
    with sqlite3.connect(world.server / "vault.db") as database:
        rows = database.execute("SELECT id, day FROM envelopes").fetchall()
        columns = {
            row[1]
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for row in database.execute(f"PRAGMA table_info({name})")
        }
    database.close()
    assert {(row[0].hex(), row[1]) for row in rows} == {
        (small, day_number(today())),
        (large, day_number(today())),
    }
    assert columns == {"id", "day", "size", "sealed", "serial", "hash", "open", "kind", "segments"}
    for path in (world.server / "envelopes").iterdir():
        kept = path.stat()
        assert kept.st_mtime_ns % (86400 * SECOND) == kept.st_atime_ns % (86400 * SECOND) == 0


def test_no_answer_marks_a_visitor(world: World) -> None:
    """Two visits get the same bytes and the same headers: no cookie, no tag, no date but the clock's."""
    paths = ("/en/", "/ar/replies", "/static/amana.js", "/manifest", "/nothing", "/board/header")
    with serving(world.server) as (address, _):
        for path in paths:
            first = ask(address, "GET", path)
            time.sleep(0.01)
            again = ask(
                address,
                "GET",
                path,
                Cookie="session=1",
                **{"If-None-Match": "*", "X-Forwarded-For": "10.0.0.1"},
            )
            for _, headers, _ in (first, again):
                assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers.pop("Date"))
                assert not {"Set-Cookie", "ETag", "Last-Modified"} & headers.keys()
            assert first == again
