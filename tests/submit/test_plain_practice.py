"""Practising a codename without scripts: right or wrong is said, nothing is kept, all of it looks alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys import codename as codenames
from keys.codename import SERVER, SPELLINGS, Codename
from submit.app import create_app
from submit.errors import TokenError
from submit.headers import PLAIN_CSP
from submit.languages import LANGUAGES
from submit.plain.tickets import MINUTES, Tickets
from submit.plain.views import SHEET
from tests.submit.forms import POST, REPORT, codename_of, post, text_of, token
from tests.submit.world import World
from vault.store import Store

PRACTISE = "/en/plain/codename"
RIGHT = "That is right: what you wrote down is your codename."
OTHER = "This is a codename, but not the one that was shown."
TOO_LONG = "This page was open for too long, so this site no longer knows your codename"
NO_SLIP = "What you typed has no slip"


def ticket_of(answer: TestResponse) -> str:
    found = set(re.findall(r'name="ticket" value="([^"]*)"', answer.text))
    assert len(found) == 1
    return str(found.pop())


def arrived(client: FlaskClient, path: str = POST) -> tuple[Codename, TestResponse]:
    answer = post(client, path, {"token": token(client, path), **REPORT})
    return codename_of(answer), answer


def act(client: FlaskClient, name: str, ticket: str, typed: str = "", path: str = PRACTISE) -> TestResponse:
    more = {"codename": typed} if typed else {}
    return post(client, path, {"act": name, "ticket": ticket, **more})


def slipped(codename: Codename) -> tuple[str, str]:
    """A spelling with one letter wrong, and the word that was meant."""
    words = codename.words().split()
    return " ".join([words[0] + "q", *words[1:]]), words[0]


def forged(ticket: str, at: int) -> str:
    return ticket[:at] + "0123456789abcdef"[int(ticket[at], 16) ^ 1] + ticket[at + 1 :]


def test_every_spelling_of_the_codename_is_right(plain: FlaskClient) -> None:
    codename, answer = arrived(plain)
    ticket = ticket_of(act(plain, "practise", ticket_of(answer)))
    for name in SPELLINGS:
        said = text_of(act(plain, "check", ticket, codename.spelling(name)))
        assert RIGHT in said
        assert "What happens next" in said


def test_a_slip_is_named_with_the_likely_word_and_can_be_mended(plain: FlaskClient) -> None:
    codename, answer = arrived(plain)
    typed, meant = slipped(codename)
    wrong = act(plain, "check", ticket_of(answer), typed)
    assert "Word 1 is not a codename word" in text_of(wrong)
    assert f"<bdi>{meant}</bdi>" in wrong.text
    assert f">\n{typed}</textarea>" in wrong.text
    assert RIGHT in text_of(act(plain, "check", ticket_of(wrong), codename.words()))


def test_another_codename_is_told_from_the_right_one(plain: FlaskClient) -> None:
    """One made here too, and the same number as made on a device: neither is the one that was shown."""
    _, answer = arrived(plain)
    for mode in (SERVER, codenames.DEVICE):
        said = text_of(act(plain, "check", ticket_of(answer), codenames.generate(mode).words()))
        assert OTHER in said
        assert RIGHT not in said


def test_it_can_be_shown_again_and_loading_that_page_sends_nothing(
    plain_world: World, plain: FlaskClient
) -> None:
    codename, answer = arrived(plain)
    shown = act(plain, "show", ticket_of(answer))
    assert codename_of(shown) == codename
    assert "a second time" in text_of(answer)
    assert "a second time" not in text_of(shown)
    assert ticket_of(shown) == ticket_of(answer)
    assert len(plain_world.opened()) == 1


def test_the_page_to_practise_on_holds_the_codename_in_no_spelling(plain: FlaskClient) -> None:
    codename, answer = arrived(plain)
    page = act(plain, "practise", ticket_of(answer))
    for name in SPELLINGS:
        assert codename.spelling(name) not in page.text
    assert codename.number_bytes().hex() not in page.text
    assert 'name="codename" value' not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_about_a_codename_just_made_looks_alike(plain: FlaskClient, language: str) -> None:
    """Arrived, a slip, another one, right, shown again, skipped, forgotten: one size, one status."""
    path = f"/{language}/plain/codename"
    codename, first = arrived(plain, f"/{language}/plain/report")
    _, second = arrived(plain, f"/{language}/plain/report")
    ticket = ticket_of(first)
    answers = {
        "first": first,
        "second": second,
        "practise": act(plain, "practise", ticket, path=path),
        "slip": act(plain, "check", ticket, slipped(codename)[0], path),
        "nothing": act(plain, "check", ticket, path=path),
        "another": act(plain, "check", ticket, codenames.generate(SERVER).words(), path),
        "right": act(plain, "check", ticket, codename.words(), path),
        "shown": act(plain, "show", ticket, path=path),
        "skipped": act(plain, "end", ticket, path=path),
        "forgotten": act(plain, "show", forged(ticket, 60), path=path),
        "much": act(plain, "check", ticket, "&" * 5000, path),
    }
    assert {name: len(each.data) for name, each in answers.items()} == dict.fromkeys(answers, SHEET)
    assert {each.status_code for each in answers.values()} == {200}
    assert len({tuple(each.headers) for each in answers.values()}) == 1
    assert first.headers["Content-Security-Policy"] == PLAIN_CSP
    assert not re.search(
        r"<style|\sstyle=|\son[a-z]+=|<script", "".join(each.text for each in answers.values())
    )


def test_twenty_empty_files_with_long_names_fit_too(plain: FlaskClient) -> None:
    """The longest that a page about a codename can be."""
    files = [(f"{'&' * 110}{at:02}.txt", "text/plain", b"") for at in range(20)]
    answer = post(plain, POST, {"token": token(plain), **REPORT}, files)
    assert len(answer.data) == SHEET
    assert text_of(answer).count("is empty and was not added.") == 20


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ticket: "",
        lambda ticket: ticket[:-2],
        lambda ticket: ticket + "00",
        lambda ticket: ticket.upper(),
        lambda ticket: forged(ticket, 0),
        lambda ticket: forged(ticket, 30),
        lambda ticket: forged(ticket, 131),
        lambda ticket: "0" * 132,
        lambda ticket: Tickets(bytes(16)).give(codenames.generate(SERVER)),
    ],
)
def test_a_ticket_that_does_not_hold_tells_nothing(plain: FlaskClient, spoil: Any) -> None:
    """The codename is neither shown nor compared; what was typed is judged by its own check bits."""
    codename, answer = arrived(plain)
    ticket = spoil(ticket_of(answer))
    shown = act(plain, "show", ticket)
    assert TOO_LONG in text_of(shown)
    assert codename.digits() not in shown.text
    assert 'value="show"' not in shown.text
    for typed in (codename, codenames.generate(SERVER)):
        said = text_of(act(plain, "check", ticket, typed.words()))
        assert TOO_LONG in said
        assert NO_SLIP in said
        assert RIGHT not in said
    assert "is not a codename word" in text_of(act(plain, "check", ticket, slipped(codename)[0]))


def test_a_ticket_ends_with_the_server_s_run(plain_world: World, plain: FlaskClient) -> None:
    codename, answer = arrived(plain)
    restarted = create_app(plain_world.server)
    said = text_of(act(restarted.test_client(), "show", ticket_of(answer)))
    restarted.extensions["vault"].close()
    assert TOO_LONG in said
    assert codename.digits() not in said


def test_a_ticket_holds_for_an_hour() -> None:
    now = [1_800_000_000.0]
    tickets = Tickets(bytes(16), clock=lambda: now[0])
    codename = codenames.generate(SERVER)
    first, second = tickets.give(codename), tickets.give(codename)
    assert first != second
    assert {len(first), len(second)} == {132}
    now[0] += 60 * MINUTES
    assert tickets.redeem(first) == codename
    for step in (60, -60 * (MINUTES + 2)):
        now[0] += step
        with pytest.raises(TokenError) as caught:
            tickets.redeem(first)
        assert caught.value.kind == "expired"
        assert codename.digits() not in str(caught.value)


def test_a_ticket_of_another_deployment_or_server_is_none() -> None:
    codename = codenames.generate(SERVER)
    for other in (Tickets(bytes(16)), Tickets(b"\1" * 16)):
        with pytest.raises(TokenError):
            Tickets(bytes(16)).redeem(other.give(codename))


def test_practising_keeps_nothing(still: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    codename = codenames.generate(SERVER)
    for name in ("practise", "check", "show", "end", "anything"):
        assert act(still, name, "0" * 132, codename.words()).status_code == 200
    store: Store = still.application.extensions["vault"]
    assert store.ledger.waiting() == []
    assert caplog.text == ""


def test_what_is_no_form_of_this_page_is_refused(still: FlaskClient) -> None:
    """Too large, not multipart, a field twice; and there is nothing to fetch at this address."""
    assert act(still, "check", "0" * 132, "x" * (300 * 1024)).status_code == 413
    assert still.post(PRACTISE, data={"act": "check"}).status_code == 400
    assert post(still, PRACTISE, {"act": "check", "ticket": ["0", "1"]}).status_code == 400
    assert still.get(PRACTISE).status_code == 405
    assert post(still, "/xx/plain/codename", {"act": "end"}).status_code == 404


def test_where_these_pages_are_switched_off_there_is_nothing(new_world: World, tmp_path: Any) -> None:
    made = new_world.copy(tmp_path)
    (made.server / "submit.toml").write_text("plain = false\n")
    app = create_app(made.server)
    assert post(app.test_client(), PRACTISE, {"act": "end"}).status_code == 404
    app.extensions["vault"].close()
