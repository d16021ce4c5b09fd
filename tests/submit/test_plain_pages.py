"""What the pages without scripts show untouched: numbers to call, and the operator's words."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from submit import config
from submit.app import build_site
from submit.form.taxonomy import CATEGORIES
from submit.form.territory import ANYWHERE, EMERGENCY
from submit.languages import LANGUAGES

MOROCCO = ["tel:19", "tel:177", "tel:15"]


def shown_numbers(page: str) -> list[str]:
    """The numbers in a piece of a page that are not hidden."""
    return re.findall(r'href="(tel:\d+)"', re.sub(r"<li [^>]*hidden>.*?</li>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_other_countries_are_folded_away(client: FlaskClient, language: str) -> None:
    """Morocco's show at once; of the others, those that are not 112, which stands above them."""
    danger = client.get(f"/{language}/plain/report").text.split("<section>")[1]
    before, folded = danger.split("<details", 1)
    assert shown_numbers(before) == MOROCCO
    listed = {tuple(shown_numbers(line)) for line in folded.split("<li>")[1:]}
    assert listed == {
        tuple(f"tel:{number}" for number in numbers.values())
        for code, numbers in EMERGENCY.items()
        if code != "MA" and numbers != ANYWHERE
    }
    assert "112" in folded.split("<ul>")[0]


def test_numbers_come_again_where_a_choice_asks_for_them(client: FlaskClient) -> None:
    """Below each such topic, and where a meeting was asked for; plain.css shows them once it is chosen."""
    page = client.get("/en/plain/report").text
    calling = {
        (category.code, topic.code) for category in CATEGORIES for topic in category.topics if topic.call
    }
    assert calling
    for category, topic in calling:
        after = page.split(f'name="topic.{category}" value="{topic}"')[1].split('class="branch"')[0]
        assert shown_numbers(after)[:3] == MOROCCO
    questions = page.split('class="advice meeting"')
    assert len(questions) > 1
    for question, advice in pairwise(questions):
        assert 'value="meeting"' in question.rsplit("<fieldset", 1)[1]
        assert shown_numbers(advice.split("</div>")[0]) == MOROCCO


def test_the_operators_numbers_come_first(built: None, tmp_path: Path) -> None:
    """Where there are some, ours are said to be Morocco's; without, nothing changes."""
    (tmp_path / "submit.toml").write_text('[texts.emergency]\nfr = "En France : le 17."')
    feet = []
    for server in (tmp_path, tmp_path / "none"):
        site = build_site(Flask("submit", static_folder=None), config.load(server))
        foot = site.pages["/en/how"].body.decode().split('<footer class="foot">')[1]
        feet.append(" ".join(re.sub(r"<[^>]+>", " ", foot).split()))
    assert feet[0].startswith("En France : le 17. In Morocco: 19 (police, in a city) or 177 (")
    assert feet[1].startswith("Someone is in danger? Call 19 (police, in a city) or 177 (")


def test_a_demonstration_says_so_without_scripts(client: FlaskClient) -> None:
    """On pages that have none, at once; on others where none run. They are those of the manifest."""
    notice = "Demonstration: do not send a real report."
    for path in ("/en/plain/", "/en/plain/report", "/en/plain/replies", "/en/nowhere"):
        page = client.get(path).text
        assert re.search(r'<p class="demonstration">[^<]*<svg', page)
        assert page.count(notice) == 1
    for path in ("/en/", "/en/how"):
        without = re.findall(r"<noscript>(.*?)</noscript>", client.get(path).text, re.DOTALL)
        assert any(notice in each for each in without)
    real = build_site(Flask("submit", static_folder=None), config.Config(server=Path()))
    assert notice not in real.pages["/en/plain/"].body.decode()
    assert real.pages["/en/how"].body.decode().count(notice) == 1
    listed = client.application.extensions["vault"].manifest.assets
    assert all(listed[path] == sha256(client.get(path).data).hexdigest() for path in ("/en/", "/en/plain/"))
