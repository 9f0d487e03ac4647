"""The day a point's clock starts, and of minutes. Pure; docs/rules/forums.md section 4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pbplatform.forums.kinds import PointState
from pbplatform.forums.models import Meeting, Point
from pbplatform.places.working_days import WorkingDays

PUBLISH_DAYS = 2  # working days a facilitator has to publish or refuse


def minutes_due(day: date, minutes_days: int, days: WorkingDays) -> date:
    """The last day for circulating the minutes of a meeting held on `day`."""
    return days.after(day, minutes_days)


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


def start_of_point(
    point: Point, meeting: Meeting | None, clocks: Mapping[int, WorkingDays]
) -> date:
    """Day 0 of a point, whether or not it is public yet.

    Args:
        meeting: where it was raised; None outside a meeting.
        clocks: of the holiday tables of point and meeting, by version.
    """
    if meeting is not None:
        days = clocks[meeting.calendar_version]
        return start_at_meeting(meeting.day, meeting.minutes_days, meeting.circulated_on, days)
    days = clocks[point.calendar_version]
    public = point.state in (PointState.PUBLISHED, PointState.JOINED)
    published_on = days.day_of(point.decided_at) if point.decided_at and public else None
    return start_outside(days.day_of(point.came_at), published_on, days)
