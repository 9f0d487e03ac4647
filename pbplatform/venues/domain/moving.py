"""Hours of an earlier vote, moved to another one by the day of the week. Pure.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pbplatform.core.local_time import NoSuchTime, end_of_day, to_instant
from pbplatform.venues.domain.hours import Hours

_WEEK = 7


@dataclass(frozen=True)
class Moved:
    """What becomes of hours.

    Attributes:
        hours: in the new vote, in the order of time.
        lost: hours of the old one that have no day, or no time, in the new one.
    """

    hours: list[Hours]
    lost: list[Hours]


def move_hours(hours: Sequence[Hours], old: Hours, new: Hours, timezone: ZoneInfo) -> Moved:
    """The second Tuesday of the old vote becomes the second Tuesday of the new one, and so on.

    Args:
        old, new: from the first moment of each vote to before its last.
    """
    first_old, first_new = (vote[0].astimezone(timezone).date() for vote in (old, new))
    moved, lost = [], []
    for each in hours:
        day = each[0].astimezone(timezone).date()
        to = _same_weekday(day, first_old, first_new)
        there = _on(to, each, day, timezone)
        if there is None or there[0] < new[0] or there[1] > new[1]:
            lost.append(each)
        else:
            moved.append(there)
    return Moved(sorted(moved), lost)


def _same_weekday(day: date, first_old: date, first_new: date) -> date:
    """The day of the new vote that is there what `day` was in the old one."""
    which = (day - first_old).days // _WEEK
    ahead = (day.weekday() - first_new.weekday()) % _WEEK
    return first_new + timedelta(days=ahead + _WEEK * which)


def _on(to: date, hours: Hours, day: date, timezone: ZoneInfo) -> Hours | None:
    """The same times of another day; None where the clocks skip one of them."""
    begins, ends = (each.astimezone(timezone) for each in hours)
    try:
        opens_at = to_instant(to, begins.time(), timezone)
        if hours[1] == end_of_day(day, timezone):
            return opens_at, end_of_day(to, timezone)
        closes_at = to_instant(to, ends.time(), timezone)
    except NoSuchTime:
        return None
    return (opens_at, closes_at) if opens_at < closes_at else None
