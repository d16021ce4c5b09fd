"""Coming back without scripts, and passing on what was sealed elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys import codename as codenames
from keys import mailbox
from keys.cells import MAX_ACKS, MAX_CELLS, PART_TEXT
from keys.codename import SERVER, Codename
from keys.report import Report
from submit.languages import LANGUAGES
from submit.plain.views import ANSWERS
from tests.invariants.reporter import Reporter
from tests.submit.forms import (
    REPLIES,
    post,
    problems,
    sent,
    text_of,
    token,
)
from tests.submit.world import World


def thread(world: World, codename: Codename) -> Report:
    box = mailbox.derive(codename, world.manifest.deployment)
    return Report(
        kind="report", path="server", lang="fr", sent=world.manifest.issued, text="x", message=bytes(16),
        read_key=box.read_key, bucket=box.bucket, author=box.author,
    )  # fmt: skip


def ask(client: FlaskClient, typed: str, act: str = "read") -> TestResponse:
    return post(client, REPLIES, {"act": act, "codename": typed})


def test_answers_are_read_in_any_spelling(plain_world: World, plain: FlaskClient) -> None:
    codename = codenames.generate(SERVER)
    plain_world.publish(thread(plain_world, codename), ["Merci & <b>", "شكرا"], opened=2)
    for typed in (codename.words().upper(), codename.digits(), codename.digits().replace("-", "")):
        said = text_of(ask(plain, typed))
        assert said.index("Merci & <b>") < said.index("شكرا")
        assert said.count("A reviewer opened message") == 2
        assert "Earlier answers" not in said
    plain_world.publish(thread(plain_world, codename), ["Merci"], gone=1)
    said = text_of(ask(plain, codename.digits()))
    assert "Answer 2 of 2" in said
    assert "Earlier answers were deleted" in said


def test_every_answer_about_a_codename_is_one_size(plain_world: World, plain: FlaskClient) -> None:
    """No board, none, one, many and the longest answers; a wrong codename, a slip, and nonsense."""
    codename, other = codenames.generate(SERVER), codenames.generate(SERVER)
    sizes = {"no board": ask(plain, codename.digits())}
    longest = ["&" * PART_TEXT] * MAX_CELLS
    for serial, replies in enumerate(([], ["x"], ["'" * 30_000], longest), 1):
        opened = MAX_ACKS if replies is longest else len(replies)
        plain_world.publish(thread(plain_world, codename), replies, opened=opened, serial=serial)
        sizes[f"board {serial}"] = ask(plain, codename.digits())
        assert text_of(sizes[f"board {serial}"]).count("Answer 1 of") == bool(replies)
    sizes["another"] = ask(plain, other.words())
    sizes["slip"] = ask(plain, codename.digits()[:-1] + "0123456789"[int(codename.digits()[-1]) - 1])
    sizes["nonsense"] = ask(plain, "one two")
    sizes["nothing"] = ask(plain, "")
    sizes["much"] = ask(plain, "&" * 5000)
    for language in LANGUAGES:
        sizes[language] = post(
            plain, f"/{language}/plain/replies", {"act": "read", "codename": codename.digits()}
        )
    assert {name: len(answer.data) for name, answer in sizes.items()} == dict.fromkeys(sizes, ANSWERS)
    assert {answer.status_code for answer in sizes.values()} == {200}
    assert len({tuple(answer.headers) for answer in sizes.values()}) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "A codename has"),
        ("one two three", "is not a codename word"),
        ("1234", "A codename has"),
        ("0" * 28, "There is a slip in this codename"),
    ],
)
def test_a_slip_is_named_and_stays_to_be_mended(still: FlaskClient, typed: str, said: str) -> None:
    answer = ask(still, typed)
    assert said in text_of(answer)
    assert f">\n{typed}</textarea>" in answer.text


def test_an_altered_board_is_not_shown(plain_world: World, plain: FlaskClient) -> None:
    codename = codenames.generate(SERVER)
    plain_world.publish(thread(plain_world, codename), ["Merci"])
    bucket = plain_world.server / "board" / "1" / "bucket-0"
    bucket.write_bytes(bucket.read_bytes()[:-1] + b"\0")
    answer = ask(plain, codename.digits())
    assert "damaged or altered" in text_of(answer)
    assert len(answer.data) == ANSWERS


def test_something_is_added_and_answers_are_deleted(plain_world: World, plain: FlaskClient) -> None:
    """Both in two steps, and the codename travels in the page only, never in an address."""
    codename, first = sent(plain_world, plain)
    for act, then, kind, said in (
        ("add", "send", "follow-up", "Your message has arrived"),
        ("delete", "erase", "erase", "Your request has arrived"),
    ):
        page = ask(plain, codename.words(), act)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page.text))
        assert (hidden["act"], hidden["codename"]) == (then, codename.digits())
        assert codename.digits() not in "".join(re.findall(r'(?:href|action|src)="[^"]*"', page.text))
        more = {"text": "Encore ceci", "lane": "desk"} if then == "send" else {"lane": "desk"}
        files = [("a.txt", "text/plain", b"y" * 1000)] if then == "send" else []
        assert said in text_of(post(plain, REPLIES, {**hidden, **more}, files))
        (made,) = [each for each in plain_world.opened().values() if each.report.kind == kind]
        assert (made.report.author, made.report.path) == (first.report.author, "server")
        assert (made.report.text, len(made.report.attachments)) == (more.get("text", ""), len(files))
    assert len(plain_world.opened()) == 3


@pytest.mark.parametrize(("act", "missing"), [("send", {"text", "lane"}), ("erase", {"lane"})])
def test_an_addition_comes_back_with_what_is_to_mend(still: FlaskClient, act: str, missing: set[str]) -> None:
    codename = codenames.generate(SERVER)
    form = {"token": token(still), "act": act, "codename": codename.digits()}
    answer = post(still, REPLIES, form)
    assert problems(answer).keys() == missing
    assert f'name="codename" value="{codename.digits()}"' in answer.text


def test_a_sealed_file_is_passed_on_as_it_is(plain_world: World, plain: FlaskClient) -> None:
    sealed = Reporter(plain_world).seal("x", files=[("a", b"y" * 50_000)])
    path = "/en/plain/sealed"
    answer = post(plain, path, {"token": token(plain, path)}, [("r.amana", "", sealed)], "sealed")
    assert "The sealed file has arrived" in text_of(answer)
    (opened,) = plain_world.opened().values()
    assert opened.report.path == "device"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda good: b"", "Choose the sealed file first."),
        (lambda good: good[:-1], "is not whole"),
        (lambda good: b"PK" + good[2:], "not a sealed file"),
        (lambda good: good[:11] + b"\0" + good[12:], "another week"),
    ],
)
def test_a_file_that_is_none_is_named(plain_world: World, plain: FlaskClient, change: Any, said: str) -> None:
    data, path = change(Reporter(plain_world).seal("x")), "/en/plain/sealed"
    answer = post(
        plain, path, {"token": token(plain, path)}, [("r.amana" if data else "", "", data)], "sealed"
    )
    assert said in problems(answer)["sealed"]
    assert plain_world.opened() == {}
