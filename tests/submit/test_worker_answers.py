"""The worker reads codenames and boards: slips are named, false boards refused, all looking looks alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Route

from keys import codename as codenames
from keys.calendar import today
from tests.submit.talk import Talk, sent
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser


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
    expected = ["GET /board/header", "GET /log", "GET /board/200/list", "GET /board/200/bucket/0"]
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


def test_before_the_first_board_there_is_none(world: World, browser: Browser) -> None:
    with serving(world.server) as (address, _):
        context = browser.new_context(bypass_csp=True)
        talk = Talk(context, address)
        talk.ask("open")
        found = talk.ask("replies", codename=codenames.generate().words())
        assert (found["replies"], found["opened"], found["board"]) == ([], [], None)
        context.close()
