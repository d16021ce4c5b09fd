"""The worker in a real browser against a real server: what it fetches, checks and sends."""

from __future__ import annotations

import base64
import itertools
from datetime import timedelta

import pytest

from keys import codename as codenames
from keys.calendar import today
from tests.submit.talk import DRAFT, Talk, sent
from tests.submit.test_upload import sealed
from tests.submit.world import World

pytestmark = pytest.mark.browser


def test_opening_checks_the_root_that_the_link_carries(talk: Talk, worker_world: World) -> None:
    made = worker_world.manifest
    found = talk.ask("open", fingerprint=made.root.fingerprint.hex())
    assert found["names"] == dict(made.names)
    assert (found["demonstration"], found["identity"], found["lanes"]) == (True, True, ["desk", "oversight"])
    assert found["limits"] == {"attachments": made.limits.attachments, "envelope": made.limits.envelope}
    for wrong in ("00" * 32, "zz", ""):
        assert talk.failure("open", fingerprint=wrong) == {"kind": "fingerprint"}


def test_nothing_is_fetched_that_would_tell_the_lane(talk: Talk, worker_world: World) -> None:
    """All keys are fetched on opening, always in one order; sending fetches nothing more."""
    talk.ask("open")
    made = worker_world.manifest
    keys = [made.intake_key(lane, today()) for lane in made.lanes] + [made.identity[1]]
    assert talk.requests == ["GET /manifest", *(f"GET /keys/{key}" for key in keys)]
    talk.requests.clear()
    assert talk.report(lane="oversight")["event"] == "result"
    assert talk.requests == ["GET /challenge", "POST /envelopes"]


def test_a_report_arrives_and_its_codename_opens_the_answer(opened: Talk, worker_world: World) -> None:
    made = opened.report(100_000, 5)
    assert made["event"] == "result"
    words = made["codename"]["eff"]
    assert made["codename"]["digits"] == codenames.parse(words).digits()
    assert bytes.fromhex(made["envelope"]) in {bytes.fromhex(each) for each in worker_world.opened()}
    [report] = sent(worker_world, words)
    assert (report.text, report.path, report.sent) == (DRAFT["text"], "device", today())
    assert [item.size for item in report.attachments] == [100_000, 5]

    later = opened.ask(
        "follow", codename=words.upper(), draft={"lang": "ar", "text": "ثم"}, files=[], lane="desk"
    )
    assert later["event"] == "result"
    assert opened.ask("erase", codename=words, lane="desk", lang="ar")["event"] == "result"
    by_kind = {each.kind: each for each in sent(worker_world, words)}
    assert by_kind.keys() == {"report", "follow-up", "erase"}
    assert (by_kind["erase"].lang, by_kind["erase"].text) == ("ar", "")

    worker_world.publish(report, ["Merci.", "Encore merci."], 2, serial=100)
    found = opened.ask("replies", codename=made["codename"]["digits"])
    day, following = today().isoformat(), (today() + timedelta(days=1)).isoformat()
    assert found["replies"] == [
        {"number": 1, "total": 2, "day": day, "text": "Merci."},
        {"number": 2, "total": 2, "day": day, "text": "Encore merci."},
    ]
    assert found["opened"] == [day, day]
    assert found["board"] == {"serial": 100, "issued": day, "due": following, "late": False}


@pytest.mark.alone
def test_progress_is_told_in_order_and_not_too_often(opened: Talk) -> None:
    progress = opened.report(3_000_000)["progress"]
    stages = [step["stage"] for step in progress]
    assert list(dict.fromkeys(stages)) == ["keys", "seal", "work", "send"]
    for stage in ("keys", "work", "send"):
        steps = [step for step in progress if step["stage"] == stage]
        assert [step["done"] for step in steps] == sorted(step["done"] for step in steps)
        assert steps[-1]["done"] == steps[-1]["total"]
        # The first and the last come whenever they come; the others, a tenth of a second apart.
        times = [step["at"] for step in steps[:-1]]
        assert all(later - earlier > 80 for earlier, later in itertools.pairwise(times))


def test_what_was_opened_before_stays(opened: Talk) -> None:
    """A manifest that cannot be fetched again, or is not the one meant, takes the good one from nobody."""
    assert opened.failure("open", fingerprint="00" * 32) == {"kind": "fingerprint"}
    opened.page.context.route("**/manifest", lambda route: route.abort())
    assert opened.failure("open") == {"kind": "offline"}
    assert opened.report()["event"] == "result"


@pytest.mark.alone
def test_what_was_prepared_is_used_once(opened: Talk, worker_world: World) -> None:
    """The header and its proof are made while the reporter writes; the next report has its own."""
    assert opened.ask("prepare", lane="desk")["event"] == "result"
    opened.page.wait_for_timeout(1500)
    assert opened.requests == ["GET /challenge"]
    opened.requests.clear()
    first, second = opened.report(), opened.report()
    assert opened.requests == ["POST /envelopes", "GET /challenge", "POST /envelopes"]
    assert "work" not in [step["stage"] for step in first["progress"]]
    assert len({first["envelope"], second["envelope"]} & set(worker_world.opened())) == 2
    assert opened.failure("prepare", lane="nobody") == {"kind": "epoch"}


@pytest.mark.parametrize("size", [0, 1_500_000])
def test_a_sealed_file_is_sent_as_it_is(opened: Talk, worker_world: World, size: int) -> None:
    body, identifier = sealed(worker_world, b"x" * size)
    found = opened.ask("sealed", bytes=base64.b64encode(body).decode())
    assert (found["event"], found["envelope"]) == ("result", identifier)
    assert identifier in worker_world.opened()


@pytest.mark.parametrize("kind", ["size", "magic", "epoch"])
def test_what_is_no_sealed_file_is_named(opened: Talk, worker_world: World, kind: str) -> None:
    body, _ = sealed(worker_world)
    bent = {
        "size": body[:-1],
        "magic": b"PK" + body[2:],
        "epoch": body[:8] + (202001).to_bytes(4, "big") + body[12:],
    }[kind]
    assert opened.failure("sealed", bytes=base64.b64encode(bent).decode()) == {"kind": kind}
    assert opened.requests == []


def test_limits_are_told_before_any_work(opened: Talk) -> None:
    for sizes, draft, kind in (
        ((1,) * 21, {}, "bounds"),
        ((0,), {}, "report"),
        ((), {"text": "x" * 4001}, "report"),
        ((), {"identity": {"kind": "declared", "name": ""}}, "identity"),
    ):
        assert opened.report(*sizes, **draft)["kind"] == kind
    assert opened.report(lane="nobody")["kind"] == "epoch"
    assert opened.requests == []


def test_what_the_page_may_not_ask_is_named(talk: Talk) -> None:
    assert talk.failure("constructor") == {"kind": "request"}
    assert talk.failure("decoy") == {"kind": "request"}
    assert talk.failure("check") == {"kind": "internal"}


def test_an_endless_answer_is_cut_off(talk: Talk) -> None:
    talk.page.context.route("**/manifest", lambda route: route.fulfill(body=b"\0" * (2 << 20)))
    assert talk.failure("open") == {"kind": "bounds"}
