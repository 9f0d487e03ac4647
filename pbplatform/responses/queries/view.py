"""A point with everything its page, its row and its rules need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pbplatform.forums.models import ForumSeries, Meeting, Point
from pbplatform.places.models import Team
from pbplatform.places.working_days import WorkingDays
from pbplatform.responses.kinds import Stand, TurnKind, Verdict
from pbplatform.responses.models import Answer, Assignment, Commitment, PointTurn
from pbplatform.responses.standing import PointFacts, Standing


@dataclass(frozen=True)
class Opinion:
    """What people say of one answer.

    Attributes:
        asker: the asker's word, None while there is none.
        others: counts of the others by verdict.
    """

    asker: Verdict | None
    others: Mapping[Verdict, int]

    @property
    def replies(self) -> int:
        return sum(self.others.values()) + (self.asker is not None)

    @property
    def unhappy(self) -> int:
        """Replies that say no or partly, the asker's too."""
        own = self.asker in (Verdict.NO, Verdict.PARTLY)
        return self.others.get(Verdict.NO, 0) + self.others.get(Verdict.PARTLY, 0) + own


NOBODY_YET = Opinion(asker=None, others={})


@dataclass(frozen=True)
class PointView:
    """A point with everything its page, its row and its rules need.

    Attributes:
        team: who must answer: the team that took it, else the forum's lead team.
        assigned: whether a facilitator gave it to a team.
        offered: a passing on that the other team has neither taken nor sent back.
        elected: public name of the elected person responsible for the team, empty without one.
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
        changed: answered with yes or yes in part.
    """

    raised: int
    joined: int
    in_time: int
    late_answers: int
    waiting: int
    waiting_late: int
    changed: int

    @property
    def answered(self) -> int:
        return self.in_time + self.late_answers

    @property
    def to_answer(self) -> int:
        return self.answered + self.waiting


def tally(views: Sequence[PointView]) -> Tally:
    """Count points by their first answer: whether it came, and whether it came by its day."""
    live = [view for view in views if view.standing.stand is not Stand.JOINED]
    first = [view.facts.answers[0].day <= view.standing.clock.due for view in live if view.answers]
    unanswered = [view for view in live if not view.answers]
    return Tally(
        raised=len(views),
        joined=len(views) - len(live),
        in_time=sum(first),
        late_answers=len(first) - sum(first),
        waiting=len(unanswered),
        waiting_late=sum(view.standing.is_late for view in unanswered),
        changed=sum(
            any(answer.kind in ("yes", "part") for answer in view.answers) for view in live
        ),
    )
