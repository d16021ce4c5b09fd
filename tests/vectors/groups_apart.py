"""Groups of what crosses the air gap, and of keystores."""

from __future__ import annotations
