"""One page under many addresses is one page; two pages under like addresses stay two."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.draft import Elsewhere, Link
from reviewer.alike.urls import MOST, named, named_in

SAME = {
    "a video of YouTube": """
        https://www.youtube.com/watch?v=dQw4w9WgXcQ https://youtu.be/dQw4w9WgXcQ?si=abcdef
        http://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42s&feature=share
        https://www.youtube.com/shorts/dQw4w9WgXcQ https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ
        https://www.youtube.com/live/dQw4w9WgXcQ?feature=shared https://yewtu.be/watch?v=dQw4w9WgXcQ
        https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3DdQw4w9WgXcQ%26feature%3Dshare
        https://wa.me/?text=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ
        https://web.archive.org/web/20240101000000/https://www.youtube.com/watch?v=dQw4w9WgXcQ""",
    "a video of Facebook": """
        https://www.facebook.com/watch/?v=1234567890123 https://m.facebook.com/watch/?v=1234567890123&ref=sharing
        https://www.facebook.com/someone/videos/1234567890123/ https://fb.com/reel/1234567890123
        https://mbasic.facebook.com/someone/videos/a-title/1234567890123/?__tn__=H
        https://m.facebook.com/login.php?next=https%3A%2F%2Fm.facebook.com%2Fwatch%2F%3Fv%3D1234567890123
        https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Freel%2F1234567890123
        https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Freel%2F1234567890123&h=AT0""",
    "a post of Facebook": """
        https://www.facebook.com/story.php?story_fbid=987654321012&id=100000000000001
        https://m.facebook.com/permalink.php?id=100000000000001&story_fbid=987654321012
        https://www.facebook.com/someone/posts/987654321012
        https://www.facebook.com/groups/12345/permalink/987654321012/""",
    "a post of Instagram": """
        https://www.instagram.com/p/CxYzAbCdEfG/ https://instagram.com/reel/CxYzAbCdEfG/?igsh=MzRlODBiNWFlZA==
        https://www.instagram.com/someone/p/CxYzAbCdEfG/?img_index=2 https://instagr.am/tv/CxYzAbCdEfG
        https://www.instagram.com/accounts/login/?next=%2Fp%2FCxYzAbCdEfG%2F https://ddinstagram.com/p/CxYzAbCdEfG/""",
    "a post of TikTok": """
        https://www.tiktok.com/@someone/video/7301234567890123456?is_from_webapp=1&sender_device=pc
        https://m.tiktok.com/v/7301234567890123456.html https://www.tiktok.com/embed/v2/7301234567890123456
        https://www.tiktok.com/@/video/7301234567890123456""",
    "a post of X": """
        https://x.com/someone/status/1700000000000000001?s=20&t=abc
        https://mobile.twitter.com/someone/status/1700000000000000001/photo/1
        https://twitter.com/i/web/status/1700000000000000001 https://fxtwitter.com/someone/status/1700000000000000001
        https://twitter.com/intent/tweet?text=x&url=https%3A%2F%2Fx.com%2Fsomeone%2Fstatus%2F1700000000000000001""",
    "a post of Reddit": """
        https://www.reddit.com/r/Morocco/comments/1abcde/a_title/ https://redd.it/1abcde
        https://old.reddit.com/comments/1abcde?share_id=zzz""",
    "a group of WhatsApp": """
        https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv https://chat.whatsapp.com/invite/AbCdEfGhIjKlMnOpQrStUv""",
    "a post of Telegram": """
        https://t.me/channel_name/123 https://t.me/s/channel_name/123 telegram.me/channel_name/123""",
    "an article": """
        https://www.shop.example/news/a-story?id=7&page=2 http://shop.example/news/a-story/?page=2&id=7
        https://m.shop.example/news/a-story?id=7&page=2&utm_source=whatsapp&fbclid=zzz#comments
        https://amp.shop.example/news/a-story/amp?page=2&id=7
        https://shop-example.translate.goog/news/a-story?id=7&page=2&_x_tr_sl=ar&_x_tr_tl=fr
        https://translate.google.com/translate?sl=ar&tl=fr&u=https%3A%2F%2Fshop.example%2Fnews%2Fa-story%3Fid%3D7%26page%3D2
        https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fshop.example%2Fnews%2Fa-story%3Fid%3D7%26page%3D2
        https://archive.ph/20250101/https://shop.example/news/a-story?id=7&page=2""",
    "a page of Wikipedia": "https://en.m.wikipedia.org/wiki/Rabat https://en.wikipedia.org/wiki/Rabat",
    "an article in a copy that loads faster": """
        https://www.google.com/amp/s/www.news.example/story/amp https://news.example/story
        https://news-example.cdn.ampproject.org/c/s/news.example/story.amp""",
    "a front page": "https://shop.example/ shop.example http://www.shop.example/index.html https://shop.example:443",
    "a document": """
        https://docs.google.com/document/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/edit?usp=sharing
        https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/view
        https://drive.google.com/open?id=1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789""",
}  # fmt: skip
OTHERS = """
    https://www.youtube.com/watch?v=dQw4w9WgXcR https://www.youtube.com/playlist?list=PL0123456789
    https://www.facebook.com/watch/?v=1234567890124 https://www.facebook.com/someone
    https://shop.example/news/a-story?id=8&page=2 https://shop.example/news/A-story?id=7&page=2
    https://shop.example:8443/ https://shop.example/vox?sid=3
    https://shop.example/vox https://other.example/news/a-story?id=7&page=2
    https://www.instagram.com/p/cxyzabcdefg/ https://t.me/channel_name/124 https://t.me/channel_name
"""


def pages(given: str) -> frozenset[str]:
    return named(given).pages


@pytest.mark.parametrize("what", SAME)
def test_one_page_is_one(what: str) -> None:
    found = {each: pages(each) for each in SAME[what].split()}
    assert len(found) > 1
    assert all(len(each) == 1 for each in found.values())
    assert len(set(found.values())) == 1, found


def test_pages_stay_apart() -> None:
    firsts = [each.split()[0] for each in SAME.values()]
    for one, other in itertools.combinations([*firsts, *OTHERS.split()], 2):
        assert pages(one) != pages(other), (one, other)


@pytest.mark.parametrize(
    "given", ["https://www.facebook.com/", "https://www.google.com/search?q=x", "x", "", "\0"]
)
def test_what_leads_everywhere_is_no_page(given: str) -> None:
    assert not pages(given)


def test_a_short_address_stands_for_itself() -> None:
    assert pages("https://vm.tiktok.com/ZMabcdef/") == pages("http://vm.tiktok.com/ZMabcdef")
    assert pages("https://bit.ly/abc") != pages("https://bit.ly/abd")


def test_an_account_is_one_under_each_of_its_addresses() -> None:
    typed = "https://www.instagram.com/Some.One/ https://instagram.com/some.one?igsh=x @x"
    assert {named(each).accounts for each in typed.split()[:2]} == {frozenset({"instagram:some.one"})}
    assert named("https://t.me/Some_one").accounts == named("tg://resolve?domain=some_one").accounts


def test_a_number_is_one_with_and_without_its_country() -> None:
    expected = frozenset({"phone:612345678"})
    for typed in ("0612345678", "+212 6 12 34 56 78", "https://wa.me/212612345678", "00212-612-345-678"):
        assert named(typed).accounts == expected, typed
    for platform in ("viber", "Signal", ""):
        app = Elsewhere(kind="app", name=platform, account="0612345678")
        assert named_in("", elsewhere=app).accounts == expected
    face = Elsewhere(kind="app", name="Facebook", account="100012345678901")
    assert named_in("", elsewhere=face).accounts == {"facebook:100012345678901"}
    assert named_in("اتصل بي على ٠٦١٢٣٤٥٦٧٨ غدا").accounts == expected
    assert (
        named_in("", elsewhere=Elsewhere(kind="app", name="WhatsApp", account="06 12 34 56 78")).accounts
        == expected
    )


def test_a_date_or_an_amount_is_no_number() -> None:
    assert not named_in("paid 2500 on 2025-01-02 12:30:00, order 123456789012, 0.5 of 100000000").accounts


def test_text_and_links_are_read() -> None:
    found = named_in(
        "voir https://youtu.be/dQw4w9WgXcQ, (facebook.com/bad.guy) et mail a@b.example/x",
        [Link(given="صفحة", url="https://x.com/other", platform="x", account="@other")],
        Elsewhere(kind="app", name="tiktok", account="@Third"),
    )
    assert found.pages == {"youtube:video:dQw4w9WgXcQ", "facebook.com/bad.guy", "x.com/other"}
    assert found.accounts == {"facebook:bad.guy", "x:other", "tiktok:third"}


def test_what_was_typed_counts_more_than_what_the_device_says() -> None:
    link = Link(
        given="https://youtu.be/dQw4w9WgXcQ", url="https://innocent.example/", platform="x", account=""
    )
    assert named_in("", [link]).pages == {"youtube:video:dQw4w9WgXcQ"}


def test_a_message_names_so_many_at_most() -> None:
    text = " ".join(f"https://shop{number}.example/page" for number in range(500))
    assert len(named_in(text).pages) == MOST


@pytest.mark.parametrize(
    "sign", ["a", ".", "/", "0", "0 ", "https://", "translate.goog/", "-", "%", "+", "a."]
)
def test_hostile_text_takes_no_time(sign: str) -> None:
    named_in(sign * (4000 // len(sign)), [Link(given=sign * (2000 // len(sign)))] * 20)


PIECES = """
https:// www. m. amp. .translate.goog /amp google.com/amp/s/ web.archive.org/web/2024/ a.example ? & = # v=1 :
; youtube.com/watch t.me/s/ abc/12 +212612345678 0612345678 @a %2F %zz \\ é شبكة xn--a . /
"""


@given(st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]), max_size=12), st.text(max_size=20))
def test_whatever_is_typed_nothing_fails_and_names_are_single_words(pieces: list[str], more: str) -> None:
    typed = "".join(pieces) + more
    found = named_in(typed, [Link(given=typed)])
    assert all(page and not re.search(r"\s", page) for page in found.pages)
    assert all(":" in account for account in found.accounts)
    assert named(typed) == named(f" {typed}\n")
