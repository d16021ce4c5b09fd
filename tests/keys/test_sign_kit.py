"""`amana-keys sign-kit`, checked with the real minisign as anybody would."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys.cli import main
from tests.conftest import Deployment


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    file = tmp_path / "amana-kit.html"
    file.write_bytes(b"<!doctype html>" * 100)
    return file


def sign(deployment: Deployment, kit: Path, *options: str, typed: str | None = None) -> Result:
    """Sign with a root signer's keystore of the demonstration."""
    [store, *_] = sorted(deployment.offline.glob("root-*.keystore"))
    said = f"y\n{deployment.passphrase}\n" if typed is None else typed
    return CliRunner().invoke(main, ["sign-kit", str(kit), "--keystore", str(store), *options], input=said)


def test_anybody_checks_it_with_minisign(shared_deployment: Deployment, kit: Path) -> None:
    """By a key that `amana-keys fingerprint` prints; not when a byte of the kit changes."""
    done = sign(shared_deployment, kit)
    assert done.exit_code == 0, done.output
    printed = CliRunner().invoke(main, ["fingerprint", str(shared_deployment.server / "manifest")]).output
    keys = [line.split()[-1] for line in printed.splitlines() if "minisign" in line]
    checks = [checked(kit, key) for key in keys]
    assert (len(keys), checks.count(True)) == (3, 1)
    kit.write_bytes(kit.read_bytes() + b" ")
    assert not any(checked(kit, key) for key in keys)


def checked(kit: Path, key: str) -> bool:
    command = ["minisign", "-V", "-q", "-m", str(kit), "-P", key]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("options", "typed"),
    [((), "n\n"), ((), "y\nwrong passphrase\n"), (("--comment", "two\nlines"), None)],
    ids=["not agreed", "wrong passphrase", "no line"],
)
def test_nothing_is_written_otherwise(
    shared_deployment: Deployment, kit: Path, options: tuple[str, ...], typed: str | None
) -> None:
    """Not agreed, not opened or not a line: a sentence, and no signature."""
    done = sign(shared_deployment, kit, *options, typed=typed)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert not kit.with_name("amana-kit.html.minisig").exists()
