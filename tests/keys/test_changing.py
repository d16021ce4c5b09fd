"""Limits and the vault's key change by a command each, which writes what the root signers are to sign."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import calendar, history, proposal
from keys.cli import main
from keys.manifest import Manifest
from tests.conftest import Deployment


@pytest.fixture(autouse=True)
def today(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "today", lambda: deployment.day)


def run(deployment: Deployment, command: str, *arguments: object) -> Result:
    manifests = str(deployment.offline / history.FOLDER)
    return CliRunner().invoke(main, [command, "--manifests", manifests, *map(str, arguments)])


def proposed(deployment: Deployment, change: Path) -> Manifest:
    known = history.collect(history.stored(deployment.offline / history.FOLDER))
    return proposal.amend(known, deployment.day, json.loads(change.read_text()))


def test_limits_are_shown_and_changed(deployment: Deployment, tmp_path: Path) -> None:
    change = tmp_path / "change.json"
    shown = run(deployment, "limits")
    assert (shown.exit_code, "at most: 2048.5 MiB" in shown.output) == (0, True), shown.output
    before = deployment.manifest.limits
    assert run(deployment, "limits", "--attachments", 3, "--out", change).exit_code == 0
    assert proposed(deployment, change).limits.attachments == 3
    assert proposed(deployment, change).limits.envelope == before.envelope
    assert run(deployment, "limits", "--envelope", 64, "--out", change).exit_code == 0
    assert proposed(deployment, change).limits.envelope == 64 << 20


@pytest.mark.parametrize("wrong", [("--attachments", 21), ("--envelope", 0), ("--envelope", 2050)])
def test_limits_have_bounds(deployment: Deployment, wrong: tuple[str, int], tmp_path: Path) -> None:
    refused = run(deployment, "limits", *wrong, "--out", tmp_path / "change")
    assert refused.exit_code == 2
    assert not (tmp_path / "change").exists()


def test_a_change_needs_a_place(deployment: Deployment) -> None:
    refused = run(deployment, "limits", "--attachments", 3)
    assert (refused.exit_code, "--out" in refused.output) == (1, True)


def test_another_vault_is_put_in_its_place(deployment: Deployment, tmp_path: Path) -> None:
    change, key = tmp_path / "change.json", tmp_path / "vault.key"
    key.write_text(f"{'ab' * 32}\n")
    done = run(deployment, "revoke-vault", "--vault-key", key, "--out", change)
    assert done.exit_code == 0, done.output
    assert proposed(deployment, change).vault == bytes.fromhex("ab" * 32)


@pytest.mark.parametrize("text", ["", "ab", "x" * 64, "ab" * 33])
def test_what_is_no_vault_key_is_refused(deployment: Deployment, tmp_path: Path, text: str) -> None:
    key = tmp_path / "vault.key"
    key.write_text(text)
    refused = run(deployment, "revoke-vault", "--vault-key", key, "--out", tmp_path / "change")
    assert refused.exit_code == 1
    assert "amana-vault key" in refused.output
    assert not (tmp_path / "change").exists()


def test_the_same_vault_is_no_change(deployment: Deployment, tmp_path: Path) -> None:
    key = tmp_path / "vault.key"
    key.write_text(deployment.manifest.vault.hex())
    refused = run(deployment, "revoke-vault", "--vault-key", key, "--out", tmp_path / "change")
    assert (refused.exit_code, "already" in refused.output) == (1, True)
