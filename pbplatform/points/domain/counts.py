"""Points in groups that add up: one function for every page that shows figures of points.

Source: docs/rules/points.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pbplatform.points.domain.standing import PointFacts, Standing
from pbplatform.points.kinds import Stand

NOT_OWED = frozenset({Stand.RAISED, Stand.REFUSED, Stand.JOINED, Stand.WITHDRAWN})


@dataclass(frozen=True)
class Counts:
    """Points that get an answer, each in exactly one group of its first answer.

    Attributes:
        in_time: answered by the day.
        late_answers: answered after it.
        in_wait: without an answer, and the day has not passed.
        waiting_late: without an answer, and the day has passed.
        again: of those answered, how many must be answered once more; no group of its own.
        again_late: how many of these are late.
    """

    in_time: int = 0
    late_answers: int = 0
    in_wait: int = 0
    waiting_late: int = 0
    again: int = 0
    again_late: int = 0

    @property
    def answered(self) -> int:
        return self.in_time + self.late_answers

    @property
    def waiting(self) -> int:
        return self.in_wait + self.waiting_late

    @property
    def to_answer(self) -> int:
        """The whole: every point that gets an answer."""
        return self.answered + self.waiting


def count_points(stood: Iterable[tuple[PointFacts, Standing]]) -> Counts:
    """Sort points by their first answer; those raised, refused, joined or withdrawn get none."""
    groups = dict.fromkeys(("in_time", "late_answers", "in_wait", "waiting_late"), 0)
    again = again_late = 0
    for facts, standing in stood:
        if standing.stand in NOT_OWED:
            continue
        groups[group_of(facts, standing)] += 1
        if facts.answers and standing.is_open:
            again += 1
            again_late += standing.is_late
    return Counts(**groups, again=again, again_late=again_late)


def group_of(facts: PointFacts, standing: Standing) -> str:
    """The group of a point that gets an answer, by its first one."""
    if facts.answers:
        return "in_time" if facts.answers[0].day <= standing.clock.due else "late_answers"
    return "waiting_late" if standing.is_late else "in_wait"
