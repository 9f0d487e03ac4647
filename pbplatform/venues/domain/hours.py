"""Hours of a voting place, as they are typed. Pure; docs/rules/venues.md section 1.3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pbplatform.core.errors import Conflict
from pbplatform.core.local_time import (
    NoSuchTime,
    end_of_day,
    is_midnight_by_name,
    parse_date,
    parse_time,
    to_instant,
)

Hours = tuple[datetime, datetime]
MOST_LINES = 60
_LINE = re.compile(r"(.+),\s*([^,]+?)\s*(?:-|–|\bto\b)\s*([^,]+)")


def read_hours(typed: str, timezone: ZoneInfo, locale: str) -> list[Hours]:
    """What was typed, one line for each, in the order of time.

    Raises:
        Conflict: a line that is none, with its number.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise Conflict("venue.how_many_hours", field="hours", most=MOST_LINES)
    return sorted(_line(line, at, timezone, locale) for at, line in enumerate(lines, start=1))


def _line(line: str, at: int, timezone: ZoneInfo, locale: str) -> Hours:
    wrong = Conflict("venue.not_hours", field="hours", line=at)
    if not (found := _LINE.fullmatch(line)):
        raise wrong
    try:
        day = parse_date(found[1], locale=locale)
        opens_at = to_instant(day, parse_time(found[2]), timezone)
        if is_midnight_by_name(found[3]) or found[3] in ("24:00", "00:00"):
            return opens_at, end_of_day(day, timezone)
        return opens_at, to_instant(day, parse_time(found[3]), timezone)
    except (ValueError, OverflowError, NoSuchTime):
        raise wrong from None


def refuse_hours(
    hours: Sequence[Hours], opens_at: datetime, closes_at: datetime
) -> Conflict | None:
    """Why a place may not be open then; None when it may.

    Args:
        hours: in the order of time.
        opens_at, closes_at: of the vote.
    """
    before: datetime | None = None
    for begins, ends in hours:
        if begins >= ends:
            return Conflict("venue.ends_before_it_begins", field="hours")
        if begins < opens_at or ends > closes_at:
            return Conflict("venue.outside_the_vote", field="hours")
        if before is not None and begins < before:
            return Conflict("venue.hours_overlap", field="hours")
        before = ends
    return None


def typed_hours(hours: Sequence[Hours], timezone: ZoneInfo) -> str:
    """Hours as they can be typed again: `read_hours` reads the same."""
    lines = []
    for begins, ends in hours:
        first, last = begins.astimezone(timezone), ends.astimezone(timezone)
        until = "24:00" if ends == end_of_day(first.date(), timezone) else f"{last:%H:%M}"
        lines.append(f"{first:%Y-%m-%d}, {first:%H:%M} to {until}")
    return "\n".join(lines)
