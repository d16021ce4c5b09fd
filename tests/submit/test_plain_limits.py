"""What a form without scripts may cost: sizes, slots, time, tokens; and what is no form of ours."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from keys import codename as codenames
from keys.codename import SERVER
from submit import assets
from submit.app import create_app
from submit.errors import SlowError, TokenError
from submit.languages import LANGUAGES
from submit.plain.multipart import FIELD_BYTES
from submit.receive.bodies import SLOTS
from submit.served import Served
from tests.submit.forms import (
    END,
    POST,
    REPLIES,
    REPORT,
    TYPE,
    body,
    field,
    file,
    post,
    problems,
    text_of,
    token,
)
from tests.submit.world import World
from vault.errors import FullError
from vault.store import Store


def test_too_many_files_are_said(still: FlaskClient) -> None:
    files = [(f"{number}.png", "image/png", b"x") for number in range(21)]
    told = problems(post(still, POST, {"token": token(still), **REPORT}, files))
    assert told == {"files": "At most 20 files can be attached."}


def test_a_file_that_was_cut_leaves_nothing(plain_world: World, plain: FlaskClient) -> None:
    whole = body({"token": token(plain), **REPORT}, [("a.png", "image/png", b"x" * 300_000)])
    answer = plain.post(POST, data=whole[:200_000], content_type=TYPE)
    assert "did not arrive whole" in problems(answer)["files"]
    assert list((plain_world.server / "incoming").glob("*[0-9a-f]")) == []
    assert plain_world.opened() == {}


def test_a_full_disk_loses_nothing_that_was_typed(
    still: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, size: int) -> None:
        raise FullError

    monkeypatch.setattr(Store, "check_room", full)
    answer = post(still, POST, {"token": token(still), **REPORT})
    assert "no room left just now" in problems(answer)[""]
    assert REPORT["text"] in answer.text


def test_more_than_fits_is_said_before_it_is_sealed(still: FlaskClient) -> None:
    """By what the browser says of its length; the text stands there again."""
    start = body({"token": token(still), **REPORT})[: -len(END)] + file("a", b"x")
    answer = still.post(
        POST, data=start, content_type=TYPE, environ_overrides={"CONTENT_LENGTH": str(1 << 40)}
    )
    assert "too large for this site" in answer.text
    assert REPORT["text"] in answer.text


def test_when_all_slots_are_taken_a_large_form_is_told_to_come_back(still: FlaskClient) -> None:
    """Whoever has no files needs no slot; whoever has some gets back what was typed."""
    bodies = still.application.extensions["bodies"]
    with ExitStack() as taken:
        for _ in range(SLOTS):
            taken.enter_context(bodies.slot())
        files = [("a.png", "image/png", b"x" * (FIELD_BYTES + 1))]
        for path, part, page in ((POST, "files", POST), ("/en/plain/sealed", "sealed", "/en/plain/sealed")):
            answer = post(still, path, {"token": token(still, page), **REPORT}, files, part)
            assert answer.status_code == 503
            assert "This site is very busy just now. What you wrote is still here" in text_of(answer)
            assert path != POST or f">\n{REPORT['text']}</textarea>" in answer.text
        codename = codenames.generate(SERVER).digits()
        form = {"token": token(still), "act": "send", "codename": codename, "text": "encore", "lane": "desk"}
        answer = post(still, REPLIES, form, files)
        assert answer.status_code == 503
        assert "encore" in text_of(answer)
        assert f'name="codename" value="{codename}"' in answer.text
        assert "one two" in text_of(post(still, REPLIES, {**form, "codename": "one two"}, files))
        assert post(still, POST, {"token": token(still), **REPORT, "text": ""}).status_code == 422


class Slow:
    """A connection that brings so many bytes of a body and then waits for too long."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int = -1) -> bytes:
        if not self._data:
            raise SlowError
        piece, self._data = self._data[:size], self._data[size:]
        return piece


@pytest.mark.parametrize(("arrived", "status"), [("half of a file", 422), ("half of the fields", 408)])
def test_what_came_too_slowly_is_kept_where_it_was_read(
    still: FlaskClient, arrived: str, status: int
) -> None:
    """Else the page says that the browser still has it."""
    fields = body({"token": token(still), **REPORT})[: -len(END)]
    came = fields + file("a.png", b"x" * 200_000)[:100_000] if arrived == "half of a file" else fields[:200]
    line = {"wsgi.input": Slow(came), "CONTENT_LENGTH": "300000", "CONTENT_TYPE": TYPE}
    answer = still.post(POST, environ_overrides=line)
    assert answer.status_code == status
    if status == 422:
        assert "The line was too slow. What you wrote is still here" in problems(answer)[""]
        assert f">\n{REPORT['text']}</textarea>" in answer.text
    else:
        assert "Press Back in your browser: what you wrote is still in the form." in text_of(answer)


def test_a_form_sent_at_once_waits_and_keeps_its_token(world: World, built: None) -> None:
    """The token goes back as it was: the time that has passed counts. One too old is replaced."""
    (world.server / "submit.toml").write_text("wait = [3600, 3600]\n")
    app = create_app(world.server)
    client = app.test_client()
    given = token(client)
    answer = post(client, POST, {"token": given, **REPORT})
    assert re.search(r"Wait \d{4} seconds", problems(answer)[""])
    assert f'name="token" value="{given}"' in answer.text
    app.extensions["work"].check_token = pytest.fail
    app.extensions["vault"].close()


def test_a_token_of_nobody_is_replaced(still: FlaskClient) -> None:
    answer = post(still, POST, {"token": "1-" + "0" * 32, **REPORT})
    assert "open for too long" in problems(answer)[""]
    given = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert given is not None
    still.application.extensions["work"].check_token(given[1])
    with pytest.raises(TokenError):
        still.application.extensions["work"].check_token("1-" + "0" * 32)


@pytest.mark.parametrize("data", [b"", b"text=hello", field("text", b"\xff") + END, END[:10]])
def test_what_is_no_form_of_ours_is_answered_in_words(still: FlaskClient, data: bytes) -> None:
    answer = still.post("/fr/plain/report", data=data, content_type=TYPE)
    assert answer.status_code == 400
    assert "Cette demande n’a pas été comprise" in answer.text


@pytest.mark.parametrize("name", ["text", "category", "token", "lane"])
def test_a_field_that_comes_twice_is_no_form_of_ours(still: FlaskClient, name: str) -> None:
    twice = body({"token": token(still), **REPORT})[: -len(END)] + field(name, "x") + END
    assert still.post(POST, data=twice, content_type=TYPE).status_code == 400


def test_the_switch_of_the_operator(world: World, built: None) -> None:
    """Switched off, every page says so and leads to the safer ways; nothing can be posted."""
    (world.server / "submit.toml").write_text("plain = false\n")
    app = create_app(world.server)
    client = app.test_client()
    for path in ("", "report", "replies", "sealed"):
        page = client.get(f"/en/plain/{path}")
        assert "does not offer pages without JavaScript" in page.text
        assert "<form" not in page.text
    assert post(client, POST, REPORT).status_code == 405
    app.extensions["vault"].close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", "report", "replies", "sealed"])
def test_a_page_is_the_same_for_everybody_but_for_the_minute_s_token(
    still: FlaskClient, language: str, name: str
) -> None:
    """The manifest lists it without the token; no field invites the browser to keep what is typed."""
    path = f"/{language}/plain/{name}"
    pages = {
        re.sub(r'(name="token" value=")[^"]+', r"\1", still.get(path, headers=headers).text)
        for headers in ({}, {"Cookie": "a=b", "User-Agent": "x"}, {"Accept-Language": "fr"})
    }
    (page,) = pages
    site = assets.hashes({path: Served(page.encode(), "")})
    listed = still.application.extensions["vault"].manifest.assets
    assert listed[path] == site[path]
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        assert 'type="hidden"' in tag or 'autocomplete="off"' in tag
    for form in re.findall(r"<form[^>]*>", page):
        assert f'action="/{language}/plain/' in form
        assert 'method="post"' in form
    assert "<script" not in page
    assert not re.search(r"\bEsc\b", page)
