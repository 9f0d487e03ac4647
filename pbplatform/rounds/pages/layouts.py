"""Ways to start a round: dates laid out from a first day, as a facilitator may then change them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

NEW_YORK = "new-york"
BLANK = "blank"
_MORNING, _EVENING, _NOON = time(9), time(20), time(12)
_SATURDAY = 5

DayAndTime = tuple[date, time]


def lay_out(start: str, first_day: date) -> Mapping[str, DayAndTime]:
    """Local days and times of a round's dates by their names; empty for a blank start.

    New York style: six weeks of ideas, ten weeks of delegates' work, two weeks to print, then nine
    days of voting from a Saturday to the Sunday after next, and the result three days later.
    """
    if start != NEW_YORK:
        return {}
    ideas_close = first_day + timedelta(weeks=6)
    review_close = ideas_close + timedelta(weeks=10)
    printed = review_close + timedelta(weeks=2)
    opens = printed + timedelta(days=(_SATURDAY - printed.weekday()) % 7)
    closes = opens + timedelta(days=8)
    return {
        "ideas_open_at": (first_day, _MORNING),
        "ideas_close_at": (ideas_close, _EVENING),
        "review_close_at": (review_close, _EVENING),
        "opens_at": (opens, _MORNING),
        "closes_at": (closes, _EVENING),
        "results_at": (closes + timedelta(days=3), _NOON),
    }
