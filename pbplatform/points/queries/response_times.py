"""How long answers take, by team: each point as a mark, and the day by which half are answered.

Source: docs/rules/points.md section 8.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pbplatform.points.kinds import Stand
from pbplatform.points.queries.view import PointView

FEWEST = 5  # points; a team with fewer is listed, not drawn
_NO_CLOCK = frozenset(
    {Stand.RAISED, Stand.REFUSED, Stand.JOINED, Stand.WITHDRAWN, Stand.NOT_STARTED}
)


@dataclass(frozen=True)
class Mark:
    """One point on the strip.

    Attributes:
        days: working days from the start to the first answer, or to today while it waits.
    """

    days: int
    answered: bool
    late: bool

    @property
    def shape(self) -> str:
        """The class of the mark: `dot`, `late`, `open` or `openlate`."""
        if self.answered:
            return "late" if self.late else "dot"
        return "openlate" if self.late else "open"


@dataclass(frozen=True)
class Strip:
    """One team's marks and counts.

    Attributes:
        slug: of the team; empty for all together.
    """

    team: str
    marks: tuple[Mark, ...]
    half_by: int | None
    slug: str = ""

    @property
    def in_time(self) -> int:
        return sum(mark.answered and not mark.late for mark in self.marks)

    @property
    def late(self) -> int:
        return sum(mark.answered and mark.late for mark in self.marks)

    @property
    def waiting(self) -> int:
        return sum(not mark.answered for mark in self.marks)

    @property
    def waiting_late(self) -> int:
        return sum(mark.late and not mark.answered for mark in self.marks)

    @property
    def answered(self) -> int:
        return self.in_time + self.late

    @property
    def placed(self) -> list[tuple[Mark, int]]:
        """Each mark with how far it stands below the middle: those of one day share the height."""
        of_day = Counter(mark.days for mark in self.marks)
        seen: Counter[int] = Counter()
        told = []
        for mark in self.marks:
            apart = min(16, 32 // max(of_day[mark.days] - 1, 1))
            told.append((mark, seen[mark.days] * apart - (of_day[mark.days] - 1) * apart // 2))
            seen[mark.days] += 1
        return told

    @property
    def is_drawn(self) -> bool:
        return len(self.marks) >= FEWEST


def half_by(marks: Iterable[Mark]) -> int | None:
    """The working day by which half of all points are answered, waiting ones counted as waiting.

    The Kaplan-Meier estimate of the median; None while half is not reached.
    """
    ordered = sorted(marks, key=lambda mark: (mark.days, not mark.answered))
    # S after day d is a product of (n - 1) / n; kept as two whole numbers, so nothing is rounded.
    top, bottom = 1, 1
    for place, mark in enumerate(ordered):
        at_risk = len(ordered) - place
        if mark.answered:
            top, bottom = top * (at_risk - 1), bottom * at_risk
            if 2 * top <= bottom:
                return mark.days
    return None


def strips(views: Sequence[PointView]) -> list[Strip]:
    """One strip for each team with a point whose clock has started, by the team's name."""
    by_team: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for view in views:
        if view.standing.stand in _NO_CLOCK:
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
    return [
        Strip(
            team=team,
            marks=tuple(sorted(marks, key=lambda mark: mark.days)),
            half_by=half_by(marks),
            slug=slug,
        )
        for (team, slug), marks in sorted(by_team.items())
    ]
