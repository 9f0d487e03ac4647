"""What a point is on the figure of response times, kept so that a day turns it into a mark. Pure.

Source: docs/rules/points.md sections 8.2 and 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points.domain.standing import PointFacts, stand_of_point
from pbplatform.points.kinds import Stand

NO_CLOCK = frozenset(
    {Stand.RAISED, Stand.REFUSED, Stand.JOINED, Stand.WITHDRAWN, Stand.NOT_STARTED}
)


class Mark(NamedTuple):
    """So many points at one place of the strip.

    Attributes:
        days: working days from the start to the first answer, or to today while it waits.
    """

    days: int
    answered: bool
    late: bool
    number: int = 1

    @property
    def shape(self) -> str:
        """The class of the mark: `dot`, `late`, `open` or `openlate`."""
        if self.answered:
            return "late" if self.late else "dot"
        return "openlate" if self.late else "open"


def mark_code(facts: PointFacts, days: WorkingDays) -> str:
    """By what the mark of a point is found on any day; empty where it has none on any."""
    standing = stand_of_point(facts, days, facts.start)
    clock = standing.clock
    if standing.stand in NO_CLOCK - {Stand.NOT_STARTED}:
        return ""
    if not facts.answers:
        resumes = clock.resumes_on.isoformat() if clock.resumes_on else ""
        waits = (clock.start.isoformat(), clock.due.isoformat(), resumes)
        return ",".join(("w", str(days.version), *waits))
    first = facts.answers[0].day
    # One that must be answered again is drawn from the beginning of its clock on, or once late.
    again = standing.stage > len(facts.answers)
    told = (str(days.between(clock.start, first)), str(int(first > clock.due)))
    shown = min(clock.start, standing.due + timedelta(days=1))
    return ",".join(("a", *told, shown.isoformat() if again else ""))


def mark_on(
    code: str, today: date, calendars: Mapping[int, WorkingDays], number: int
) -> Mark | None:
    """The mark of so many points with one code; None before their clock started."""
    told = _told(code)
    if isinstance(told, _Answered):
        if told.start is not None and today < told.start:
            return None
        return Mark(told.days, True, told.late, number)
    stopped = told.resumes_on is not None and today < told.resumes_on
    late_now = not stopped and today > told.due
    if today < told.start and not stopped and not late_now:
        return None
    return Mark(calendars[told.version].between(told.start, today), False, late_now, number)


class _Answered(NamedTuple):
    """What a code tells of an answered point; `start`: the day from which it is drawn."""

    days: int
    late: bool
    start: date | None


class _Waits(NamedTuple):
    """What a code tells of a point that waits."""

    version: int
    start: date
    due: date
    resumes_on: date | None


# Codes return from page to page.
@lru_cache(maxsize=8192)
def _told(code: str) -> _Answered | _Waits:
    kind, *told = code.split(",")
    if kind == "a":
        taken, late, start = told
        return _Answered(int(taken), late == "1", _day(start) if start else None)
    version, start, due, resumes_on = told
    resumes = _day(resumes_on) if resumes_on else None
    return _Waits(int(version), _day(start), _day(due), resumes)


def calendars_of(codes: list[str]) -> set[int]:
    """The versions of the calendars that the marks of points that wait count with."""
    return {int(code.split(",")[1]) for code in codes if code.startswith("w,")}


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)
