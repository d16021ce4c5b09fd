"""Codenames, mailboxes, fingerprints and the command line."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import codename, fingerprint, mailbox, words
from keys.cli import main
from keys.errors import CodenameError

D = bytes(range(16))


@settings(max_examples=100)
@given(st.sampled_from([codename.DEVICE, codename.SERVER]), st.booleans())
def test_any_spelling_says_the_same_number(mode: int, shout: bool) -> None:  # noqa: FBT001
    made = codename.generate(mode)
    spelt = made.words()
    assert codename.parse(made.digits()) == codename.parse(spelt) == made
    typed = f"  {spelt.upper() if shout else spelt.title()}.\n".replace(" ", " - ")
    assert codename.parse(typed) == made
    arabic = "".join(chr(0x660 + int(c)) if c.isdigit() else " " for c in made.digits())
    assert codename.parse(arabic) == made
    assert codename.parse(unicodedata.normalize("NFKD", made.digits().replace("-", ""))) == made
    assert str(made.number) not in repr(made)


@pytest.mark.parametrize("pair", ["drop-down", "felt-tip", "t-shirt", "yo-yo"])
def test_hyphenated_words_may_be_written_apart(pair: str) -> None:
    eff = words.read("eff")
    assert eff.joined([*pair.split("-"), "abacus", pair]) == [pair, "abacus", pair]
    assert eff.index[pair] == eff.words.index(pair)
    assert eff.index[pair.replace("-", "")] == eff.words.index(pair if pair != "yo-yo" else "yoyo")


def test_slips_are_named_on_the_device() -> None:
    made = codename.generate()
    first, *rest = made.words().split()
    cases = [
        ("", "length"),
        (" ".join(rest), "length"),
        ("1" * 27, "length"),
        ("9" * 28, "check"),
        ("zxcv " + " ".join(rest), "word"),
        ("x" * 1001, "length"),
    ]
    for typed, kind in cases:
        with pytest.raises(CodenameError) as caught:
            codename.parse(typed)
        assert caught.value.kind == kind
        assert first not in str(caught.value)
    with pytest.raises(CodenameError) as caught:
        codename.parse(" ".join([*rest, "zxcv"]))
    assert caught.value.position == 7


def test_about_two_in_128_random_slips_pass() -> None:
    passed = 0
    for number in range(3000):
        try:
            codename.parse(f"{number * 0x9E3779B97F4A7C15 % 2**90:028d}")
            passed += 1
        except CodenameError:
            pass
    assert 20 < passed < 80


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_anything_typed_is_a_codename_or_a_named_error(typed: str) -> None:
    try:
        codename.parse(typed)
    except CodenameError as error:
        assert error.kind in {"word", "length", "check"}


def test_a_mailbox_depends_on_codename_and_deployment() -> None:
    made = codename.generate()
    box = mailbox.derive(made, D)
    assert box == mailbox.derive(made, D)
    assert box != mailbox.derive(made, bytes(16))
    assert box != mailbox.derive(codename.generate(), D)
    assert len({box.read_key, box.author_seed, box.author}) == 3


def test_the_fingerprint_depends_on_k_and_every_key() -> None:
    keys = [bytes([n]) * 32 for n in range(3)]
    base = fingerprint.root_fingerprint(2, keys)
    assert base == fingerprint.root_fingerprint(2, keys[::-1])
    assert base != fingerprint.root_fingerprint(1, keys)
    assert base != fingerprint.root_fingerprint(2, keys[:2])
    assert len(fingerprint.as_words(base).split()) == 20


def test_the_command_line_makes_shows_and_inspects(tmp_path: Path) -> None:
    folders = ["--offline", str(tmp_path / "off"), "--server", str(tmp_path / "srv")]
    site = tmp_path / "site.json"
    site.write_text(json.dumps({"csp": "default-src 'self'", "assets": {"/a": "00" * 32}}))
    run = CliRunner().invoke
    first = run(main, ["init", "--demonstration", *folders])
    again = run(main, ["init", "--demonstration", *folders, "--site", str(site)])
    same = run(main, ["init", "--demonstration", *folders, "--site", str(site)])
    assert [first.exit_code, again.exit_code, same.exit_code] == [0, 0, 0], first.output + again.output
    assert "Manifest 1 " in first.output
    assert "Manifest 2 " in again.output
    assert same.output == again.output
    manifest = str(tmp_path / "srv" / "manifest")
    assert "Valid" in run(main, ["manifest", manifest]).output
    words_line = run(main, ["fingerprint", manifest]).output.splitlines()[1]
    assert words_line in first.output
    for path, word in [
        (manifest, "manifest"),
        (next(p for p in (tmp_path / "srv" / "keys").iterdir()), "public key"),
        (tmp_path / "off" / "keystore", "keystore"),
    ]:
        assert word in run(main, ["inspect", str(path)]).output
    for wrong in (
        ["inspect", str(site)],
        ["manifest", str(site)],
        ["manifest", manifest, "--fingerprint", "00" * 32],
        ["manifest", manifest, "--fingerprint", "zz"],
    ):
        refused = run(main, wrong)
        assert refused.exit_code == 1
        assert refused.output.startswith("amana-keys: ")
