"""amana-submit verify as a command: what it says, how it ends, and what it keeps for the next time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from submit.verify import state
from tests.submit.liar import Liar
from tests.submit.verifying import (
    app,
    liar,
    root,
    run,
    serving,
    site,
    with_code,
)

__all__ = ["app", "liar", "root", "serving", "site"]


def test_command_says_so_and_exits_0(liar: Liar, root: str, tmp_path: Path) -> None:
    spaced = " ".join(root[at : at + 4] for at in range(0, 64, 4))
    memory, metrics = tmp_path / "seen.json", tmp_path / "amana.prom"
    code, said = run(liar.address, "--fingerprint", spaced, "--state", str(memory), "--metrics", str(metrics))
    assert code == 0
    assert "All is as the root keys signed it." in said
    assert spaced in said
    assert state.load(memory) is not None
    lines = metrics.read_text().splitlines()
    assert f'amana_verify_ok{{site="{liar.address}"}} 1' in lines
    assert f'amana_verify_manifest_serial{{site="{liar.address}"}} 1' in lines
    assert run(liar.address, "--fingerprint", root, "--state", str(memory), "--quiet") == (0, "")


def test_command_exits_1_and_prints_what_was_found_as_json(liar: Liar, root: str, tmp_path: Path) -> None:
    memory = tmp_path / "seen.json"

    def alter(request: Request, answer: Response) -> Response:
        return with_code(answer) if request.path == "/static/amana.js" else answer

    liar.alter = alter
    code, said = run(liar.address, "--fingerprint", root, "--json", "--state", str(memory))
    assert code == 1
    value = json.loads(said)
    assert value["verdict"] == "bad"
    assert [(each["check"], each["subject"]) for each in value["findings"]] == [
        ("bytes", "/static/amana.js")
    ] * len(value["findings"])
    assert sum(each["times"] for each in value["findings"]) == 30
    assert not memory.exists(), "nothing is learnt from a site that lies"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["http://127.0.0.1:9"], "did not answer"),
        (["report.example.org"], "Give the site's address alone"),
        (["https://report.example.org/fr/"], "Give the site's address alone"),
        (["http://127.0.0.1:9", "--fingerprint", "12"], "written in hex, 64 characters"),
        (["http://127.0.0.1:9", "--fingerprint", "zz"], "written in hex, 64 characters"),
        (["http://127.0.0.1:9", "--socks", "tor"], "Give the proxy as HOST:PORT"),
    ],
)
def test_command_exits_2_when_it_could_not_check(arguments: list[str], sentence: str) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert sentence in said


def test_damaged_state_is_named(liar: Liar, root: str, tmp_path: Path) -> None:
    (tmp_path / "seen").write_text("{")
    code, said = run(liar.address, "--fingerprint", root, "--state", str(tmp_path / "seen"))
    assert code == 2
    assert "is damaged" in said
