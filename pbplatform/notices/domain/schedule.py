"""When the mails of the day and of the week leave. Source: docs/rules/notices.md section 8.6."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pbplatform.notices.kinds import Often

AT = time(17)
WEEKDAY = 3  # Thursday
SPANS = {Often.DAILY: timedelta(days=1), Often.WEEKLY: timedelta(days=7)}
# A fact that was being written at the hour belongs to the mail before; it is there by then.
SETTLES = timedelta(minutes=2)


def last_due(often: Often, now: datetime, timezone: ZoneInfo) -> datetime:
    """The last instant at which the mail of the day or the week was due, up to `now`."""
    day = now.astimezone(timezone).date()
    if often is Often.WEEKLY:
        day -= timedelta(days=(day.weekday() - WEEKDAY) % 7)
    due = datetime.combine(day, AT, tzinfo=timezone).astimezone(UTC)
    if due <= now:
        return due
    earlier = day - SPANS[often]
    return datetime.combine(earlier, AT, tzinfo=timezone).astimezone(UTC)
