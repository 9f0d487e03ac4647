"""Reading promises with the points they answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.actor import PLACE
from pbplatform.core.errors import NotFound
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.points.models import Point
from pbplatform.points.queries.holders import elected_people
from pbplatform.points.queries.view import PointView
from pbplatform.promises.domain.days import WORST_FIRST
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.models import (
    Commitment,
    CommitmentCorrection,
    CommitmentMove,
    CommitmentTakeBack,
)
from pbplatform.promises.queries import (
    PromiseOnDay,
    corrected_of,
    moves_of,
    promised_day,
    taken_back_of,
)


@dataclass(frozen=True, kw_only=True)
class PromiseView(PromiseOnDay):
    """A promise with the point it answers."""

    point: Point
    forum: ForumSeries

    @property
    def path(self) -> str:
        return f"{self.forum.path}/points/{self.point.number}/promises/{self.promise.n}"

    @property
    def page(self) -> str:
        return f"{self.forum.path}/points/{self.point.number}"


def promise_views(
    session: Session,
    *,
    now: datetime,
    team_slugs: Collection[str] | None = None,
    condition: ColumnElement[bool] | None = None,
) -> list[PromiseView]:
    """Promises, missed ones first, then by their day; of some teams when asked.

    Args:
        condition: on `Commitment`, `Point`, `ForumSeries` or `Team`; only what meets it is read.
    """
    query = _PROMISES
    if team_slugs is not None:
        query = query.where(Team.slug.in_(list(team_slugs)))
    if condition is not None:
        query = _with(condition) if team_slugs is None else query.where(condition)
    return _views(session, session.execute(query).all(), now)


def promises_by_id(session: Session, ids: Collection[int], *, now: datetime) -> list[PromiseView]:
    """The same of promises whose ids are known."""
    rows = session.execute(_BY_ID, {"promises": list(ids)}).all() if ids else []
    return _views(session, rows, now)


def _views(session: Session, rows: Sequence[Any], now: datetime) -> list[PromiseView]:
    if not rows:
        return []
    clocks = places.clocks(session, {row.Point.calendar_version for row in rows})
    ids = [row.Commitment.id for row in rows]
    parts = _Parts(
        clocks=clocks,
        moves=moves_of(session, ids),
        taken_back=taken_back_of(session, ids),
        corrected=corrected_of(session, ids),
        elected=elected_people(session, now=now),
    )
    views = [
        _promise_view(row.Commitment, row.Point, row.ForumSeries, row.Team, parts, now)
        for row in rows
    ]
    return sorted(views, key=lambda view: WORST_FIRST.index(view.state))


# Built once: to build a statement takes longer than to send it.
_PROMISES = (
    select(Commitment, Point, ForumSeries, Team)
    .join(Point, Point.id == Commitment.point_id)
    .join(ForumSeries, ForumSeries.id == Point.forum_id)
    .join(Team, Team.id == Commitment.team_id)
    .order_by(Commitment.due_current, Commitment.id)
)
_BY_ID = _PROMISES.where(Commitment.id.in_(bindparam("promises", expanding=True)))


@lru_cache(maxsize=64)
def _with(condition: ColumnElement[bool]) -> Select[Commitment, Point, ForumSeries, Team]:
    """Those that meet a condition: of a page it is the same as long as nothing changes."""
    return _PROMISES.where(condition)


@dataclass(frozen=True)
class _Parts:
    """What belongs to the promises of one read."""

    clocks: Mapping[int, WorkingDays]
    moves: Mapping[int, list[CommitmentMove]]
    taken_back: Mapping[int, list[CommitmentTakeBack]]
    corrected: Mapping[int, list[CommitmentCorrection]]
    elected: Mapping[str, str]


def _promise_view(
    promise: Commitment,
    point: Point,
    forum: ForumSeries,
    team: Team,
    parts: _Parts,
    now: datetime,
) -> PromiseView:
    days = parts.clocks[point.calendar_version]
    today = days.day_of(now)
    return PromiseView(
        promise=promise,
        point=point,
        forum=forum,
        team=team,
        days=days,
        today=today,
        state=promised_day(promise).state(today),
        days_late=days.days_late(promise.due_current, promise.done_on or today),
        moves=tuple(parts.moves.get(promise.id, ())),
        elected=parts.elected.get(team.scope) or parts.elected.get(PLACE, ""),
        taken_back=tuple(parts.taken_back.get(promise.id, ())),
        corrected=tuple(parts.corrected.get(promise.id, ())),
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


def promises_just_missed(session: Session, *, now: datetime, within: timedelta) -> list[int]:
    """Ids of promises whose day ended within so many days without them."""
    today = places.working_days(session).day_of(now) if places.the_place(session) else now.date()
    due = Commitment.due_current
    is_open = and_(Commitment.done_on.is_(None), Commitment.given_up_on.is_(None))
    ended = and_(due < today, due >= today - within, is_open)
    views = promise_views(session, now=now, condition=ended)
    return [view.promise.id for view in views if view.state is PromiseState.MISSED]


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
            elected=view.elected,
        )
        for view in views
        for promise in view.promises
        if promised_day(promise).state(view.standing.today) is PromiseState.MISSED
    ]
    return sorted(missed, key=lambda view: -view.days_late)


def _one(session: Session, condition: ColumnElement[bool], now: datetime) -> PromiseView:
    found = promise_views(session, now=now, condition=condition)
    if not found:
        raise NotFound("promise.not_found")
    return found[0]
