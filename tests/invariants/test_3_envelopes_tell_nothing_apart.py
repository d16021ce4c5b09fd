"""Invariant 3: a copy of the disk cannot tell whose an envelope is, nor a first report from a follow-up."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from keys.calendar import epoch_of, today
from keys.report import Link, Place
from keys.sizes import CLASSES, envelope_length
from tests.invariants.plain import Plain
from tests.invariants.reporter import Reporter
from tests.submit.world import World, serving
from vault.accept import accept
from vault.store import create_store, open_store

RUN = 8
CLEAR = 12  # magic and epoch


def runs(envelope: bytes) -> set[bytes]:
    return {envelope[at : at + RUN] for at in range(CLEAR, len(envelope) - RUN + 1)}


def test_envelopes_of_one_codename_share_nothing(world: World) -> None:
    """Eight bytes in a row that two envelopes had in common would tie them; chance gives none."""
    one, other = Reporter(world), Reporter(world)
    sealed = [one.seal("x"), one.seal("x"), one.seal("x", kind="follow-up"), other.seal("x")]
    assert {envelope[:CLEAR] for envelope in sealed} == {sealed[0][:CLEAR]}
    for left, right in itertools.combinations(map(runs, sealed), 2):
        assert not left & right
    for envelope in sealed:
        assert len(runs(envelope)) == len(envelope) - CLEAR - RUN + 1


def test_no_length_tells_one_text_from_another(world: World) -> None:
    """Shortest and longest texts, first and later ones, with and without an identity: one length."""
    reporter = Reporter(world)
    declared = {"kind": "declared", "name": "ا" * 100, "number": "A1", "contact": ""}
    fields = {"links": (Link(given="https://example.org/" + "x" * 900),), "place": Place(city="ض" * 100)}
    sealed = [
        reporter.seal("x"),
        reporter.seal("ض" * 4000),
        reporter.seal("x", identity=declared),
        reporter.seal("x", identity={"kind": "contact", "contact": "x" * 300}),
        reporter.seal("x" * 4000, identity=declared, **fields),
        reporter.seal("x", kind="follow-up"),
        reporter.seal("", kind="erase"),
        reporter.seal("ض" * 4000, kind="follow-up"),
    ]
    assert {len(envelope) for envelope in sealed} == {envelope_length(CLASSES[0])}


def test_what_the_server_sealed_looks_as_what_a_device_sealed(world: World) -> None:
    """A report, an addition and a request to erase, sealed here: rows of one size, nothing in common."""
    (world.server / "submit.toml").write_text("wait = [0, 0]\n")
    with serving(world.server) as (address, _):
        person = Plain(address)
        codename = person.report("x")
        person.under(codename, "send", "ض" * 4000)
        person.under(codename, "erase")
        Reporter(world).send(address, "x")
    with open_store(world.server) as store:
        waiting = store.ledger.waiting()
        sealed = []
        for each in waiting:
            with store.open(each) as source:
                sealed.append(source.read())
    assert [(each.size, each.is_file) for each in waiting] == [(envelope_length(CLASSES[0]), False)] * 4
    assert {envelope[:CLEAR] for envelope in sealed} == {sealed[0][:CLEAR]}
    for left, right in itertools.combinations(map(runs, sealed), 2):
        assert not left & right


def stored(folder: Path, world: World, envelopes: Iterable[bytes]) -> str:
    """Put envelopes into a fresh vault in this order; return all that its database says."""
    for name in ("manifest", "vault.seed"):
        (folder / name).write_bytes((world.server / name).read_bytes())
    create_store(folder).close()
    with open_store(folder) as store:
        for envelope in envelopes:
            accept(store, [envelope], length=len(envelope), day=today())
        store.settle()
    with sqlite3.connect(folder / "vault.db") as database:
        told = "\n".join(database.iterdump())
    database.close()
    return told


def test_the_database_does_not_know_the_order_of_arrival(world: World, tmp_path: Path) -> None:
    """The same envelopes in two orders leave the same rows in the same places, and the same pages."""
    reporters = [Reporter(world) for _ in range(2)]
    sealed = [reporter.seal("x", kind=kind) for reporter in reporters for kind in ("report", "follow-up")]
    folders = [tmp_path / "forward", tmp_path / "backward"]
    for folder in folders:
        folder.mkdir()
    assert stored(folders[0], world, sealed) == stored(folders[1], world, sealed[::-1])
    pages = [(folder / "vault.db").read_bytes() for folder in folders]
    # The first page counts changes (SQLite's file format, §1.3); every page of content is the same.
    assert pages[0][4096:] == pages[1][4096:]


def test_nobody_can_choose_an_epoch_that_marks_them(world: World) -> None:
    """The week in the clear is today's or yesterday's for everybody: no third value is taken."""
    accepted = {epoch_of(today()), epoch_of(today() - timedelta(days=1))}
    assert int.from_bytes(Reporter(world).seal("x")[8:12], "big") in accepted
