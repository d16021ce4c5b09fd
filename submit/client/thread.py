"""What a board says to one codename, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from keys.cells import Reply

__all__ = ["Thread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A board's serial and days, and what it holds: days on which messages were opened, and replies."""

    serial: int
    issued: date
    due: date
    is_late: bool
    opened: tuple[date, ...] = field(default=(), repr=False)
    replies: tuple[Reply, ...] = field(default=(), repr=False)
