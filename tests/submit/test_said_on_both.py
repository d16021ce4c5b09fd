"""What pages with and without scripts say of the same thing comes from one place, and is right on both."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext

from keys.links.recognise import recognise
from submit.form.taxonomy import CATEGORIES
from submit.languages import LANGUAGES
from submit.plain.links import odd_ones

ADVISED = [topic for category in CATEGORIES for topic in category.topics if topic.advice]


def lists(page: str) -> set[tuple[str, ...]]:
    """Return every list of sentences of a page."""
    found = re.findall(r"<ul>\s*((?:<li>[^<]*</li>\s*)+)</ul>", page)
    return {tuple(map(html.unescape, re.findall(r"<li>([^<]*)</li>", each))) for each in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_of_every_topic_stands_on_both(client: FlaskClient, language: str) -> None:
    assert ADVISED
    with client.application.test_request_context(), force_locale(language):
        expected = {tuple(str(gettext(sentence)) for sentence in topic.advice) for topic in ADVISED}
    for path in ("", "plain/report"):
        assert expected <= lists(client.get(f"/{language}/{path}").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handle_is_told_without_naming_a_choice_of_one_page(client: FlaskClient, language: str) -> None:
    """The same words, and none of what only one of the pages calls so."""
    assert recognise("@someone").problem == "handle"
    page = client.get(f"/{language}/").text
    (said,) = re.findall(r'data-message="link-handle">(.*?)</p>', page)
    with client.application.test_request_context(), force_locale(language):
        (odd,) = odd_ones(["@someone"])
        quoted = re.search('[“«"‘]', odd.sentence)
    assert html.unescape(said) == odd.sentence
    assert quoted is None
