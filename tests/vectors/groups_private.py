"""How the groups run that open keystores, and the file of week keys beside them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from keys.private import keystore, ratchet, sections
from keys.private.kek import Chain
from keys.private.keystore import Session
from keys.private.sections import SECTIONS
from tests.vectors.values import octets

Outputs = dict[str, Any]


@contextmanager
def _written(file: Any) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "file"
        path.write_bytes(octets(file))
        yield path


def _opened(session: Session) -> Outputs:
    return {name: sections.pack(name, session.section(name)) for name in SECTIONS if session.holds(name)}


def run_keystore(file: Any, passphrase: str, person: str | None = None) -> Outputs:
    with _written(file) as path, keystore.unlock(path, passphrase, person) as session:
        held, _ = session.me()
        return {
            "deployment": session.deployment.hex(),
            "lane": session.lane,
            "opened_by": held.name,
            "roles": list(held.roles),
            "sections": _opened(session),
        }


def run_recovery(file: Any, master: str) -> Outputs:
    with _written(file) as path, keystore.recover(path, bytes.fromhex(master)) as session:
        return {"sections": _opened(session)}


def run_kek(master: str, lane: str, deployment: str, first: int, last: int, epoch: int) -> Outputs:
    chain = Chain.start(
        bytes.fromhex(master), lane=lane, deployment=bytes.fromhex(deployment), first=first, last=last
    )
    private = chain.pair(epoch)
    while chain.epoch < epoch:
        chain = chain.step()
    return {
        "kek": chain.kek.hex(),
        "pair": {"mlkem": private.mlkem.hex(), "x25519": private.x25519.hex()},
    }


def run_ratchet(file: Any, deployment: str, lane: str, keys: list[str]) -> Outputs:
    with _written(file) as path:
        opened = ratchet.load(path, bytes.fromhex(deployment), lane, list(map(bytes.fromhex, keys)))
    state = opened.state
    return {
        "state": {
            "chains": [
                {"epoch": chain.epoch, "kek": chain.kek.hex(), "last": chain.last} for chain in state.chains
            ],
            "log": {"hash": state.log_hash.hex(), "lines": state.log_lines},
            "seen": state.seen.isoformat(),
        }
    }
