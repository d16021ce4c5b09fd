"""The evidence in a real browser: veiled first, unveiled by a key press for one look, and taken out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

EVIDENCE = "/en/case/EB-000001/evidence"


def colours(page: Page, selector: str) -> int:
    """How many different colours a picture shows, of a sample."""
    return int(
        page.locator(selector).evaluate(
            """async (image) => {
              await image.decode();
              const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 60 });
              const pen = canvas.getContext("2d");
              pen.drawImage(image, 0, 0, 60, 60);
              const { data } = pen.getImageData(0, 0, 60, 60);
              const seen = new Set();
              for (let at = 0; at < data.length; at += 4) {
                const [red, green, blue] = data.slice(at, at + 3);
                if (red !== green || green !== blue) seen.add(`${red >> 3} ${green >> 3} ${blue >> 3}`);
              }
              return seen.size;
            }"""
        )
    )


def test_a_picture_is_veiled_until_somebody_presses_a_key_for_it(desk: Page) -> None:
    desk.goto(EVIDENCE)
    desk.get_by_role("link", name="capture.png").click()
    expect(desk.locator("#preview")).to_contain_text("240 pixels wide")
    expect(desk.locator("#preview")).to_contain_text("seccomp")
    assert colours(desk, ".stills img") == 0
    expect(desk.locator("#preview")).to_contain_text("Unveiled today: 0 of 60.")
    desk.get_by_role("button", name="in colour 1").press("Enter")
    expect(desk.locator(".seen")).to_be_visible()
    assert colours(desk, ".seen") > 3
    expect(desk.locator("#preview")).to_contain_text("Unveiled today: 1 of 60.")
    desk.reload()
    expect(desk.locator(".seen")).to_have_count(0)
    assert colours(desk, ".stills img") == 0
    desk.goto("/en/case/EB-000001/log")
    expect(desk.locator("table.acts")).to_contain_text("look")


def test_what_cannot_be_shown_says_why_and_can_be_taken_out(desk: Page, tmp_path: Path) -> None:
    desk.goto(f"{EVIDENCE}?file=2")
    expect(desk.locator("#preview")).to_contain_text("abc")
    out = tmp_path / "out"
    for typed, said in (("relative", "whole path"), ("/nowhere/at/all", "cannot be written there")):
        desk.keyboard.press("e")
        desk.get_by_label("Take the original out").fill(typed)
        desk.keyboard.press("Enter")
        expect(desk.locator("[role=alert]")).to_contain_text(said)
        expect(desk.get_by_label("Take the original out")).to_have_value(typed)
        desk.keyboard.press("Escape")
    desk.get_by_label("Take the original out").fill(str(out))
    desk.keyboard.press("Enter")
    expect(desk.locator("[role=status]")).to_contain_text(hashlib.sha256(b"abc").hexdigest())
    assert out.read_bytes() == b"abc"


def test_a_person_is_spared_what_they_ask_to_be(desk: Page) -> None:
    desk.goto("/en/")
    desk.keyboard.press("i")
    desk.get_by_label("rights of others").check()
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.get_by_label("rights of others")).to_be_checked()
    desk.goto(f"{EVIDENCE}?file=3")
    expect(desk.locator("#preview")).to_contain_text("You asked to be spared this kind of content.")
    expect(desk.get_by_role("button", name="in colour 1")).to_have_count(0)
    desk.goto("/en/person")
    desk.get_by_label("rights of others").uncheck()
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.get_by_label("rights of others")).not_to_be_checked()
