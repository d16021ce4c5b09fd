"""A workstation moves to another disk: broken off anywhere, its week keys are in one place and never lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from keys.cli import main
from keys.errors import KeystoreError
from keys.private import epochs, keystore, moving
from tests.conftest import Deployment


class PowerCutError(Exception):
    """The power went."""


def open_weeks(deployment: Deployment, folder: Path) -> list[int]:
    """The weeks that the desk's keystore in a folder opens; none if its week keys are not there."""
    if not (folder / "keystore").exists():
        return []
    with keystore.unlock(folder / "keystore", deployment.passphrase) as session:
        try:
            return epochs.open_weeks(session, deployment.day, known=deployment.day).state.epochs()
        except KeystoreError as error:
            assert error.kind == "ratchet"
            return []


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "stick" / "offline"


def test_everything_goes_and_the_old_place_opens_nothing(deployment: Deployment, target: Path) -> None:
    before = open_weeks(deployment, deployment.offline)
    names = {path.relative_to(deployment.offline) for path in deployment.offline.rglob("*") if path.is_file()}
    assert moving.move(deployment.offline, target) == len(names)
    assert {path.relative_to(target) for path in target.rglob("*") if path.is_file()} == names
    assert open_weeks(deployment, target) == before
    assert open_weeks(deployment, deployment.offline) == []
    assert list(deployment.offline.rglob("*.ratchet")) == []
    for lane in ("keystore", "oversight.keystore"):
        assert ((target / lane).stat().st_mode & 0o077) == 0


def test_it_is_never_in_two_places_and_never_lost(
    deployment: Deployment, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PowerCutError off before every step that changes a disk, and begun again each time."""
    before = open_weeks(deployment, deployment.offline)
    steps = {"left": 0}

    def breaking(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            if steps["left"] == 0:
                raise PowerCutError
            steps["left"] -= 1
            return step(*args)

        return run

    for owner, name in ((moving, "_copy"), (moving, "_name"), (keystore, "overwrite")):
        monkeypatch.setattr(owner, name, breaking(getattr(owner, name)))
    ratchet = "keystore.ratchet"
    for allowed in range(1000):
        steps["left"] = allowed
        try:
            moving.move(deployment.offline, target)
        except PowerCutError:
            places = [folder for folder in (deployment.offline, target) if (folder / ratchet).exists()]
            assert len(places) == 1 or (not places and (target / f"{ratchet}.moving").exists())
            continue
        break
    monkeypatch.undo()
    assert open_weeks(deployment, target) == before
    assert open_weeks(deployment, deployment.offline) == []
    assert list(target.rglob("*.moving")) == []


def test_what_was_moved_is_not_moved_again_over_newer_work(deployment: Deployment, target: Path) -> None:
    moving.move(deployment.offline, target)
    (target / "newer").write_text("work")
    with pytest.raises(KeystoreError) as caught:
        moving.move(deployment.offline, target)
    assert caught.value.kind == "ratchet"


def test_two_workstations_are_not_mixed(deployment: Deployment, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "keystore").write_bytes(b"another")
    with pytest.raises(KeystoreError) as caught:
        moving.move(deployment.offline, target)
    assert caught.value.kind == "folder"
    assert (deployment.offline / "keystore.ratchet").exists()


@pytest.mark.parametrize("where", [".", "within", ".."])
def test_not_within_itself(deployment: Deployment, where: str) -> None:
    with pytest.raises(KeystoreError) as caught:
        moving.move(deployment.offline, deployment.offline / where)
    assert caught.value.kind == "folder"


def test_from_the_terminal_and_on_to_the_new_disk(
    deployment: Deployment, target: Path, tmp_path: Path
) -> None:
    before = open_weeks(deployment, deployment.offline)
    disk = tmp_path / "disk"
    for source, place in ((deployment.offline, target), (target, disk)):
        done = CliRunner().invoke(main, ["move", "--offline", str(source), "--to", str(place)], input="y\n")
        assert done.exit_code == 0, done.output
        assert "read back" in done.output
    assert open_weeks(deployment, disk) == before
    assert open_weeks(deployment, target) == []
    shutil.rmtree(target)
    again = CliRunner().invoke(
        main, ["move", "--offline", str(deployment.offline), "--to", str(disk)], input="y\n"
    )
    assert again.exit_code == 1
    assert "moved already" in again.output
