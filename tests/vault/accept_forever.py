"""Accept envelopes in threads and print each id once it is answered; for test_crash to kill at any moment."""

from __future__ import annotations

import os
import sys
import threading
from datetime import date
from pathlib import Path

from tests.vault.world import envelope, pieces
from vault.accept import accept
from vault.store import Store, open_store


def run(store: Store, day: date, first: int, step: int) -> None:
    number = first
    while True:
        data = envelope(number, day, number % 3)
        made = accept(store, pieces(data, 8192), length=len(data), day=day)
        # One write to a pipe is whole or not at all: what the parent reads was answered.
        os.write(1, f"{made.hex()}\n".encode())
        number += step


def main(server: Path, day: date, first: int) -> None:
    store = open_store(server, quiet_seconds=0.02)
    for offset in range(3):
        threading.Thread(target=run, args=(store, day, first + offset, 3)).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
