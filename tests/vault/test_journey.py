"""Bundles out and back: everything not acknowledged goes, only what a bundle carried may be let go of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.vault.carrying import DAY, export, refused, take
from tests.vault.world import ZEROS, Desk, everything
from vault import inbound
from vault.cli import main
from vault.errors import StoreError
from vault.outbound import Taken
from vault.store import Store

Put = Callable[..., str]


@pytest.mark.parametrize("limit", [1 << 30, 30_000])
def test_what_was_accepted_reaches_the_desk(store: Store, desk: Desk, put: Put, limit: int) -> None:
    ids = [put(n, n % 3) for n in range(7)]
    made = export(store, desk, limit=limit)
    found, chain = desk.receive()
    assert found == everything(store)
    assert sorted(found) == sorted(ids)
    assert (made.serial, made.envelopes, made.damaged, chain.whole) == (1, 7, 0, True)


def test_the_order_is_drawn_anew(store: Store, desk: Desk, put: Put) -> None:
    ids = [put(n) for n in range(12)]
    export(store, desk)
    first = list(desk.receive()[0])
    export(store, desk)
    second = list(desk.receive()[0])
    assert first != second
    assert sorted(first) == sorted(second) == sorted(ids)


def test_a_lost_stick_costs_nothing(store: Store, desk: Desk, put: Put) -> None:
    first = put(1)
    export(store, desk)
    for path in desk.stick.iterdir():
        path.unlink()
    second = put(2)
    export(store, desk)
    found, chain = desk.receive()
    assert sorted(found) == sorted([first, second])
    assert chain.serial == 2


def test_nothing_to_export_writes_nothing(store: Store, desk: Desk) -> None:
    assert inbound.export(store, desk.stick, DAY) is None
    assert list(desk.stick.iterdir()) == []


def test_acknowledged_envelopes_stay_seven_days_more(store: Store, desk: Desk, put: Put) -> None:
    kept, gone, big = put(1), put(2), put(3, 1)
    export(store, desk)
    desk.acknowledge(desk.receive()[1], gone, big)
    desk.send()
    (taken,) = take(store, desk)
    assert taken == Taken(serial=1, acknowledged=2, board=None, manifest=None, missing=0)
    assert list(everything(store)) == [kept]
    for days, left in ((0, 2), (7, 2), (8, 0)):
        store.purge(DAY + timedelta(days=days))
        counts = store.ledger.counts()
        assert (counts.waiting, counts.acknowledged) == (1, left)
        assert (store.server / "envelopes" / big).exists() == bool(left)
    assert put(2) == gone
    assert sorted(everything(store)) == sorted([kept, gone])


def test_an_acknowledged_envelope_sent_again_is_not_waiting_again(store: Store, desk: Desk, put: Put) -> None:
    made = put(1)
    export(store, desk)
    desk.acknowledge(desk.receive()[1], made)
    desk.send()
    take(store, desk)
    assert put(1) == made
    assert everything(store) == {}


def test_only_what_a_bundle_carried_is_let_go_of(store: Store, desk: Desk, put: Put) -> None:
    carried = put(1)
    export(store, desk)
    chain = desk.receive()[1]
    later = put(2)
    wrong: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        ((carried, later), {}),
        (("00" * 32,), {}),
        ((carried,), {"bundle": ZEROS}),
        ((carried,), {"serial": 2}),
        ((carried,), {"vault": ZEROS}),
    ]
    for ids, changes in wrong:
        desk.acknowledge(chain, *ids, **changes)
        desk.send()
        assert refused(store, desk) == "ack"
        desk.serial, desk.previous = 0, ZEROS
    desk.acknowledge(replace(chain, serial=9), carried)
    desk.send()
    assert refused(store, desk) == "ack"
    assert sorted(everything(store)) == sorted([carried, later])


def test_a_late_acknowledgement_of_what_is_gone_is_passed_over(store: Store, desk: Desk, put: Put) -> None:
    made = put(1)
    export(store, desk)
    chain = desk.receive()[1]
    for _ in range(2):
        desk.acknowledge(chain, made)
        desk.send()
        take(store, desk, DAY + timedelta(days=8))
        store.purge(DAY + timedelta(days=20))
    assert store.ledger.counts().bundles == 1
    with store._here.database.connected() as database:
        assert database["carried"].count == 0


def test_a_damaged_envelope_is_left_out_and_counted(store: Store, desk: Desk, put: Put) -> None:
    good, short, lost = put(1), put(2, 1), put(3, 1)
    (store.server / "envelopes" / short).write_bytes(b"short")
    (store.server / "envelopes" / lost).unlink()
    made = export(store, desk)
    assert (made.envelopes, made.damaged) == (1, 2)
    assert list(desk.receive()[0]) == [good]


def test_a_wrong_seed_signs_nothing(store: Store, desk: Desk, put: Put) -> None:
    put(1)
    for seed in (bytes(32), b"short", None):
        path = store.server / "vault.seed"
        path.unlink() if seed is None else path.write_bytes(seed)
        with pytest.raises(StoreError) as caught:
            export(store, desk)
        assert caught.value.kind == "seed"
    assert list(desk.stick.iterdir()) == []


def test_one_stick_at_a_time(store: Store, desk: Desk, put: Put) -> None:
    put(1)
    with store.exclusive(), pytest.raises(StoreError) as caught:
        export(store, desk)
    assert caught.value.kind == "busy"
    export(store, desk)


def test_the_commands(store: Store, desk: Desk, put: Put, tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["--server", str(store.server), *arguments])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    stick = str(desk.stick)
    assert "ready" in run("init")
    assert "Nothing waits" in run("export", stick)
    put(1)
    lost = put(2, 1)
    (store.server / "envelopes" / lost).unlink()
    assert "Board: none yet" in run("status")
    exported = run("export", stick)
    assert "Bundle 1: 1 envelopes, 21308 bytes." in exported
    assert "1 envelopes could not be read" in exported
    found, chain = desk.receive()
    assert run("import", stick, code=1).startswith("amana-vault: There is no bundle")
    desk.acknowledge(chain, *found)
    desk.publish_board(1)
    desk.serial = 2
    desk.send()
    said = "Bundle 3: 1 envelopes acknowledged, board 1 in place, 2 bundles before it never came"
    assert said in run("import", stick)
    assert run("import", stick, code=1).count("\n") == 1
    status = run("status")
    assert "Waiting for the desk: 1 envelopes" in status
    assert "snapshot 1 of 2026-11-24, the next due 2026-11-25" in status
    (store.server / "board" / "current").unlink()
    assert "Board: none yet" in run("status")
    result = CliRunner().invoke(main, ["--server", str(tmp_path), "status"])
    assert (result.exit_code, result.output.startswith("amana-vault: The manifest is missing")) == (1, True)
