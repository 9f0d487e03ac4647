"""How long answers take, by team: each point as a mark, and the day by which half are answered.

Source: docs/rules/points.md section 8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from pbplatform.points.domain.marks import NO_CLOCK, Mark
from pbplatform.points.queries.view import PointView

FEWEST = 5  # points; a team with fewer is listed, not drawn
# How far apart the points of one day stand, by how many others there are; more stand on each other.
_APART = (16, *(min(16, 32 // others) for others in range(1, 33)))
_DAY, _NUMBER = attrgetter("days"), attrgetter("number")


@dataclass(frozen=True)
class Strip:
    """One team's marks and counts.

    Attributes:
        marks: by their day.
        slug: of the team; empty for all together.
    """

    team: str
    marks: tuple[Mark, ...]
    half_by: int | None
    slug: str = ""

    @cached_property
    def in_time(self) -> int:
        return sum(mark.number for mark in self.marks if mark.answered and not mark.late)

    @cached_property
    def late(self) -> int:
        return sum(mark.number for mark in self.marks if mark.answered and mark.late)

    @cached_property
    def number(self) -> int:
        """How many points there are."""
        return sum(mark.number for mark in self.marks)

    @cached_property
    def waiting(self) -> int:
        return sum(mark.number for mark in self.marks if not mark.answered)

    @cached_property
    def waiting_late(self) -> int:
        return sum(mark.number for mark in self.marks if mark.late and not mark.answered)

    @cached_property
    def answered(self) -> int:
        return self.in_time + self.late

    def placed(self, middle: int) -> list[tuple[Mark, Sequence[int]]]:
        """Each mark with how far down its points stand: all of one day share the height.

        Where so many share it that they would stand on each other, one of each shape is drawn.

        Args:
            middle: how far down the middle of the strip is.
        """
        told: list[tuple[Mark, Sequence[int]]] = []
        for _day, of_day in groupby(self.marks, key=_DAY):
            here = list(of_day)
            others = sum(map(_NUMBER, here)) - 1
            apart = _APART[others] if others < len(_APART) else 0
            if not apart:
                told += [(mark, (middle,)) for mark in here]
                continue
            top = middle - others * apart // 2
            for mark in here:
                end = top + mark.number * apart
                told.append((mark, range(top, end, apart)))
                top = end
        return told

    @property
    def is_drawn(self) -> bool:
        return self.number >= FEWEST


def half_by(marks: Iterable[Mark]) -> int | None:
    """The working day by which half of all points are answered, waiting ones counted as waiting.

    The Kaplan-Meier estimate of the median; None while half is not reached.
    """
    ordered = sorted(marks, key=lambda mark: (mark.days, not mark.answered))
    at_risk = sum(mark.number for mark in ordered)
    # S after day d is a product of (n - k) / n; kept as two whole numbers, so nothing is rounded.
    top, bottom = 1, 1
    for mark in ordered:
        if mark.answered:
            top, bottom = top * (at_risk - mark.number), bottom * at_risk
            if 2 * top <= bottom:
                return mark.days
        at_risk -= mark.number
    return None


def strips(views: Sequence[PointView]) -> list[Strip]:
    """One strip for each team with a point whose clock has started, by the team's name."""
    by_team: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for view in views:
        if view.standing.stand in NO_CLOCK:
            continue
        first = view.facts.answers[0].day if view.facts.answers else None
        end = first or view.standing.today
        by_team[view.team.name, view.team.slug].append(
            Mark(
                days=view.days.between(view.standing.clock.start, end),
                answered=first is not None,
                late=end > view.standing.clock.due if first else view.standing.is_late,
            )
        )
    return strips_of(by_team)


def strips_of(by_team: Mapping[tuple[str, str], Sequence[Mark]]) -> list[Strip]:
    """One strip for each team, by its name; the marks by their day.

    Args:
        by_team: marks of each team, by its name and slug.
    """
    return [
        Strip(
            team=team,
            marks=tuple(sorted(marks, key=mark_order)),
            half_by=half_by(marks),
            slug=slug,
        )
        for (team, slug), marks in sorted(by_team.items())
        if marks
    ]


def mark_order(mark: Mark) -> tuple[int, bool, bool]:
    """By the day; of one day the answered ones first, and those in time before those late."""
    days, answered, late, _number = mark
    return days, not answered, late
