"""What a team must do: answers that are due and promises that are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.places.queries import day_of, the_place
from pbplatform.points.kinds import Stand
from pbplatform.points.models import Assignment, Point
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.promises import PromiseView, promise_views
from pbplatform.points.queries.standings import ids_that
from pbplatform.points.queries.view import PointView
from pbplatform.promises.kinds import Ended, Owed, PromiseState
from pbplatform.promises.models import CitizenCheck, Commitment


@dataclass(frozen=True)
class DeskItem:
    """One thing a team must do.

    Attributes:
        group: `late`, `week`, `later` or `paused`.
        due: the day; while the clock is stopped, the day on which it goes on by itself.
        point: set for an answer that is due, or a passing on to take or send back.
        offered: whether the team must first say if the point is theirs.
        promise: set for a promise that is under way or missed, or of which a reply is owed.
        reply: whether residents say no to the promise, and wait for a reply.
    """

    group: str
    due: date
    point: PointView | None = None
    offered: bool = False
    promise: PromiseView | None = None
    reply: bool = False


WEEK_DAYS = 5  # working days ahead that count as this week
GROUPS = ("late", "week", "later", "paused")


def desk_items(session: Session, team_slugs: Collection[str], now: datetime) -> list[DeskItem]:
    """What these teams must do: answers and promises, by group, then by day."""
    items = [*_point_items(session, team_slugs, now), *_promise_items(session, team_slugs, now)]
    return sorted(items, key=lambda item: (GROUPS.index(item.group), item.due))


def _group(due: date, today: date, days: WorkingDays) -> str:
    if today > due:
        return "late"
    return "week" if due <= days.after(today, WEEK_DAYS) else "later"


def _point_items(
    session: Session, team_slugs: Collection[str], now: datetime
) -> Iterable[DeskItem]:
    ours = select(Team.id).where(Team.slug.in_(list(team_slugs)))
    led = select(ForumSeries.id).where(ForumSeries.lead_team_id.in_(ours))
    if the_place(session) is None:
        return
    open_ids = ids_that(session, lambda cell: cell.is_open, today=day_of(session, now))
    condition = and_(
        Point.id.in_(open_ids),
        or_(
            exists().where(Assignment.point_id == Point.id, Assignment.team_id.in_(ours)),
            Point.forum_id.in_(led),  # not given to a team, or gone up to the lead team
        ),
    )
    for view in point_views(session, condition, now=now):
        standing = view.standing
        offered = view.offered_to is not None and view.offered_to.slug in team_slugs
        ours_now = view.team.slug in team_slugs or view.acts.slug in team_slugs
        if not standing.is_open or not (offered or ours_now):
            continue
        if standing.stand is Stand.PAUSED and standing.clock.resumes_on:
            yield DeskItem("paused", standing.clock.resumes_on, point=view, offered=offered)
        else:
            group = _group(standing.due, standing.today, view.days)
            yield DeskItem(group, standing.due, point=view, offered=offered)


def _promise_items(
    session: Session, team_slugs: Collection[str], now: datetime
) -> Iterable[DeskItem]:
    owed = exists().where(
        CitizenCheck.commitment_id == Commitment.id,
        CitizenCheck.ended == Ended.STANDS,
        CitizenCheck.owed != Owed.NOBODY,
    )
    is_open = or_(owed, and_(Commitment.done_on.is_(None), Commitment.given_up_on.is_(None)))
    for view in promise_views(session, now=now, team_slugs=team_slugs, condition=is_open):
        if view.state in (PromiseState.UNDER_WAY, PromiseState.MISSED):
            due = view.promise.due_current
            yield DeskItem(_group(due, view.today, view.days), due, promise=view)
        elif view.promise.check and view.promise.check.owed_by:
            due = view.promise.check.owed_by
            group = _group(due, view.today, view.days)
            yield DeskItem(group, due, promise=view, reply=True)
