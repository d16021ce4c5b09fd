"""The worker refused, cut off, held or given up: each is named, and what passes is waited for."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Route

from keys import codename as codenames
from keys.sizes import CLASSES, envelope_length
from tests.submit.talk import DRAFT, Talk, sent
from tests.submit.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (507, "{}", {"kind": "full", "status": 507}),
        (413, "{}", {"kind": "large", "status": 413}),
        (409, "{}", {"kind": "epoch", "status": 409}),
        (500, "<html>", {"kind": "refused", "status": 500}),
        (201, '{"id": "00"}', {"kind": "refused", "status": 201}),
        (201, "null", {"kind": "refused", "status": 201}),
        (201, "not JSON", {"kind": "refused", "status": 201}),
    ],
)
def test_a_refusal_is_named(opened: Talk, status: int, body: str, failure: dict[str, Any]) -> None:
    opened.page.context.route("**/envelopes", lambda route: route.fulfill(status=status, body=body))
    answer = opened.report()
    assert {key: answer[key] for key in failure} == failure


def test_a_lost_connection_is_tried_again_with_the_same_bytes(opened: Talk, worker_world: World) -> None:
    bodies: list[bytes | None] = []

    def lost_once(route: Route) -> None:
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    opened.page.context.route("**/envelopes", lost_once)
    made = opened.report()
    assert made["event"] == "result"
    assert len(sent(worker_world, made["codename"]["eff"])) == 1
    assert bodies == [bodies[0]] * 2
    assert len(bodies[0] or b"") == envelope_length(CLASSES[0])


def test_a_sending_waits_for_the_network(opened: Talk, worker_world: World) -> None:
    """Without a network a report waits and goes on by itself; what only reads says so at once."""
    opened.page.context.set_offline(True)
    assert opened.failure("replies", codename=codenames.generate().words()) == {"kind": "offline"}
    opened.begin("report", draft=DRAFT, files=[], lane="desk")
    opened.page.wait_for_timeout(2500)
    opened.page.context.set_offline(False)
    made = opened.end()
    waited = [step["done"] for step in made["progress"] if step["stage"] == "waiting"]
    assert made["event"] == "result"
    assert waited == sorted(waited)
    assert waited
    assert len(sent(worker_world, made["codename"]["eff"])) == 1
    opened.page.context.set_offline(True)
    assert opened.failure("open") == {"kind": "offline"}


def test_a_wrong_clock_is_said_before_anything_is_sent(opened: Talk) -> None:
    """More than a day from the server's hour, nothing is sealed, and the server does not hear of it."""
    challenge = {"bits": 0, "challenge": "00" * 16, "hour": int(time.time()) // 3600 - 30}
    opened.page.context.route("**/challenge", lambda route: route.fulfill(json=challenge))
    assert opened.ask("prepare", lane="desk")["event"] == "result"
    failed = opened.report(3_000_000)
    assert (failed["event"], failed["kind"]) == ("error", "clock")
    assert set(opened.requests) == {"GET /challenge"}
    opened.page.context.unroute("**/challenge")
    assert opened.report()["event"] == "result"


def test_a_sending_can_be_held_and_given_up(opened: Talk) -> None:
    """Held, it stands still; given up, it fails as such, and what was sent of it is deleted."""
    opened.begin("report", draft=DRAFT, files=[{"name": "a", "size": 8_000_000}], lane="desk")
    opened.page.wait_for_function("progress.some(({stage, done}) => stage === 'send' && done > 0)")
    assert opened.ask("pause")["event"] == "result"
    opened.page.wait_for_function("progress.at(-1).stage === 'paused'")
    steps = opened.page.evaluate("progress.length")
    opened.page.wait_for_timeout(500)
    assert opened.page.evaluate("progress.length") == steps
    opened.ask("resume")
    assert opened.ask("cancel")["event"] == "result"
    assert opened.end()["kind"] == "cancelled"
    assert opened.requests[-1].startswith("DELETE /uploads/")


def test_a_refused_proof_is_made_again(opened: Talk) -> None:
    """A server that was started again has another challenge; after a few times it is said."""
    answers = [403]

    def refuse(route: Route) -> None:
        if answers:
            route.fulfill(status=answers.pop(), body='{"kind": "work"}')
        else:
            route.continue_()

    opened.page.context.route("**/envelopes", refuse)
    assert opened.report()["event"] == "result"
    answers[:] = [403] * 9
    failed = opened.report()
    assert {key: failed[key] for key in ("kind", "status")} == {"kind": "work", "status": 403}
