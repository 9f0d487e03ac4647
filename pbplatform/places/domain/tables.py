"""Until when a holiday table lasts. Source: docs/rules/places.md section 5."""

from __future__ import annotations

from datetime import date


def last_day_of(last_year: int) -> date:
    """The last day that a table knows."""
    return date(last_year, 12, 31)


def told_from(last_year: int) -> date:
    """The day from which it is told that a table runs out: half a year before its end."""
    return date(last_year, 7, 1)
