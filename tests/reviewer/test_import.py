"""What a stick brings is kept whatever it is, opened if it can be, and set aside by name if not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from keys import canonical, signed, tags
from keys.calendar import day_number, epoch_of
from keys.draft import Elsewhere, Link, Particulars, Place, Seen
from keys.mailbox import Mailbox
from keys.private.hybrid import pair
from keys.private.open import open_envelope
from keys.report import write
from reviewer import cases, inbound, intake
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.workstation import Workstation
from tests.reviewer.world import World, identifier, mailbox, statuses


def test_a_report_becomes_a_case_and_its_original_is_kept(world: World, station: Workstation) -> None:
    envelope = world.write(mailbox(), "نص", category="minors", danger="yes", files={"a.jpg": b"abc"})
    imported = world.take(station, envelope)
    assert imported.outcome == {("opened", ""): 1}
    assert (imported.segments, imported.missing, imported.misnamed, imported.stopped) == (1, 0, 0, None)
    assert (world.offline / "envelopes" / identifier(envelope)).read_bytes() == envelope
    (case,) = cases.summaries(station.store)
    assert (case.label, case.category, case.danger) == ("EB-000001", "minors", "yes")
    assert (case.identity, case.messages, case.files, case.day) == ("none", 1, 1, world.day)
    assert not any((world.offline / "incoming").iterdir())


def test_an_envelope_that_comes_in_two_bundles_is_held_once(world: World, station: Workstation) -> None:
    envelope = world.write(mailbox())
    world.take(station, envelope)
    assert world.take(station, envelope).outcome == {("held", ""): 1}
    assert len(cases.summaries(station.store)) == 1
    assert len(station.store.rows("SELECT * FROM carried")) == 2


def test_a_lost_original_is_put_back_when_it_comes_again(world: World, station: Workstation) -> None:
    envelope = world.write(mailbox())
    world.take(station, envelope)
    original = world.offline / "envelopes" / identifier(envelope)
    original.unlink()
    assert world.take(station, envelope).outcome == {("held", ""): 1}
    assert original.read_bytes() == envelope
    assert len(cases.summaries(station.store)) == 1


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def signed_report(world: World, box: Mailbox, **changed: object) -> bytes:
    """A report whose author signed whatever is in it."""
    report = world.inner(world.write(box))
    fields = {**json.loads(write(report, world.manifest.deployment, box.author_seed)), **changed}
    del fields["signature"]
    signature = signed.sign(tags.AUTHOR, world.manifest.deployment, canonical.dumps(fields), box.author_seed)
    return canonical.dumps({**fields, "signature": signature.hex()})


def test_hostile_envelopes_are_quarantined_by_name_and_the_rest_goes_on(world: World) -> None:
    good = world.write(mailbox())
    box = mailbox()
    hostile = {
        "size": good[:-1],
        "magic": flip(world.write(mailbox()), 0),
        "version": flip(world.write(mailbox()), 7),
        "epoch": world.write(mailbox(), epoch=203001),
        "commitment": flip(world.write(mailbox()), 4907),
        "chunk": flip(world.write(mailbox()), 6000),
        "canonical": world.by_hand(b'{"v":1, "kind":"report"}'),
        "report": world.by_hand(signed_report(world, box, category="No code")),
        "signature": world.by_hand(signed_report(world, box).replace(b'"text":"', b'"text":"x')),
        "padding": world.by_hand(signed_report(world, box), padded=2**15),
        "bounds": world.by_hand(b""),
    }
    with world.enter() as station:
        imported = world.take(station, *hostile.values(), good)
        assert imported.stopped is None
        assert imported.outcome == {("opened", ""): 1, **{("quarantined", kind): 1 for kind in hostile}}
        assert {item.kind: item.id.hex() for item in cases.aside(station.store)} == {
            kind: identifier(data) for kind, data in hostile.items()
        }
        for data in hostile.values():
            assert (world.offline / "envelopes" / identifier(data)).read_bytes() == data


@pytest.mark.parametrize("at", [12, 100, 2000, 4875])
def test_a_flipped_header_opens_nowhere_and_is_kept(world: World, station: Workstation, at: int) -> None:
    world.take(station, flip(world.write(mailbox()), at))
    (item,) = cases.aside(station.store)
    # Whether a slot still opens depends on which one the flip met: then the commitment names it.
    assert (item.status, item.kind) in {("other-lane", ""), ("quarantined", "commitment")}


def test_bytes_under_a_false_name_are_told_apart(world: World, station: Workstation) -> None:
    first, second = world.write(mailbox()), world.write(mailbox())
    world.export(first, second, names=[identifier(first), "ab" * 32])
    imported = inbound.import_bundles(station, world.stick, world.day)
    assert imported.misnamed == 1
    assert len(cases.summaries(station.store)) == 2
    carried = station.store.rows("SELECT envelope FROM carried")
    assert [row["envelope"].hex() for row in carried] == [identifier(first)]


def test_another_lanes_envelope_is_kept_sealed(world: World) -> None:
    mine, theirs = world.write(mailbox(), "a"), world.write(mailbox(), "b", lanes=["oversight"])
    both = world.write(mailbox(), "c", lanes=["desk", "oversight"])
    with world.enter() as station:
        assert world.take(station, mine, theirs, both).outcome == {
            ("opened", ""): 2,
            ("other-lane", ""): 1,
        }
    with world.enter("oversight.keystore") as station:
        inbound.import_bundles(station, world.stick, world.day)
        shown = [cases.show(station.store, case.label) for case in cases.summaries(station.store)]
        assert sorted(case.messages[0].text for case in shown) == ["b", "c"]
        assert {case.summary.label[:3] for case in shown} == {"OV-"}
    assert (world.offline / "oversight.store.db").exists()


def test_an_envelope_opens_once_its_key_has_come(world: World) -> None:
    envelope = world.write(mailbox())
    with world.enter() as station:
        held = station.weeks.ratchet
        whole = held.state
        earlier = replace(whole.chains[0], epoch=202601, last=202601)
        held.save(replace(whole, chains=(earlier,)))
        assert world.take(station, envelope).outcome == {("quarantined", "epoch"): 1}
        held.save(whole)
    with world.enter() as station:
        inbound.import_loose(station, world.offline / "envelopes", world.day)
        assert statuses(station) == {("opened", ""): 1}
        # The bundle that carried it may still be acknowledged: its row was kept.
        assert len(station.store.rows("SELECT * FROM carried")) == 1


def test_a_message_keeps_all_its_fields(world: World, station: Workstation) -> None:
    said = Particulars(
        category="minors",
        topic="blackmail",
        answers={"demanded": "نقود", "paid": "no"},
        danger="yes",
        who="child",
        ongoing="yes",
        told=("family", "police"),
        role="child",
        links=(Link(given="X.example", url="https://x.example/", platform="x", account="@x"),),
        elsewhere=Elsewhere(kind="app", name="تطبيق", account="+212"),
        seen=Seen(day=world.day, precision="about"),
        place=Place(of="event", country="MA", region="MA-04", city="الرباط"),
    )
    world.take(
        station,
        world.write(
            mailbox(),
            **said.named(),
            identity={"kind": "contact", "contact": "06"},
            files={"a": b"1", "b": b"22"},
        ),
    )
    (message,) = cases.show(station.store, "eb-1").messages
    assert message.said == said
    assert (message.contact, message.sent, message.opened) == ("06", world.day, world.day)
    assert [(file.number, file.name, file.size) for file in message.files] == [(1, "a", 1), (2, "b", 2)]


def test_the_file_key_reopens_and_days_are_days(world: World, station: Workstation) -> None:
    envelope = world.write(mailbox())
    world.take(station, envelope)
    row = station.store.row("SELECT * FROM envelopes")
    assert row is not None
    assert row["day"] == day_number(world.day)
    pairs = [pair(each) for each in station.weeks.state.pairs(epoch_of(world.day))]
    with station.envelopes.open(bytes.fromhex(identifier(envelope))) as source:
        opened = open_envelope(source, deployment=world.manifest.deployment, pairs=pairs)
    assert opened.file_key == row["file_key"]


def test_take_reports_what_became_of_each(world: World, station: Workstation, tmp_path: Path) -> None:
    envelope = world.write(mailbox())
    path = tmp_path / "one"
    path.write_bytes(envelope)
    (arrival,) = record(station, Act(name="import"))
    outcome = intake.take(station, [(identifier(envelope), path)], world.day, arrival)
    assert outcome == {("opened", ""): 1}
    assert not path.exists()
