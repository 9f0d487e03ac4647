"""A point with everything its page, its row and its rules need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.points.domain.counts import Counts, count_points
from pbplatform.points.domain.going_up import AT_TEAM, Up
from pbplatform.points.domain.standing import PointFacts, Standing
from pbplatform.points.domain.stretches import Cell, counts_of
from pbplatform.points.kinds import Assessed, Level, Stand, TurnKind
from pbplatform.points.models import Answer, Assignment, Point, PointTurn
from pbplatform.promises.models import Commitment


@dataclass(frozen=True)
class Opinion:
    """What people say of one answer.

    Attributes:
        asker: the asker's word, None while there is none.
        others: counts of the others by verdict.
        told: whom the asker told it, with their role; empty where they said it themselves.
        words: what is missing, as the asker said it to them; empty where they said no more.
    """

    asker: Assessed | None
    others: Mapping[Assessed, int]
    told: str = ""
    words: str = ""

    @property
    def replies(self) -> int:
        return sum(self.others.values()) + (self.asker is not None)

    @property
    def unhappy(self) -> int:
        """Replies that say no or partly, the asker's too."""
        own = self.asker in (Assessed.NO, Assessed.PARTLY)
        return self.others.get(Assessed.NO, 0) + self.others.get(Assessed.PARTLY, 0) + own


NOBODY_YET = Opinion(asker=None, others={})


@dataclass(frozen=True)
class PointView:
    """A point with everything its page, its row and its rules need.

    Attributes:
        team: who must answer: the team that took it, else the forum's lead team.
        assigned: whether a facilitator gave it to a team.
        offered: a passing on that the other team has neither taken nor sent back.
        elected: public name of the elected person responsible for the team, empty without one.
        up: who can act: the team, or whom the point went up to.
        lead: the lead team of the forum.
    """

    point: Point
    forum: ForumSeries
    meeting: Meeting | None
    area: str
    supporters: int
    days: WorkingDays
    facts: PointFacts
    standing: Standing
    team: Team
    assigned: bool
    offered: Assignment | None
    offered_to: Team | None
    assignments: tuple[Assignment, ...]
    turns: tuple[PointTurn, ...]
    answers: tuple[Answer, ...]
    opinions: Mapping[int, Opinion]
    promises: tuple[Commitment, ...]
    elected: str
    up: Up = AT_TEAM
    lead: Team | None = None

    @property
    def acts(self) -> Team:
        """The team whose people act on the point; another than `team` where it went up to it."""
        return self.lead if self.lead is not None and self.up.level is Level.LEAD else self.team

    @property
    def path(self) -> str:
        return f"{self.forum.path}/points/{self.point.number}"

    @property
    def answer(self) -> Answer | None:
        """The newest answer."""
        return self.answers[-1] if self.answers else None

    @property
    def opinion(self) -> Opinion:
        """What people say of the newest answer."""
        return self.opinions.get(self.answers[-1].id, NOBODY_YET) if self.answers else NOBODY_YET

    @property
    def note(self) -> PointTurn | None:
        """The newest public note."""
        notes = [turn for turn in self.turns if turn.kind == TurnKind.NOTED]
        return notes[-1] if notes else None

    def turn(self, kind: TurnKind) -> PointTurn | None:
        """The newest turn of this kind."""
        found = [turn for turn in self.turns if turn.kind == kind]
        return found[-1] if found else None

    def was_reminded(self, mark: str) -> bool:
        return any(turn.mark == mark for turn in self.turns)


@dataclass(frozen=True)
class Tally:
    """The counts on top of a list of points, with their whole.

    Attributes:
        joined: points that went into others and are answered there.
        withdrawn: points that their askers took back before an answer.
        changed: of those answered, how many with yes or yes in part.
        counts: every other point, in groups that add up.
    """

    raised: int
    joined: int
    withdrawn: int
    changed: int
    counts: Counts


def tally_of(cells: Mapping[Cell, int]) -> Tally:
    """Count public points by how they stand."""
    gone = dict.fromkeys((Stand.JOINED, Stand.WITHDRAWN), 0)
    changed = 0
    for cell, number in cells.items():
        if cell.stand in gone:
            gone[cell.stand] += number
        elif cell.changed:
            changed += number
    return Tally(
        raised=sum(cells.values()),
        joined=gone[Stand.JOINED],
        withdrawn=gone[Stand.WITHDRAWN],
        changed=changed,
        counts=counts_of(cells),
    )


def tally(views: Sequence[PointView]) -> Tally:
    """Count public points: `raised` is `joined`, `withdrawn` and `counts.to_answer` together."""
    stands = Counter(view.standing.stand for view in views)
    gone = (Stand.JOINED, Stand.WITHDRAWN)
    live = [view for view in views if view.standing.stand not in gone]
    return Tally(
        raised=len(views),
        joined=stands[Stand.JOINED],
        withdrawn=stands[Stand.WITHDRAWN],
        changed=sum(
            any(answer.kind in ("yes", "part") for answer in view.answers) for view in live
        ),
        counts=count_points((view.facts, view.standing) for view in live),
    )
