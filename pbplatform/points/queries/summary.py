"""Points in numbers, for the first page and year by year: three reads whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places import queries as places
from pbplatform.points.domain.clock import Turn
from pbplatform.points.domain.counts import Counts, count_points
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, Standing, stand_of_point
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Answer, Point, PointTurn
from pbplatform.points.queries.load import start_of_point, turn_facts


@dataclass(frozen=True)
class LatePoint:
    """The point whose answer is late by the most working days."""

    forum_slug: str
    number: int
    title: str
    days_late: int


@dataclass(frozen=True)
class Summary:
    """Published points in groups that add up, and the one that is latest."""

    counts: Counts = field(default_factory=Counts)
    worst: LatePoint | None = None


_Stood = list[tuple[Point, str, PointFacts, Standing]]


def summary(session: Session, *, now: datetime) -> Summary:
    """Count the published points of all forums as they stand at `now`."""
    return _summed(_stood(session, now))


def counts_by_year(session: Session, *, now: datetime) -> dict[int, Counts]:
    """The same by the year in which they came, as days of the place."""
    years: dict[int, list[tuple[PointFacts, Standing]]] = defaultdict(list)
    for _point, _slug, facts, standing in _stood(session, now):
        years[facts.came_on.year].append((facts, standing))
    return {year: count_points(stood) for year, stood in years.items()}


def _stood(session: Session, now: datetime) -> _Stood:
    """Every published point with its forum's slug and where it stands."""
    public = Point.state == PointState.PUBLISHED
    query = (
        select(Point, ForumSeries.slug, Meeting, PointTurn)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .outerjoin(Meeting, Meeting.id == Point.meeting_id)
        .outerjoin(PointTurn, PointTurn.point_id == Point.id)
        .where(public)
    )
    turns: dict[int, list[Turn]] = defaultdict(list)
    by_point: dict[int, tuple[Point, str, Meeting | None]] = {}
    for point, slug, raised_at, turn in session.execute(query.order_by(Point.id, PointTurn.n)):
        by_point[point.id] = (point, slug, raised_at)
        if turn is not None:
            turns[point.id].append(turn_facts(turn))
    if not by_point:
        return []
    rows = list(by_point.values())
    versions = {point.calendar_version for point, _slug, _meeting in rows}
    versions |= {meeting.calendar_version for _point, _slug, meeting in rows if meeting}
    clocks = places.clocks(session, versions)
    answers = _answers(session, select(Point.id).where(public))
    stood = []
    for point, slug, meeting in rows:
        days = clocks[point.calendar_version]
        facts = PointFacts(
            state=PointState(point.state),
            came_on=days.day_of(point.came_at),
            start=start_of_point(point, meeting, clocks),
            answer_days=point.answer_days,
            turns=tuple(turns[point.id]),
            answers=tuple(answers[point.id]),
        )
        stood.append((point, slug, facts, stand_of_point(facts, days, days.day_of(now))))
    return stood


def _answers(session: Session, ids: Select[int]) -> dict[int, list[AnswerFacts]]:
    found: dict[int, list[AnswerFacts]] = defaultdict(list)
    given = select(Answer.point_id, Answer.day, Answer.challenged_on)
    given = given.where(Answer.point_id.in_(ids)).order_by(Answer.point_id, Answer.n)
    for row in session.execute(given):
        found[row.point_id].append(AnswerFacts(row.day, row.challenged_on))
    return found


def _summed(stood: _Stood) -> Summary:
    late = [(point, slug, standing) for point, slug, _facts, standing in stood if standing.is_late]
    worst = max(late, key=lambda each: (each[2].days_late, -each[0].id), default=None)
    return Summary(
        counts=count_points((facts, standing) for _point, _slug, facts, standing in stood),
        worst=LatePoint(worst[1], worst[0].number, worst[0].title, worst[2].days_late)
        if worst
        else None,
    )
