"""Answers to begin from: whole in each language that reviewers write, and an own file read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.conversation import templates
from reviewer.errors import WorkstationError


def test_those_that_come_along_are_whole(tmp_path: Path) -> None:
    shipped = templates.load(tmp_path)
    assert len(shipped) >= 8
    for name, texts in shipped.items():
        assert {"ar", "fr", "en", "es"} <= texts.keys(), name
        assert len(set(texts.values())) == len(texts), name


def test_an_organisation_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / templates.FILE).write_text('[received]\nfr = "Reçu."\n[own-words]\nar = "نص"\n')
    loaded = templates.load(tmp_path)
    assert loaded["received"] == {"fr": "Reçu."}
    assert loaded["own-words"] == {"ar": "نص"}
    assert "fraud" in loaded


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[", "not TOML"),
        ("\xff", ""),
        ("name = 1", "[name] holds no text"),
        ("[name]", "[name] holds no text"),
        ("[Name]\nfr = 'x'", "[Name] is no name"),
        ("[a.b]\nfr = 'x'", "a.b is none of"),
        ("[name]\nxx = 'x'", "name.xx is none of"),
        ("[name]\nfr = 3", "name.fr is not text"),
        ("[name]\nfr = ' '", "name.fr: This reply is empty"),
        ("[name]\nfr = '\\u0007'".replace("\\u0007", "\x07"), "not TOML"),
        ("[name]\nfr = '''" + "x" * 20_000 + "'''", "characters too long"),
        ("#" * (1 << 20) + "\n", "larger than a mebibyte"),
        ("".join(f"[n{n}]\nfr='x'\n" for n in range(201)), "more than 200"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / templates.FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(WorkstationError, match=r"answers\.toml cannot be used") as caught:
        templates.load(tmp_path)
    assert caught.value.kind == "answers"
    assert named in str(caught.value)
