"""The one working-day clock, shared by costings and answers (docs/rules/places.md section 2).

Day 0 is the day something starts; the first working day after it is day 1. A thing is due until the
end of its last day, and late from the day after: days decide, never hours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

_KNOWN = 10_000


@dataclass(frozen=True)
class WorkingDays:
    """Working days of one frozen holiday table.

    Attributes:
        holidays: days without work beside the weekend.
        weekend: weekdays without work, Monday is 0.
        timezone: where a day begins and ends.
        version: the holiday table's version; 0 where there is none yet.
        frozen_at: when the table was frozen.
        counted_to: the last day that the table knows; after it only weekends are left out.
    """

    holidays: frozenset[date]
    weekend: frozenset[int]
    timezone: ZoneInfo
    version: int
    frozen_at: datetime | None = None
    counted_to: date | None = None

    def day_of(self, instant: datetime) -> date:
        """The day of an instant in the place."""
        return instant.astimezone(self.timezone).date()

    def last_day_of(self, end: datetime) -> date:
        """The last day of a window that ends just before `end`: of 00:00 it is the day before."""
        return self.day_of(end - timedelta(microseconds=1))

    def is_working(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def after(self, start: date, days: int) -> date:
        """The day that is `days` working days after `start` (day 0).

        Raises:
            ValueError: a negative number of days.
        """
        if days < 0:
            raise ValueError("working days are counted forwards")
        known = self._known
        found: date | None = known.get((start, days))
        if found is None:
            if len(known) >= _KNOWN:
                known.clear()
            found = known[start, days] = self._counted(start, days)
        return found

    def _counted(self, start: date, days: int) -> date:
        day = start
        while days:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return day

    @cached_property
    def _known(self) -> dict[tuple[date, int], date]:
        """Days that were counted before: a list asks for the same ones row by row."""
        return {}

    def next_working(self, day: date) -> date:
        """`day` itself when it is a working day, else the first one after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when `end` is not later."""
        span = (end - start).days
        if span <= 0:
            return 0
        # Whole weeks have the same weekdays wherever they begin; what is left is less than one.
        weeks, rest = divmod(span, 7)
        first = start.weekday() + 1
        weekend = self.weekend
        found = weeks * self._weekdays + sum((first + n) % 7 not in weekend for n in range(rest))
        free = self._free_weekdays
        return found - (bisect_right(free, end) - bisect_right(free, start))

    @cached_property
    def _weekdays(self) -> int:
        """How many days of a week are no weekend."""
        return sum(day not in self.weekend for day in range(7))

    @cached_property
    def _free_weekdays(self) -> list[date]:
        """Holidays that no weekend takes away, in order."""
        return sorted(day for day in self.holidays if day.weekday() not in self.weekend)

    def days_late(self, due: date, today: date) -> int:
        """How many working days past its due day something is; 0 until the due day has ended."""
        return self.between(due, today) if today > due else 0


def weekends_alone(weekend: Collection[int], timezone: ZoneInfo) -> WorkingDays:
    """The clock before there is any holiday table."""
    return WorkingDays(frozenset(), frozenset(weekend), timezone, version=0)
