"""Memory of this very process, in MiB."""

from __future__ import annotations

import ctypes
import gc
import re
from pathlib import Path

__all__ = ["peak", "resident"]


def resident() -> float:
    """Return what it takes now, and forget earlier peaks."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed before would hide what is taken
    Path("/proc/self/clear_refs").write_text("5")
    return _mebibytes("VmRSS")


def peak() -> float:
    """Return the most it took since then."""
    return _mebibytes("VmHWM")


def _mebibytes(field: str) -> float:
    found = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
