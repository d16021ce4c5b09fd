"""What a report names, read without asking anybody; and whatever is in a text, it costs little."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.draft import Link, Place
from reviewer import cases
from reviewer.assessment import moments, words
from reviewer.assessment.diagnosis import diagnose
from reviewer.assessment.named import KINDS, ODD, Named, named
from reviewer.workstation import Workstation
from tests.reviewer.world import World, mailbox

ODDITIES = r"(https?://[\w.:@-]{0,20}|[0-9 .:+-]{0,20}|\w+@\w+\.){0,6}"
SLOW = ("a@" * 50_000, "1." * 50_000, ":" * 100_000, "http://" * 15_000, "06 " * 33_000, "FR76 " * 20_000)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "when"),
    [
        ("https://x.com/jack/status/1212092628029698048", "2019-12-31T19:26:16"),
        ("https://twitter.com/a/status/1212092628029698048?s=20", "2019-12-31T19:26:16"),
        ("https://www.tiktok.com/@a.b/video/7000000000000000000", "2021-08-24T14:15:05"),
        ("https://www.instagram.com/p/CF_V81yHq5k/", "2020-10-06T05:06:24"),
        ("https://www.instagram.com/somebody/reel/CF_V81yHq5k/?x=1", "2020-10-06T05:06:24"),
        ("https://discord.com/channels/1/2/175928847299117063", "2016-04-30T11:18:25"),
    ],
)
def test_an_address_tells_when(url: str, when: str) -> None:
    found = moments.published(url, NOW)
    assert found is not None
    assert f"{found.when:%Y-%m-%dT%H:%M:%S}" == when


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/jack/status/20",
        "https://x.com/jack",
        "https://www.tiktok.com/@a/video/99999999999999999999",
        "https://evil.example/https://x.com/a/status/1212092628029698048",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "",
    ],
)
def test_another_address_tells_nothing(url: str) -> None:
    assert moments.published(url, NOW) is None


def test_what_a_text_names() -> None:
    text = (
        "اتصل بي على ٠٦٦١٢٣٤٥٦٧ أو +33 6 12 34 56 78، البريد Karim@Example.co.uk والموقع "
        "https://login.bank.gov.ma/pay?x=1 و https://xn--80ak6aa92e.com/ و http://p\u0430ypal.com/ "
        "IP 8.8.8.8, 10.0.0.1, 2001:4860:4860::8888 et 999.1.1.1 et 12:30:45 "
        "IBAN FR76 3000 6000 0112 3456 7890 189 et FR76 3000 6000 0112 3456 7890 188 "
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq http://intranet.nowhere/"
    )
    found = [(each.kind, each.value, each.more, each.odd) for each in named([text])]
    assert found == [
        ("domain", "login.bank.gov.ma", "bank.gov.ma", ""),
        ("domain", "аррӏе.com", "", ""),
        ("domain", "p\u0430ypal.com", "", "mixed"),
        ("domain", "intranet.nowhere", "", "unlisted"),
        ("email", "karim@example.co.uk", "example.co.uk", ""),
        ("phone", "+212661234567", "MA mobile", ""),
        ("phone", "+33612345678", "FR mobile", ""),
        ("ip", "8.8.8.8", "", ""),
        ("ip", "10.0.0.1", "", "private"),
        ("ip", "2001:4860:4860::8888", "", ""),
        ("iban", "FR7630006000011234567890189", "FR", ""),
        ("bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "", ""),
    ]
    assert set(words.KINDS) == set(KINDS)
    assert set(words.ODD) == set(ODD)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200) | st.from_regex(r"(https?://[\w.:@-]{0,20}|[0-9 .:+-]{0,20}|\w+@\w+\.){0,6}")
)
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(each, Named) and each.kind in KINDS for each in named([text]))


@pytest.mark.parametrize("text", [*SLOW, "a." * 50_000 + "@"])
def test_a_text_made_to_be_slow_is_not(text: str) -> None:
    begun = time.monotonic()
    named([text])
    assert time.monotonic() - begun < 10


def test_a_case_is_diagnosed_from_all_that_it_says(world: World, station: Workstation) -> None:
    link = Link(given="https://x.com/jack/status/1212092628029698048", platform="x", account="jack")
    box = mailbox()
    report = world.write(
        box,
        "écrire à b@example.fr",
        links=(link,),
        place=Place(of="event", country="FR"),
        answers={"paid_to": "06 12 34 56 78"},
    )
    world.take(station, report)
    world.take(station, world.follow(box, "et 01 42 68 53 00"))
    found = diagnose(cases.show(station.store, "1"), NOW)
    assert [(each.kind, each.value) for each in found.named] == [
        ("domain", "x.com"),
        ("email", "b@example.fr"),
        ("phone", "+33142685300"),
        ("phone", "+33612345678"),
    ]
    assert [each.moment.when.year for each in found.published] == [2019]
