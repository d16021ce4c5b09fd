"""Who lacks a command's packages has all the other commands, and is told which packages to add."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import Deployment

WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from {package}.cli import main
main()
"""
CEREMONY = {"babel", "fpdf", "rich", "segno", "shamir_mnemonic", "uharfbuzz", "zxcvbn"}
SERVER = {"flask", "flask_babel", "gunicorn"}
CLIENT = {"urllib3", "socks"}


def run(package: str, absent: set[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    code = WITHOUT.format(absent=absent, package=package)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_who_looks_at_a_file_needs_none_of_a_ceremony_s_packages(shared_deployment: Deployment) -> None:
    shown = run("keys", CEREMONY, "fingerprint", str(shared_deployment.server / "manifest"))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Root fingerprint" in shown.stdout


@pytest.mark.parametrize(
    ("package", "absent", "command", "extra"),
    [
        ("keys", CEREMONY, "ceremony", "ceremony"),
        ("keys", CEREMONY, "person", "ceremony"),
        ("submit", SERVER, "serve", "server"),
        ("submit", CLIENT, "send", "client"),
    ],
)
def test_a_command_without_its_packages_says_which_to_add(
    package: str, absent: set[str], command: str, extra: str
) -> None:
    told = run(package, absent, command, "file", "--any", "thing")
    assert (told.returncode, told.stdout) == (1, "")
    assert f"amana-{package}: Needs more packages" in told.stderr
    assert f"pip install 'amana[{extra}]'" in told.stderr
    assert command in run(package, absent, "--help").stdout
