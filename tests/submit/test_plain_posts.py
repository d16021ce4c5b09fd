"""What becomes of a form posted without scripts: an envelope, or the same page with what is to mend."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys import codename as codenames
from keys import mailbox
from keys.cells import MAX_ACKS, MAX_CELLS, PART_TEXT
from keys.codename import SERVER, Codename
from keys.draft import Elsewhere, Link, Place, Seen
from keys.private.open import Opened
from keys.report import Report
from keys.sizes import CLASSES, envelope_length
from submit import assets
from submit.app import create_app
from submit.bodies import SLOTS
from submit.errors import SlowError, TokenError
from submit.languages import LANGUAGES
from submit.plain.multipart import FIELD_BYTES
from submit.plain.views import ANSWERS
from submit.served import Served
from tests.invariants.reporter import Reporter
from tests.submit.forms import END, REPORT, TYPE, body, field, file, post, token
from tests.submit.world import World
from vault.errors import FullError
from vault.store import Store

POST = "/en/plain/report"
REPLIES = "/en/plain/replies"
MINOR = {"category": "minors", "topic.other": [], "topic.minors": "sexual_images"}


@pytest.fixture
def plain_world(built: None, tmp_path: Path) -> World:
    """A world whose forms need not be looked at for ten seconds first."""
    made = World.create(tmp_path)
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    return made


@pytest.fixture
def plain(plain_world: World) -> Iterator[FlaskClient]:
    app = create_app(plain_world.server)
    yield app.test_client()
    app.extensions["vault"].close()


@pytest.fixture(scope="module")
def still(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site of which all tests here expect that it keeps nothing."""
    made = World.create(tmp_path_factory.mktemp("still"))
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    app = create_app(made.server)
    yield app.test_client()
    store: Store = app.extensions["vault"]
    assert store.ledger.waiting() == []
    assert [path for path in (made.server / "incoming").rglob("*") if path.is_file()] == []
    store.close()


def text_of(answer: TestResponse) -> str:
    main = answer.text.split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def problems(answer: TestResponse) -> dict[str, str]:
    """What the list at the top says, by the field that each line leads to."""
    assert answer.status_code == 422
    listed = answer.text.split('role="alert"')[1].split("</ul>")[0]
    found = re.findall(r'<li>(?:<a href="#([^"]+)">)?(.*?)(?:</a>)?</li>', listed)
    told = {name: html.unescape(said).strip() for name, said in found}
    for name in told:
        if name:
            assert f'id="{name}"' in answer.text
            assert f'id="{name}-problem"' in answer.text
    return told


def codename_of(answer: TestResponse) -> Codename:
    assert answer.status_code == 200, text_of(answer)
    found = re.search(r'class="figures" dir="ltr">([\d-]+)<', answer.text)
    assert found is not None
    return codenames.parse(found[1])


def sent(world: World, client: FlaskClient, **fields: Any) -> tuple[Codename, Opened]:
    codename = codename_of(post(client, POST, {"token": token(client), **REPORT, **fields}))
    (opened,) = world.opened().values()
    return codename, opened


def test_a_report_arrives_as_it_was_filled_in(plain_world: World, plain: FlaskClient) -> None:
    codename, opened = sent(
        plain_world,
        plain,
        danger="yes",
        who="child",
        ongoing="yes",
        told=["school", "police"],
        role="professional",
        odd="not an address",
        text="  première ligne\r\nالسطر الثاني ",
        links="https://shop.example/phones?id=17\r\n\r\n  not an address \r\nفيس.example/a",
        elsewhere="app",
        elsewhere_name="Un  jeu",
        elsewhere_account="@x",
        seen="2026-03-31",
        seen_about="yes",
        place_of="event",
        region="MA-06",
        city="Casablanca",
        **{
            "answer.other.fraud.amount": "1 500 DH",
            "answer.other.fraud.payment": ["card", "cash"],
            "answer.other.illegal_sale.paid_to": "not asked about fraud",
            "answer.minors.age": "teen",
        },
    )
    report = opened.report
    assert (report.path, report.kind, report.lang, codename.mode) == ("server", "report", "en", SERVER)
    assert report.text == "première ligne\nالسطر الثاني"
    assert (report.category, report.topic) == ("other", "fraud")
    assert report.answers == {"amount": "1 500 DH", "payment": "card cash"}
    assert (report.danger, report.who, report.ongoing, report.role) == ("yes", "child", "yes", "professional")
    assert report.told == ("police", "school")
    assert [link.given for link in report.links] == [
        "https://shop.example/phones?id=17",
        "not an address",
        "فيس.example/a",
    ]
    assert isinstance(report.links[0], Link)
    assert report.links[0].url == "https://shop.example/phones?id=17"
    assert report.elsewhere == Elsewhere(kind="app", name="Un jeu", account="@x")
    assert report.seen == Seen(day=report.seen.day, precision="about")
    assert str(report.seen.day) == "2026-03-31"
    assert report.place == Place(of="event", country="MA", region="MA-06", city="Casablanca")
    box = mailbox.derive(codename, plain_world.manifest.deployment)
    assert (report.read_key, report.author, report.bucket) == (box.read_key, box.author, box.bucket)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_least_report_is_enough_in_every_language(
    plain_world: World, plain: FlaskClient, language: str
) -> None:
    path = f"/{language}/plain/report"
    least = {"danger": "unknown", "category": "violent", "text": "x", "lane": "oversight"}
    answer = post(plain, path, {"token": token(plain, path), **least})
    codename = codename_of(answer)
    own = codename.spelling({"en": "eff", "zgh": "fr"}.get(language, language))
    assert all(f"<li>{word}</li>" in answer.text for word in own.split())
    assert f'<html lang="{language}"' in answer.text
    assert plain_world.opened() == {}
    (opened,) = plain_world.opened("oversight").values()
    assert (opened.report.lang, opened.report.answers) == (language, {})


def test_files_arrive_to_the_byte_and_empty_ones_are_named(plain_world: World, plain: FlaskClient) -> None:
    files = [
        ("récit.txt", "text/plain", b"x" * 100_001),
        ("vide.txt", "text/plain", b""),
        ("لقطة.png", "image/png", bytes(range(256)) * 700),
    ]
    answer = post(plain, POST, {"token": token(plain), **REPORT}, files)
    codename_of(answer)
    assert "vide.txt is empty and was not added." in text_of(answer)
    (opened,) = plain_world.opened().values()
    assert [(each.name, each.type, each.size) for each in opened.report.attachments] == [
        ("récit.txt", "text/plain", 100_001),
        ("لقطة.png", "image/png", 179_200),
    ]


def test_a_text_is_stored_as_every_text_is(plain_world: World, plain: FlaskClient) -> None:
    """One row of one size and no file: nothing on the disk tells that it came without scripts."""
    sent(plain_world, plain)
    assert list((plain_world.server / "envelopes").iterdir()) == []
    store: Store = plain.application.extensions["vault"]
    assert [each.size for each in store.ledger.waiting()] == [envelope_length(CLASSES[0])]


def test_a_declared_name_is_sealed_a_second_time(plain_world: World, plain: FlaskClient) -> None:
    _, opened = sent(plain_world, plain, identity="declared", name="Zineb", number="AB1", reach="")
    assert opened.report.identity["kind"] == "declared"
    assert len(opened.report.identity["sealed"]) == 2944


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": " \r\n "}, {"text": "Write at least a few words."}),
        ({"text": "x" * 4001}, {"text": "This is too long: at most 4000 characters."}),
        ({"category": "none"}, {"category": "Choose one of the answers."}),
        ({"danger": []}, {"danger": "Choose one of the answers."}),
        ({"lane": "police"}, {"lane": "Choose one of the answers."}),
        ({"identity": "contact"}, {"contact": "Write an e-mail address or a telephone number"}),
        ({"identity": "contact", "contact": "x" * 301}, {"contact": "at most 300 characters"}),
        ({"identity": "declared"}, {"name": "Write your name, or choose to stay anonymous."}),
        ({"identity": "declared", "name": "x", "number": "1" * 41}, {"number": "at most 40"}),
        ({"links": "a.example\n" * 21}, {"links": "At most 20 addresses can be given."}),
        ({"links": "https://" + "x" * 2000}, {"links": "at most 2000 characters"}),
        (
            {
                "text": "ض" * 4000,
                "links": "https://x.example/" + "x" * 1900 + "\n" + "y.example/" + "y" * 1900,
            },
            {"text": "together are too long"},
        ),
        ({"seen": "hier"}, {"seen": "Write the day as year, month and day: 2026-03-31."}),
        ({"city": "x" * 101}, {"city": "at most 100 characters"}),
        (
            {"elsewhere_name": "x" * 101, "elsewhere_account": "x" * 201},
            {"elsewhere_name": "100", "elsewhere_account": "200"},
        ),
        ({"answer.other.fraud.amount": "x" * 501}, {"answer.other.fraud.amount": "500"}),
    ],
)
def test_what_is_to_mend_is_said_and_all_that_was_typed_is_still_there(
    still: FlaskClient, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    """A list at the top leads to each field; files were read to their end, so the browser hears of it."""
    kept = {"seen": "2026-01-02", "city": "Fès <b>", "answer.other.fraud.promised": "un “téléphone”"}
    form = {"token": token(still), **REPORT, **kept, **changes}
    answer = post(still, POST, form, [("a.png", "image/png", b"x" * 300_000)])
    told = problems(answer)
    assert told.keys() == expected.keys()
    assert all(expected[name] in told[name] for name in expected)
    assert "Files have to be chosen again." in answer.text
    for name, value in {**kept, **changes, "text": changes.get("text", REPORT["text"])}.items():
        if isinstance(value, str) and name not in ("category", "lane", "danger", "identity"):
            assert html.escape(value.strip(), quote=False).split("\n")[0] in html.unescape(
                answer.text
            ).replace("<b>", "&lt;b&gt;")
    assert 'name="category" value="other"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_marks_stay_marked(still: FlaskClient) -> None:
    """Choices, ticks and lists come back as they were."""
    chosen = {
        "told": ["police", "family"],
        "country": "FR",
        "region": "MA-06",
        "seen_about": "yes",
        "who": "me",
    }
    answer = post(still, POST, {"token": token(still), **REPORT, **chosen, "danger": "yes", "text": ""})
    for name, value in [
        ("told", "police"),
        ("told", "family"),
        ("danger", "yes"),
        ("who", "me"),
        ("seen_about", "yes"),
        ("topic.other", "fraud"),
        ("lane", "desk"),
    ]:
        (tag,) = re.findall(rf'<input [^>]*name="{name}" value="{value}"[^>]*>', answer.text)
        assert " checked" in tag, (name, value)
    assert '<option value="FR" selected>' in answer.text
    assert '<option value="MA-06" selected>' in answer.text
    assert answer.text.count(" checked") == 9


def test_no_image_of_a_child_is_taken(plain_world: World, plain: FlaskClient) -> None:
    """Files are refused before a byte of them is sealed; without them the report goes through."""
    form = {"token": token(plain), **REPORT, **MINOR}
    told = problems(post(plain, POST, form, [("a.png", "image/png", b"x" * 100_000)]))
    assert "no file can be attached here" in told["files"]
    assert plain_world.opened() == {}
    codename_of(post(plain, POST, form, [("", "application/octet-stream", b"")]))
    (opened,) = plain_world.opened().values()
    assert (opened.report.topic, opened.report.attachments) == ("sexual_images", ())


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
    """The manifest lists those without one; no field invites the browser to keep what is typed."""
    path = f"/{language}/plain/{name}"
    pages = {
        re.sub(r'(name="token" value=")[^"]+', r"\1", still.get(path, headers=headers).text)
        for headers in ({}, {"Cookie": "a=b", "User-Agent": "x"}, {"Accept-Language": "fr"})
    }
    (page,) = pages
    site = assets.hashes({path: Served(page.encode(), "")})
    listed = still.application.extensions["vault"].manifest.assets
    assert (listed.get(path) == site[path]) == ("token" not in page)
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        assert 'type="hidden"' in tag or 'autocomplete="off"' in tag
    for form in re.findall(r"<form[^>]*>", page):
        assert f'action="/{language}/plain/' in form
        assert 'method="post"' in form
    assert "<script" not in page
    assert not re.search(r"\bEsc\b", page)


def test_wrong_pastes_are_pointed_at_once(plain_world: World, plain: FlaskClient) -> None:
    """Each is told what it is; sent again unchanged they pass, and a new one is pointed at again."""
    links = "https://t.me/invest_fast/3?utm_source=x\nsome <one>@mail.example\nhttps://a.example/1 http://b.example/2"
    form = {"token": token(plain), **REPORT, "links": links + "\njavascript:alert(1)\nhttps://bit.ly/3abc"}
    answer = post(plain, POST, form)
    assert problems(answer)["links"].endswith("If they are right, send the report once more.")
    said = text_of(answer)
    for shown in (
        "some <one>@mail.example This does not look",
        "(1) This is a piece of program",
        "3abc This is a short",
    ):
        assert shown in said
    assert "t.me/invest_fast/3?utm_source=x This" not in said
    odd = html.unescape(re.findall(r'name="odd" value="([^"]*)"', answer.text)[0])
    again = post(plain, POST, {**form, "odd": odd, "links": form["links"] + "\n@somebody"})
    assert "@somebody This is a name" in text_of(again)
    assert plain_world.opened() == {}
    codename_of(post(plain, POST, {**form, "odd": odd.replace("\n", "\r\n")}))
    (opened,) = plain_world.opened().values()
    assert [(each.given, each.url, each.platform, each.account) for each in opened.report.links] == [
        ("https://t.me/invest_fast/3?utm_source=x", "https://t.me/invest_fast/3", "telegram", "@invest_fast"),
        ("some <one>@mail.example", "", "", ""),
        ("https://a.example/1", "https://a.example/1", "", ""),
        ("http://b.example/2", "http://b.example/2", "", ""),
        ("javascript:alert(1)", "", "", ""),
        ("https://bit.ly/3abc", "https://bit.ly/3abc", "", ""),
    ]


# --- a sealed file -----------------------------------------------------------


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


# --- answers -----------------------------------------------------------------


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
