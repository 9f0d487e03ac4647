"""Since when a role must be public before its holder answers for an act with another person.

Source: docs/rules/accounts.md section 5.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.local_time import end_of_day
from pbplatform.places import queries
from pbplatform.places.domain.working_days import weekends_alone

WORKING_DAYS = 2


def two_working_days_before(session: Session, now: datetime) -> datetime:
    """The end of the newest day from which two whole working days have begun by `now`."""
    try:
        clock = queries.working_days(session)
    except NotFound:  # no holiday table yet: the weekend alone
        place = queries.require_place(session)
        clock = weekends_alone(place.weekend, ZoneInfo(place.timezone))
    today = clock.day_of(now)
    day = today
    while clock.after(day, WORKING_DAYS) > today:
        day -= timedelta(days=1)
    return end_of_day(day, clock.timezone) - timedelta(microseconds=1)
