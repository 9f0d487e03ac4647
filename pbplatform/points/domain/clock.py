"""The answer clock: a fold over what happened to a point. Pure; docs/rules/points.md section 3.

The due day is worked out from the start day and the turns each time it is asked for. Only two turns
can move it later, once each: more time, and a stop to ask the asker. The services refuse them when
they come too late; the fold passes over them too: no row can make a late point look in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points.kinds import TurnKind

EXTENSION_DAYS = 10  # working days, at most, once
PAUSE_DAYS = 10  # working days after which a stopped clock goes on by itself
SECOND_DAYS = 10  # working days for a second and a third answer
VERY_LATE_DAYS = 10  # working days after the due day
ASSESS_DAYS = 20  # working days to say whether an answer answers
GO_ON_DAYS = 5  # working days to go on with a point that its asker withdrew
# The turns that touch the clock; notes, late replies and reminders never do.
MOVES = frozenset({TurnKind.EXTENDED, TurnKind.PAUSED, TurnKind.RESUMED, TurnKind.JOINED})


@dataclass(frozen=True)
class Turn:
    """One thing that happened to a point's clock.

    Attributes:
        day: the day it happened, in the place.
        days: working days of more time; for `EXTENDED`.
        due: due day that came with another point; for `JOINED`.
        spent_extension, spent_pause: what that other point had used up; for `JOINED`.
    """

    kind: TurnKind
    day: date
    days: int = 0
    due: date | None = None
    spent_extension: bool = False
    spent_pause: bool = False


@dataclass(frozen=True)
class Reading:
    """The clock as it stands after its turns.

    Attributes:
        due: last day in time; while the clock is stopped, the day if nobody replies.
        first_due: the day without more time and stops.
        paused_on: day of a stop that no later turn has ended; None when it runs.
        resumes_on: day on which it goes on by itself.
        left: working days that were left when it stopped.
    """

    start: date
    due: date
    first_due: date
    extended: bool = False
    paused: bool = False
    paused_on: date | None = None
    resumes_on: date | None = None
    left: int = 0

    def is_stopped(self, today: date) -> bool:
        return self.resumes_on is not None and today < self.resumes_on

    def has_started(self, today: date) -> bool:
        return today >= self.start


def read_clock(start: date, answer_days: int, turns: Iterable[Turn], days: WorkingDays) -> Reading:
    """Fold the turns, in the order in which they happened.

    Args:
        start: day 0.
        answer_days: working days of the promise.
    """
    due = days.after(start, answer_days)
    reading = Reading(start=start, due=due, first_due=due)
    for turn in turns:
        reading = _apply(reading, turn, days)
    return reading


def _apply(reading: Reading, turn: Turn, days: WorkingDays) -> Reading:
    if turn.kind not in MOVES:
        return reading
    if turn.kind is TurnKind.PAUSED:
        return _stop(_go_on(reading, turn.day, days), turn.day, days)
    reading = _go_on(reading, turn.day, days)
    if turn.kind is TurnKind.EXTENDED and not reading.extended and turn.day < reading.due:
        more = min(turn.days, EXTENSION_DAYS)
        return replace(reading, due=days.after(reading.due, more), extended=True)
    if turn.kind is TurnKind.JOINED and turn.due is not None:
        return replace(
            reading,
            due=min(reading.due, turn.due),
            extended=reading.extended or turn.spent_extension,
            paused=reading.paused or turn.spent_pause,
        )
    return reading


def _stop(reading: Reading, day: date, days: WorkingDays) -> Reading:
    if reading.paused or day > reading.due:
        return reading
    left = days.between(day, reading.due)
    resumes_on = days.after(day, PAUSE_DAYS)
    return replace(
        reading,
        due=days.after(resumes_on, left),
        paused=True,
        paused_on=day,
        resumes_on=resumes_on,
        left=left,
    )


def _go_on(reading: Reading, day: date, days: WorkingDays) -> Reading:
    """End a stop on `day`, or on its last day when that came first."""
    if reading.resumes_on is None:
        return reading
    goes_on = min(day, reading.resumes_on)
    # With no day left the answer is due on the day itself, or on the first working day after it.
    due = days.next_working(days.after(goes_on, reading.left))
    return replace(reading, due=due, paused_on=None, resumes_on=None, left=0)


def running_due(reading: Reading, day: date, days: WorkingDays) -> date:
    """The due day if a stop ended on `day`: what a point brings when it joins another."""
    return _go_on(reading, day, days).due
