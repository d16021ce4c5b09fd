"""UTC days, ISO-week epochs and quarters (docs/formats.md §1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

__all__ = ["accepted_epochs", "day_number", "day_of", "epoch_of", "quarter_of", "today"]


def today() -> date:
    """Return the UTC day now."""
    return datetime.now(UTC).date()


def day_number(day: date) -> int:
    """Return whole days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def day_of(number: int) -> date:
    """Return the day of ``day_number``."""
    return date(1970, 1, 1) + timedelta(days=number)


def epoch_of(day: date) -> int:
    """Return ISO year x 100 + ISO week."""
    iso = day.isocalendar()
    return iso.year * 100 + iso.week


def accepted_epochs(day: date) -> frozenset[int]:
    """Return the epochs a vault takes on ``day``: that day's and yesterday's."""
    return frozenset({epoch_of(day), epoch_of(day - timedelta(days=1))})


def quarter_of(day: date) -> int:
    """Return year x 10 + calendar quarter."""
    return day.year * 10 + (day.month + 2) // 3
