"""An import that is killed at any moment is begun again: nothing is lost, nothing is doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer import cases, inbound
from reviewer.conversation import publish
from tests.reviewer.world import Carried, World, identifier, mailbox

IMPORT = """
import sys
from datetime import date
from pathlib import Path
from reviewer import inbound, workstation
inbound.BATCH = 4
day = date.fromisoformat(sys.argv[4])
with workstation.enter(Path(sys.argv[1]), sys.argv[2], day=day) as station:
    print("entered", flush=True)
    inbound.import_bundles(station, Path(sys.argv[3]), day)
"""


def import_and_kill(world: World, after: float) -> None:
    arguments = [str(world.offline), world.passphrase, str(world.stick), world.day.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, *arguments], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"entered\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("segment", [1 << 30, 100_000])
def test_killed_imports_lose_and_double_nothing(world: World, segment: int) -> None:
    boxes = [mailbox() for _ in range(16)]
    envelopes = [world.write(box) for box in boxes] + [world.follow(box) for box in boxes]
    world.export(*envelopes, limit=segment)
    for after in (0.0, 0.02, 0.04, 0.06, 0.08):
        import_and_kill(world, after)
    with world.enter() as station:
        inbound.import_bundles(station, world.stick, world.day)
        queue = cases.summaries(station.store)
        assert len(queue) == len(boxes)
        assert all(case.messages == 2 for case in queue)
        assert cases.aside(station.store) == []
        for envelope in envelopes:
            with station.envelopes.open(bytes.fromhex(identifier(envelope))) as file:
                assert file.read() == envelope
        publish.publish(station, world.stick, world.day)
    carried = Carried.read(world.stick, world.manifest)
    assert all(carried.opened(box) for box in boxes)
    assert "ack/1" in carried.items
