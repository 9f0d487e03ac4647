"""When a voting place is closed against its hours. Pure; docs/rules/venues.md section 7."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pbplatform.core.errors import Conflict
from pbplatform.venues.domain.hours import Hours


def without(hours: Sequence[Hours], closed: Iterable[Hours]) -> list[Hours]:
    """What is left of hours, in the order of time."""
    left = list(hours)
    for begins, ends in closed:
        left = [part for each in left for part in _outside(each, begins, ends)]
    return left


def _outside(hours: Hours, begins: datetime, ends: datetime) -> list[Hours]:
    """The parts of one time before `begins` and from `ends` on."""
    first, last = hours
    parts = [(first, min(last, begins)), (max(first, ends), last)]
    return [part for part in parts if part[0] < part[1]]


def touches(one: Hours, other: Hours) -> bool:
    """Whether two times overlap, or one begins where the other ends."""
    return one[0] <= other[1] and other[0] <= one[1]


def joined(spans: Sequence[Hours]) -> Hours:
    """The time from the first moment of all to the last; at least one is given."""
    return min(begins for begins, _ends in spans), max(ends for _begins, ends in spans)


def refuse_closing(span: Hours, hours: Sequence[Hours], now: datetime) -> Conflict | None:
    """Why a place is not closed then; None when it is.

    Args:
        span: from now on at the earliest.
        hours: when it is open, what it is closed for already taken off.
    """
    if span[0] >= span[1]:
        if span[1] <= now:
            return Conflict("venue.closing_is_over", field="day")
        return Conflict("venue.closing_ends_first", field="day")
    if without(hours, [span]) == list(hours):
        return Conflict("venue.not_open_then", field="day")
    return None
