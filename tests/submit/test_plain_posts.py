"""What becomes of a report posted without scripts: an envelope, or the same page with what is to mend."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from keys import mailbox
from keys.codename import SERVER
from keys.draft import Elsewhere, Link, Place, Seen
from keys.sizes import CLASSES, envelope_length
from submit.languages import LANGUAGES
from tests.submit.forms import (
    POST,
    REPORT,
    codename_of,
    post,
    problems,
    sent,
    text_of,
    token,
)
from tests.submit.world import World
from vault.store import Store

MINOR = {"category": "minors", "topic.other": [], "topic.minors": "sexual_images"}


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
