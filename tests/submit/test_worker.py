"""The worker in a real browser against a real server: its answers, its traffic, its failures."""

from __future__ import annotations

import base64
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

from keys import codename as codenames
from keys import mailbox
from keys.calendar import today
from keys.report import Report
from keys.sizes import CLASSES, envelope_length
from tests.submit.test_upload import sealed
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser

# A worker at the page's end: asks one thing, and keeps every message that comes back.
TALK = """
() => {
  const worker = new Worker("/static/amana-worker.js");
  let last = 0;
  globalThis.ask = (message) => new Promise((resolve) => {
    const id = ++last, progress = [];
    if (message.do === "report") globalThis.progress = progress;
    const octets = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    if (message.bytes) message.file = new Blob([octets(message.bytes)]);
    const file = ({name, size}) => new File([new Uint8Array(size)], name);
    if (message.files) message.files = message.files.map(file);
    worker.addEventListener("message", function hear({data: {id: to, event, ...rest}}) {
      if (to !== id) return;
      if (event === "progress") return progress.push({...rest, at: performance.now()});
      worker.removeEventListener("message", hear);
      resolve({event, progress, ...rest});
    });
    worker.postMessage({...message, id});
  });
}
"""
DRAFT = {
    "lang": "fr", "text": "Une arnaque.", "category": "other", "danger": "no",
    "links": [], "identity": {"kind": "none"},
}  # fmt: skip
Ask = Callable[..., dict[str, Any]]


class Talk:
    """A page with a fresh worker, and the requests it makes."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        # A page without a script of its own, so that all traffic is the worker's.
        self.page.goto(f"{address}/static/pages-en.css")
        self.page.evaluate(TALK)
        context.on("request", self._note)
        self._address = address

    def _note(self, request: Request) -> None:
        path = request.url.removeprefix(self._address)
        if not path.startswith("/static/"):  # the worker's own script
            self.requests.append(f"{request.method} {path}")

    def ask(self, do: str, **message: Any) -> dict[str, Any]:
        """Ask; the answer has its ``event``, its ``progress``, and its own keys."""
        answer: dict[str, Any] = self.page.evaluate("message => ask(message)", {"do": do, **message})
        return answer

    def begin(self, do: str, **message: Any) -> None:
        """Ask without waiting for the answer."""
        self.page.evaluate("message => { globalThis.later = ask(message); }", {"do": do, **message})

    def end(self) -> dict[str, Any]:
        """Wait for what was begun."""
        answer: dict[str, Any] = self.page.evaluate("later")
        return answer

    def report(self, *sizes: int, lane: str = "desk", **draft: Any) -> dict[str, Any]:
        files = [{"name": f"file {at}", "size": size} for at, size in enumerate(sizes)]
        return self.ask("report", draft={**DRAFT, **draft}, files=files, lane=lane)

    def failure(self, do: str, **message: Any) -> dict[str, Any]:
        """Ask for what must fail."""
        answer = self.ask(do, **message)
        assert answer.pop("event") == "error"
        answer.pop("progress")
        return answer


@pytest.fixture(scope="module")
def worker_world(built: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.create(tmp_path_factory.mktemp("worker"))


@pytest.fixture(scope="module")
def address(worker_world: World) -> Iterator[str]:
    with serving(worker_world.server) as (address, _):
        yield address


@pytest.fixture
def talk(browser: Browser, address: str) -> Iterator[Talk]:
    context = browser.new_context(bypass_csp=True)
    yield Talk(context, address)
    context.close()


@pytest.fixture
def opened(talk: Talk) -> Talk:
    assert talk.ask("open")["event"] == "result"
    assert talk.ask("words")["event"] == "result"
    talk.requests.clear()
    return talk


def sent(world: World, words: str) -> list[Report]:
    """What the desk finds of one codename."""
    box = mailbox.derive(codenames.parse(words), world.manifest.deployment)
    return [each.report for each in world.opened().values() if each.report.author == box.author]


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


def test_looking_for_answers_looks_alike_whatever_waits(opened: Talk, worker_world: World) -> None:
    made = opened.report()
    [report] = sent(worker_world, made["codename"]["eff"])
    worker_world.publish(report, ["Merci."], 1, serial=200)
    wrong = codenames.generate().words()
    seen = []
    for message in (
        {"do": "replies", "codename": made["codename"]["eff"]},
        {"do": "replies", "codename": wrong},
        {"do": "decoy"},
    ):
        opened.requests.clear()
        assert opened.ask(**message)["event"] == "result"
        seen.append(list(opened.requests))
    expected = ["GET /board/header", "GET /board/200/list", "GET /board/200/bucket/0"]
    assert seen == [expected] * 3


def test_any_spelling_is_answered_with_all(opened: Talk) -> None:
    made = codenames.generate(codenames.SERVER)
    every = {name: made.spelling(name) for name in codenames.SPELLINGS}
    for typed in every.values():
        found = opened.ask("check", codename=typed)
        assert {name: found[name] for name in every} == every
        assert found["mode"] == "server"
    slipped = [*every["ar"].split()[:8], "\u0638" + every["ar"].split()[8]]
    assert opened.failure("check", codename=" ".join(slipped)) == {
        "kind": "word", "position": 9, "suggestions": [every["ar"].split()[8]],
    }  # fmt: skip
    assert opened.requests == []


def test_altered_word_lists_are_refused_before_anything_is_sent(talk: Talk) -> None:
    """Digits need no list, and are read all the same."""
    talk.ask("open")
    talk.requests.clear()
    talk.page.context.route("**/static/words.txt", lambda route: route.fulfill(body="abacus\n"))
    made = codenames.generate()
    assert talk.failure("words") == {"kind": "words"}
    assert talk.report()["kind"] == "words"
    assert talk.failure("check", codename=made.spelling("fr")) == {"kind": "words"}
    found = talk.ask("check", codename=made.digits())
    assert (found["digits"], "eff" in found) == (made.digits(), False)
    assert talk.requests == []
    talk.page.context.unroute("**/static/words.txt")
    assert talk.ask("check", codename=made.digits())["es"] == made.spelling("es")


def test_a_slip_is_named_before_anything_is_fetched(opened: Talk) -> None:
    words = codenames.generate().words().split()
    assert opened.ask("check", codename="-".join(words).upper())["eff"] == " ".join(words)
    words[3] = "zzzzzzzz"
    slips = {
        " ".join(words): {"kind": "word", "position": 4, "suggestions": []},
        "abacus": {"kind": "length"},
        "9" * 28: {"kind": "check"},
    }
    for typed, failure in slips.items():
        for do in ("check", "replies", "follow", "erase"):
            asked = {"codename": typed, "lang": "fr", "draft": {"lang": "fr", "text": "x"}, "files": []}
            assert opened.failure(do, **asked) == failure
    assert opened.requests == []


def test_an_older_or_altered_board_is_refused_and_a_late_one_shown(opened: Talk, worker_world: World) -> None:
    codename = codenames.generate().words()
    worker_world.publish(serial=301, issued=today() - timedelta(days=5))
    assert opened.ask("replies", codename=codename)["board"]["late"]
    worker_world.publish(serial=300)
    assert opened.failure("replies", codename=codename) == {"kind": "board-rollback"}
    worker_world.publish(serial=302)
    assert opened.ask("replies", codename=codename)["board"]["serial"] == 302

    def altered(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[-1] ^= 1
        route.fulfill(body=bytes(body))

    for path, kinds in {
        "header": {"signature"}, "302/list": {"board-hash"}, "302/bucket/0": {"board-hash"},
    }.items():  # fmt: skip
        opened.page.context.route(f"**/board/{path}", altered)
        assert opened.failure("replies", codename=codename)["kind"] in kinds
        opened.page.context.unroute(f"**/board/{path}")


def test_before_the_first_board_there_is_none(
    built: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = World.create(tmp_path_factory.mktemp("new"))
    with serving(world.server) as (address, _):
        context = browser.new_context(bypass_csp=True)
        talk = Talk(context, address)
        talk.ask("open")
        found = talk.ask("replies", codename=codenames.generate().words())
        assert (found["replies"], found["opened"], found["board"]) == ([], [], None)
        context.close()


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


def test_what_was_opened_before_stays(opened: Talk) -> None:
    """A manifest that cannot be fetched again, or is not the one meant, takes the good one from nobody."""
    assert opened.failure("open", fingerprint="00" * 32) == {"kind": "fingerprint"}
    opened.page.context.route("**/manifest", lambda route: route.abort())
    assert opened.failure("open") == {"kind": "offline"}
    assert opened.report()["event"] == "result"


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
