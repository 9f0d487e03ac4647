"""Reading promises with the points they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pbplatform.core.actor import PLACE
from pbplatform.core.errors import NotFound
from pbplatform.forums.models import ForumSeries, Point
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.responses.domain.standing import stand_of_promise
from pbplatform.responses.kinds import PromiseState
from pbplatform.responses.models import Commitment, CommitmentMove, CommitmentTakeBack
from pbplatform.responses.queries.load import elected_people, promise_facts
from pbplatform.responses.queries.view import PointView


@dataclass(frozen=True)
class PromiseView:
    """A promise with the point it answers."""

    promise: Commitment
    point: Point
    forum: ForumSeries
    team: Team
    days: WorkingDays
    today: date
    state: PromiseState
    days_late: int
    moves: tuple[CommitmentMove, ...]
    elected: str
    taken_back: tuple[CommitmentTakeBack, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.forum.path}/points/{self.point.number}/promises/{self.promise.n}"


def promise_views(
    session: Session,
    *,
    now: datetime,
    team_slugs: Collection[str] | None = None,
    condition: ColumnElement[bool] | None = None,
) -> list[PromiseView]:
    """Promises, missed ones first, then by their day; of some teams when asked."""
    asked = (
        select(Commitment, Point, ForumSeries, Team)
        .join(Point, Point.id == Commitment.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .join(Team, Team.id == Commitment.team_id)
        .order_by(Commitment.due_current, Commitment.id)
    )
    if team_slugs is not None:
        asked = asked.where(Team.slug.in_(list(team_slugs)))
    if condition is not None:
        asked = asked.where(condition)
    rows = session.execute(asked).all()
    if not rows:
        return []
    clocks = places.clocks(session, {row.Point.calendar_version for row in rows})
    moves: dict[int, list[CommitmentMove]] = defaultdict(list)
    for move in session.scalars(
        select(CommitmentMove).order_by(CommitmentMove.commitment_id, CommitmentMove.n)
    ):
        moves[move.commitment_id].append(move)
    taken: dict[int, list[CommitmentTakeBack]] = defaultdict(list)
    for back in session.scalars(select(CommitmentTakeBack).order_by(CommitmentTakeBack.n)):
        taken[back.commitment_id].append(back)
    elected = elected_people(session, now=now)
    views = [
        replace(
            _promise_view(
                row.Commitment, row.Point, row.ForumSeries, row.Team, clocks, moves, elected, now
            ),
            taken_back=tuple(taken.get(row.Commitment.id, ())),
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: _PROMISE_ORDER.index(view.state))


_PROMISE_ORDER = (
    PromiseState.MISSED,
    PromiseState.UNDER_WAY,
    PromiseState.BROKEN,
    PromiseState.KEPT_LATE,
    PromiseState.KEPT,
)


def _promise_view(
    promise: Commitment,
    point: Point,
    forum: ForumSeries,
    team: Team,
    clocks: Mapping[int, WorkingDays],
    moves: Mapping[int, list[CommitmentMove]],
    elected: Mapping[str, str],
    now: datetime,
) -> PromiseView:
    days = clocks[point.calendar_version]
    today = days.day_of(now)
    return PromiseView(
        promise=promise,
        point=point,
        forum=forum,
        team=team,
        days=days,
        today=today,
        state=stand_of_promise(promise_facts(promise), today),
        days_late=days.days_late(promise.due_current, promise.done_on or today),
        moves=tuple(moves.get(promise.id, ())),
        elected=elected.get(team.scope) or elected.get(PLACE, ""),
    )


def promise_by_id(session: Session, promise_id: int, *, now: datetime) -> PromiseView:
    """One promise; NotFound when there is none."""
    return _one(session, Commitment.id == promise_id, now)


def promise_by_number(
    session: Session, forum_slug: str, point_number: int, n: int, *, now: datetime
) -> PromiseView:
    """One promise of a point; NotFound when there is none."""
    return _one(
        session,
        and_(ForumSeries.slug == forum_slug, Point.number == point_number, Commitment.n == n),
        now,
    )


def missed_promises(views: Iterable[PointView]) -> list[PromiseView]:
    """Promises of these points whose day has ended without them, the longest wait first."""
    missed = [
        PromiseView(
            promise=promise,
            point=view.point,
            forum=view.forum,
            team=view.team,
            days=view.days,
            today=view.standing.today,
            state=PromiseState.MISSED,
            days_late=view.days.days_late(promise.due_current, view.standing.today),
            moves=(),
            elected=view.elected,
        )
        for view in views
        for promise in view.promises
        if stand_of_promise(promise_facts(promise), view.standing.today) is PromiseState.MISSED
    ]
    return sorted(missed, key=lambda view: -view.days_late)


def _one(session: Session, condition: ColumnElement[bool], now: datetime) -> PromiseView:
    found = promise_views(session, now=now, condition=condition)
    if not found:
        raise NotFound("promise.not_found")
    return found[0]
