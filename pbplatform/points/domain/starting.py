"""The day a point's clock starts. Pure; docs/rules/points.md section 2."""

from __future__ import annotations

from datetime import date

from pbplatform.forums.domain.starting import minutes_due
from pbplatform.places.domain.working_days import WorkingDays

PUBLISH_DAYS = 2  # working days a facilitator has to publish or refuse


def start_at_meeting(
    day: date, minutes_days: int, circulated_on: date | None, days: WorkingDays
) -> date:
    """Day 0 of a point raised at a meeting: circulation, or the day it was due if earlier."""
    latest = minutes_due(day, minutes_days, days)
    return min(circulated_on, latest) if circulated_on else latest


def start_outside(came_on: date, published_on: date | None, days: WorkingDays) -> date:
    """Day 0 of a point raised outside a meeting: publication or 2 working days after it came."""
    latest = days.after(came_on, PUBLISH_DAYS)
    return min(published_on, latest) if published_on else latest
