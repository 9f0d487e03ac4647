"""The answer clock said again, day by day: what the fold of `clock.py` is held against.

It counts the working days that are left, one fewer on each that passes while it runs; where none is
left, the next day is late. Of a due day it knows only the one that came with another point.
"""

from __future__ import annotations

from datetime import date

from pbplatform.places.domain.working_days import WorkingDays

LONGEST_STOP = 10  # working days


class SecondClock:
    """A clock that somebody carries through the days.

    Attributes:
        left: working days that are left; none on the last day in time.
        stopped: working days for which it has been stopped; None while it runs.
        cap: the last day of a point that came in; None where none did.
        late: whether a day has begun after the last one in time.
    """

    def __init__(self, start: date, answer_days: int, days: WorkingDays) -> None:
        self.days, self.start, self.answer_days = days, start, answer_days
        self.left = answer_days
        self.stopped: int | None = None
        self.late = False
        self.cap: date | None = None
        # The last day in time is this very day: with none left on a day off, the next working day.
        self.waits_for_a_working_day = False

    def start_on(self, start: date, today: date) -> None:
        """Begin earlier than was thought, at the latest today: count again what has passed."""
        if start != self.start:
            self.start = start
            self.left = self.answer_days - self.days.between(start, today)

    def next_day(self, day: date) -> None:
        """A day begins."""
        if self.stopped is None and self.cap is not None and day > self.cap:
            self.late = True
        if self.late or day <= self.start:
            return
        working = self.days.is_working(day)
        if self.stopped is not None:
            self.stopped += working
            if self.stopped == LONGEST_STOP:
                self._run(day)
            return
        if self.left == 0 and not self.waits_for_a_working_day:
            self.late = True
        elif working:
            if self.waits_for_a_working_day:
                self.waits_for_a_working_day = False
            else:
                self.left -= 1

    def _run(self, day: date) -> None:
        self.stopped = None
        self.waits_for_a_working_day = self.left == 0 and not self.days.is_working(day)

    def more(self, days: int) -> None:
        self.left += days
        if self.cap is not None:
            self.cap = self.days.after(self.cap, days)

    def stop(self, day: date) -> None:
        if self.cap is not None:
            self.left = min(self.left, self.days.between(day, self.cap))
            self.cap = None
        self.stopped = 0

    def go_on(self, day: date) -> None:
        """A reply; without effect on a clock that runs."""
        if self.stopped is not None:
            self._run(day)

    def join(self, due: date, today: date) -> None:
        """Another point comes in; its last day counts if it is earlier."""
        self.go_on(today)
        self.cap = due if self.cap is None else min(self.cap, due)
        self.late = self.late or self.cap < today

    def is_late(self, _today: date) -> bool:
        return self.late

    def is_stopped(self) -> bool:
        return self.stopped is not None
