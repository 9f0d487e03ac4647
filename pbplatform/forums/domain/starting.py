"""The day a point's clock starts, and of minutes. Pure; docs/rules/forums.md section 4."""

from __future__ import annotations

from datetime import date

from pbplatform.places.domain.working_days import WorkingDays


def minutes_due(day: date, minutes_days: int, days: WorkingDays) -> date:
    """The last day for circulating the minutes of a meeting held on `day`."""
    return days.after(day, minutes_days)
