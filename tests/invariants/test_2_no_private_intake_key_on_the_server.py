"""Invariant 2: no private intake key ever exists on the server, and no server code could use one."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keys.private import epochs, keystore
from keys.private.keystore import Session
from tests.conftest import DAY

ROOT = Path(__file__).parents[2]


def secrets_of(session: Session) -> Iterator[bytes]:
    if session.holds("root"):
        yield session.root()
        return
    yield from (session.desk().seed, session.desk().board)
    for section in ("intake", "log", "store"):
        yield from session.keys(section)
    state = epochs.open_weeks(session, DAY, known=DAY).state
    pairs = [pair for week in state.epochs() for pair in state.pairs(week)]
    yield from (chain.kek for chain in state.chains)
    for pair in pairs + (list(session.identity().values()) if session.holds("identity") else []):
        # FIPS 203 expands a seed d ‖ z: either half alone would give the key away.
        yield from (pair.x25519, pair.mlkem[:32], pair.mlkem[32:])


def spellings(secret: bytes) -> tuple[bytes, ...]:
    return secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)[:-2]


def test_no_secret_of_the_offline_folder_is_in_the_server_folder(shared_deployment: Any) -> None:
    """Every secret of every keystore, in raw, hex and base64, against every file of the server."""
    secrets = [shared_deployment.passphrase.encode()]
    for path in shared_deployment.offline.glob("*keystore"):
        with keystore.unlock(path, shared_deployment.passphrase) as session:
            secrets += secrets_of(session)
    files = {path: path.read_bytes() for path in shared_deployment.server.rglob("*") if path.is_file()}
    assert len(secrets) > 2 * 13 * 3
    assert len(files) > 2 * 13
    found = [
        str(path)
        for path, data in files.items()
        for secret in secrets
        for spelt in spellings(secret)
        if spelt in data
    ]
    assert found == []


def test_every_lane_and_week_has_its_own_key(shared_deployment: Any) -> None:
    """No key is used for two lanes or two weeks, so that one that leaks opens one week of one lane."""
    listed = [key for epochs in shared_deployment.manifest.lanes.values() for key in epochs.values()]
    listed.append(shared_deployment.manifest.identity[1])
    assert len(listed) == len(set(listed)) == 2 * 13 + 1


def test_no_import_leads_from_the_server_to_private_keys() -> None:
    """The import contracts hold: vault and submit never reach keys.private."""
    # In a process of its own: the checker silences all logging in the one it runs in.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_running_server_has_not_loaded_the_code_that_opens() -> None:
    """What import contracts read in the source holds in the process too, where imports may be dynamic."""
    program = (
        "import sys, submit.app, submit.serve, submit.cli, vault.cli\n"
        "print(sorted(name for name in sys.modules if name.startswith(('keys.private', 'reviewer'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
