"""Tasks for the browser code, run in Node.js: many at a time, and sealing into a folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys import codename
from keys.calendar import epoch_of
from keys.private.hybrid import Pair
from keys.private.open import Opened, open_envelope
from tests.conftest import DAY, Deployment

ROOT = Path(__file__).parents[2]
BRIDGE = ROOT / "tests" / "browser_code" / "bridge.mjs"
VECTORS = ROOT / "tests" / "vectors" / "run.mjs"
NUMBER = codename.generate().number_bytes().hex()
DRAFT = {"kind": "report", "path": "device", "lang": "ar", "sent": DAY.isoformat(), "text": "رأيت 😀"}


@dataclass(frozen=True)
class Bridge:
    """Runs tasks in Node.js, many at a time; see tests/browser_code/bridge.mjs."""

    node: tuple[str, ...]

    def run(self, tasks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [*self.node, str(BRIDGE)], input=json.dumps(tasks).encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results


@dataclass(frozen=True)
class Sealer:
    """Seals with the browser code and opens with Python, in one folder."""

    bridge: Bridge
    deployment: Deployment
    folder: Path

    def task(
        self, name: str, *contents: bytes, lanes: Sequence[str] = ("desk",), **draft: Any
    ) -> dict[str, Any]:
        paths = [self.folder / f"{name}-{at}" for at in range(len(contents))]
        for path, data in zip(paths, contents, strict=True):
            path.write_bytes(data)
        made, (quarter, identity_key) = self.deployment.manifest, self.deployment.manifest.identity
        return {
            "do": "seal",
            "deployment": made.deployment.hex(),
            "epoch": epoch_of(DAY),
            "lanes": [self._key(made.intake_key(lane, DAY)) for lane in lanes],
            "number": NUMBER,
            "draft": {**DRAFT, **draft},
            "files": [{"name": path.name, "type": "image/png", "path": str(path)} for path in paths],
            "identity": {"quarter": quarter, "path": self._key(identity_key)},
            "out": str(self.folder / name),
        }

    def _key(self, name: str) -> str:
        return str(self.deployment.server / "keys" / name)

    def opened(self, name: str, pairs: Sequence[Pair]) -> Opened:
        with (self.folder / name).open("rb") as source:
            return open_envelope(
                source, deployment=self.deployment.manifest.deployment, pairs=pairs, epoch=epoch_of(DAY)
            )
