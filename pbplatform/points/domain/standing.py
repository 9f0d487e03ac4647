"""Where a point and a promise stand on a day. Pure: facts in, standing out; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points.domain.clock import (
    ASSESS_DAYS,
    GO_ON_DAYS,
    SECOND_DAYS,
    VERY_LATE_DAYS,
    Reading,
    Turn,
    read_clock,
)
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.kinds import FINAL, OPEN, PointState, Stand
from pbplatform.promises.domain.days import PromisedDay, worst_of
from pbplatform.promises.kinds import ASKED, PromiseState

LAST_STAGE = 3  # first answer, second answer, the elected person's answer


@dataclass(frozen=True)
class AnswerFacts:
    """When an answer came, and when people made another one due."""

    day: date
    challenged_on: date | None = None


@dataclass(frozen=True)
class PointFacts:
    """All that decides where a point stands."""

    state: PointState
    came_on: date
    start: date
    answer_days: int
    turns: tuple[Turn, ...] = ()
    answers: tuple[AnswerFacts, ...] = ()
    promises: tuple[PromisedDay, ...] = ()
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """Where a point stands on a day.

    Attributes:
        stage: which answer is due or was given: 1, 2 or 3.
        due: its last day in time.
        days_late: working days past `due`; for an answer that came, on the day it came.
        very_late_on: the day from which it counts as very late.
        answered_on: the day of the newest answer, None before the first.
        in_time: whether the newest answer came by its day, None before the first.
        assess_until: last day to say whether the newest answer answers.
        promise: the state of the promises together, None without one.
        promise_due: the day of the promise that `promise` speaks of.
        withdrawn_on: the day its asker took it back, None while it is not withdrawn.
        go_on_until: last day to go on with a withdrawn point.
    """

    stand: Stand
    today: date
    clock: Reading
    stage: int
    due: date
    days_late: int
    very_late_on: date
    answered_on: date | None = None
    in_time: bool | None = None
    assess_until: date | None = None
    promise: PromiseState | None = None
    promise_due: date | None = None
    withdrawn_on: date | None = None
    go_on_until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer is due."""
        return self.stand in OPEN

    @property
    def is_late(self) -> bool:
        return self.stand in (Stand.LATE, Stand.VERY_LATE)

    @property
    def is_answered(self) -> bool:
        """Whether it was answered and no other answer is due."""
        return self.answered_on is not None and not self.is_open

    @property
    def is_taken_higher(self) -> bool:
        """Whether it is with the elected person because two answers did not answer it."""
        return self.is_open and self.stage == LAST_STAGE

    @property
    def is_final(self) -> bool:
        return self.stand in FINAL


def due_of_stage(clock: Reading, facts: PointFacts, stage: int, days: WorkingDays) -> date:
    """The last day of the first answer, or of the one that people made due.

    Raises:
        ValueError: nobody made an answer of this stage due.
    """
    if stage == 1:
        return clock.due
    challenged_on = facts.answers[stage - 2].challenged_on
    if challenged_on is None:
        raise ValueError("no such answer is due")
    return days.after(challenged_on, SECOND_DAYS)


def stand_of_point(facts: PointFacts, days: WorkingDays, today: date) -> Standing:
    """Where the point stands on `today`. Source: docs/rules/points.md sections 3 and 6."""
    clock = read_clock(facts.start, facts.answer_days, facts.turns, days)
    newest = facts.answers[-1] if facts.answers else None
    wants_next = newest is None or (
        newest.challenged_on is not None and len(facts.answers) < LAST_STAGE
    )
    stage = len(facts.answers) + 1 if wants_next else len(facts.answers)
    due = due_of_stage(clock, facts, stage, days)
    promise = worst_of(facts.promises, today)
    late_on = today if wants_next or newest is None else newest.day
    if withdrawn_on := facts.withdrawn_on:
        late_on = withdrawn_on  # what was late when it was taken back stays late by as much
    assess_until = days.after(newest.day, ASSESS_DAYS) if newest else None
    return Standing(
        stand=(
            _stand_open(facts, clock, due, stage, days, today)
            if wants_next
            else _stand_answered(assess_until, promise, today)
        ),
        today=today,
        clock=clock,
        stage=stage,
        due=due,
        days_late=days.days_late(due, late_on),
        very_late_on=days.after(due, VERY_LATE_DAYS),
        answered_on=newest.day if newest else None,
        in_time=_in_time(facts, clock, days),
        assess_until=assess_until,
        promise=promise[0] if promise else None,
        promise_due=promise[1] if promise else None,
        withdrawn_on=withdrawn_on,
        go_on_until=days.after(withdrawn_on, GO_ON_DAYS) if withdrawn_on else None,
    )


def _in_time(facts: PointFacts, clock: Reading, days: WorkingDays) -> bool | None:
    """Whether the newest answer came by its day. Days decide: a Saturday after a Friday is late."""
    given = len(facts.answers)
    if given == 0:
        return None
    return facts.answers[-1].day <= due_of_stage(clock, facts, given, days)


_DECIDED = {
    PointState.RAISED: Stand.RAISED,
    PointState.REFUSED: Stand.REFUSED,
    PointState.JOINED: Stand.JOINED,
    PointState.WITHDRAWN: Stand.WITHDRAWN,
}


def _stand_open(
    facts: PointFacts, clock: Reading, due: date, stage: int, days: WorkingDays, today: date
) -> Stand:
    if facts.state in _DECIDED:
        return _DECIDED[facts.state]
    if stage == 1 and clock.is_stopped(today):
        return Stand.PAUSED
    if today > due:
        very = days.days_late(due, today) >= VERY_LATE_DAYS
        return Stand.VERY_LATE if very else Stand.LATE
    return Stand.WAITING if clock.has_started(today) else Stand.NOT_STARTED


def _stand_answered(
    assess_until: date | None, promise: tuple[PromiseState, date] | None, today: date
) -> Stand:
    state = promise[0] if promise else None
    if state is PromiseState.MISSED:
        return Stand.PROMISE_MISSED
    if state is PromiseState.UNDER_WAY:
        return Stand.PROMISED
    if state in ASKED:
        return Stand.CHECKING
    return Stand.ASSESSING if assess_until and today <= assess_until else Stand.SETTLED


def publish_by(facts: PointFacts, days: WorkingDays) -> date:
    """The last day for a facilitator to publish or refuse a raised point."""
    return days.after(facts.came_on, PUBLISH_DAYS)
