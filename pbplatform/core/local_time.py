"""A day and a time as people type them, in the place's time zone, as an instant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)|([01]?\d|2[0-3])")
_TWELVE = re.compile(r"(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?\s*([ap])\.?m\.?")


class NoSuchTime(Exception):
    """The clocks jump over this time on this day."""


def parse_time(typed: str) -> time:
    """`20:00`, `8pm`, `8.30 pm`, `20`, `noon`, `midnight` as a time of day.

    Raises:
        ValueError: not a time.
    """
    words = typed.strip().lower()
    if words in ("noon", "midnight"):
        return time(12 if words == "noon" else 0)
    if found := _TWELVE.fullmatch(words):
        hour, minute, half = found.groups()
        return time(int(hour) % 12 + (12 if half == "p" else 0), int(minute or 0))
    if found := _TIME.fullmatch(words):
        hour, minute, alone = found.groups()
        return time(int(hour or alone), int(minute or 0))
    raise ValueError("not a time of day")


def to_instant(day: date, at: time, timezone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local day and time; of an hour that comes twice, the first.

    Raises:
        NoSuchTime: the clocks go forward over it.
    """
    local = datetime.combine(day, at, tzinfo=timezone)
    instant = local.astimezone(UTC)
    if instant.astimezone(timezone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return instant
