"""Upload envelopes in pieces and print each offset once it is answered; for test_uploads to kill."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from keys.primitives import sha256
from keys.sizes import HEADER
from tests.vault.world import envelope
from vault.store import open_store
from vault.uploads import Uploads

PIECE = 20_000


def main(server: Path, day: date, seed: int) -> None:
    uploads = Uploads(open_store(server, quiet_seconds=0.02), lambda *_: None)
    for number in range(seed * 1_000_000, (seed + 1) * 1_000_000):
        data = envelope(number, day, 3)
        name, _ = uploads.begin(len(data), sha256(data[:HEADER]), day)
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            offset = uploads.append(name, at, len(piece), [piece], day).offset
            os.write(1, f"{name} {number} {offset} .\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
