"""Addresses typed without scripts: what was typed is kept, what is one is written as links are."""

from __future__ import annotations

import pytest

from submit.plain.links import read_link


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://shop.example/phones?id=17#a", "https://shop.example/phones?id=17#a"),
        ("HTTP://Shop.Example", "http://shop.example/"),
        ("shop.example/a", "https://shop.example/a"),
        ("https://user:secret@shop.example:8080/a", "https://shop.example:8080/a"),
        ("https://مثال.إختبار/a", "https://xn--mgbh0fb.xn--kgbechtv/a"),
        ("javascript://shop.example/%0aalert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://[::1", ""),
        ("https://shop.example:99999/", ""),
        ("https://" + "a" * 70 + ".example/", ""),
        ("localhost", ""),
        ("un compte sur un.site", ""),
        ("https://shop.example/" + "x" * 1990, ""),
        ("@somebody", ""),
        ("://", ""),
    ],
)
def test_an_address_is_normalised_and_kept_as_it_was_typed(given: str, url: str) -> None:
    link = read_link(given)
    assert (link.given, link.url, link.platform, link.account) == (given, url, "", "")
