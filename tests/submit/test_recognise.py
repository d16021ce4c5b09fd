"""Addresses are recognised on the server as on the device: the same examples, and anything else."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from keys.links import address, platforms
from keys.links.recognise import recognise
from submit import build

BROWSER_CODE = Path(__file__).parents[1] / "browser_code"
EXAMPLES: dict[str, list[str]] = json.loads((BROWSER_CODE / "links.json").read_text("utf-8"))
# Without what browsers do not agree about, a circumflex in a path and Punycode of plain letters, and without
# Punycode after other letters, which ends Node.js.
WORDS = """
/ \\ ? # & = : @ % %zz %41 %C3%A9 %2e .. . + ~ * ' " < > ` { | « » ( ) , - _ 1 s u r c
https:// HTTP:// http:\\\\ // www. m. url?q=https://a.example/ l.php?u= #:~:text=x #@name :80 :443
facebook.com t.me x.com google.com youtu.be wa.me reddit.com instagram.com shop.example bit.ly
متجر.المغرب ßa Σας 😀 é l’été https://xn--mgbh0fb. 127.0.0.1 192.168.1 0x7f 08 256
utm_a=b v=1 s=2 fbclid=x phone=0612345678 search home index.html stories groups some.one
@some_one +212612345678 mailto: tel: javascript: file: localhost [::1] :99999
"""
PIECES = [*WORDS.split(), " ", "\u200f", "\u0301", "x" * 80]


def verdict(given: str) -> list[str]:
    found = recognise(given)
    return [found.url, found.platform, found.account, found.problem]


@pytest.mark.parametrize("given", EXAMPLES)
def test_the_examples(given: str) -> None:
    assert verdict(given) == EXAMPLES[given]


def browser_verdicts(given: list[str]) -> list[list[str]]:
    node = build.find_node()
    done = subprocess.run(
        [*node.node, str(BROWSER_CODE / "recognised.mjs")],
        input=json.dumps(given), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_both_say_the_same_of_anything() -> None:
    """Pieces of addresses in any order: four thousand that people, or attackers, could paste."""
    draw = random.Random()
    given = ["".join(draw.choices(PIECES, k=draw.randint(1, 7))) for _ in range(2000)]
    given += ["https://" + "".join(draw.choices(PIECES, k=draw.randint(1, 7))) for _ in range(2000)]
    differ = [
        (each, mine, theirs)
        for each, theirs in zip(given, browser_verdicts(given), strict=True)
        if (mine := verdict(each)) != theirs
    ]
    assert differ == []


def test_an_address_is_bounded() -> None:
    long = recognise("https://shop.example/" + "x" * 1990)
    assert (long.url, long.problem) == ("", "")
    assert address.parse("https://a.example:" + "9" * 5000) is None
    assert address.parse("https://" + "1" * 5000) is None


def test_every_finder_of_the_table_is_known() -> None:
    """A misspelt finder would be found when somebody's address is read; this finds it before."""
    found = {finder for each in platforms.PLATFORMS.values() for finder, *_ in each.account}
    assert found <= {*platforms._FINDERS, *platforms._OWN_WAYS}
