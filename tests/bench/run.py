"""Print every figure and write build/bench.json as ``{name: {value, unit, aim, holds}}``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import (
    accepting,
    alike,
    boarding,
    desk,
    importing,
    memory,
    sealing,
    sending,
    trusting,
    unlocking,
    visiting,
)

ROOT = Path(__file__).parents[2]
PARTS = {
    "sealing": sealing.measure,
    "accepting": accepting.measure,
    "alike": alike.measure,
    "boarding": boarding.measure,
    "desk": desk.measure,
    "importing": importing.measure,
    "memory": memory.measure,
    "sending": sending.measure,
    "trusting": trusting.measure,
    "unlocking": unlocking.measure,
    "visiting": visiting.measure,
}


def main() -> None:
    table = Table("figure", "value", "unit", "aim", "holds")
    results = {}
    for part in sys.argv[1:] or PARTS:
        for figure in PARTS[part]():
            row = asdict(figure)
            results[row.pop("name")] = row
            holds = {True: "yes", False: "no", None: ""}[figure.holds]
            table.add_row(figure.name, f"{figure.value:g}", figure.unit, figure.aim or "", holds)
    Console().print(table)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
