"""What a team must do: answers that are due and promises that are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_of
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.points.kinds import Stand
from pbplatform.points.models import Assignment, Point
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import open_now
from pbplatform.points.queries.promises import PromiseView, promises_by_id
from pbplatform.points.queries.view import PointView
from pbplatform.promises.kinds import Ended, Owed
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


@dataclass(frozen=True)
class DeskPage:
    """One page of what some teams must do, and how much there is in all.

    Attributes:
        counts: how many things are in each group, on all pages together.
    """

    page: Page[DeskItem]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class _Due:
    """A promise that waits, by its id: it is read as a whole only where it is shown."""

    group: str
    due: date
    promise_id: int
    reply: bool


def desk_page(
    session: Session, team_slugs: Collection[str], now: datetime, *, wanted: int, size: int
) -> DeskPage:
    """The page numbered `wanted` (from 1) of what these teams must do: late things first."""
    found = _all_that_waits(session, team_slugs, now)
    page = page_of(found, wanted=wanted, size=size)
    shown = page.showing(_read_promises(session, page.rows, now))
    return DeskPage(shown, Counter(each.group for each in found))


def desk_items(session: Session, team_slugs: Collection[str], now: datetime) -> list[DeskItem]:
    """What these teams must do: answers and promises, by group, then by day."""
    return _read_promises(session, _all_that_waits(session, team_slugs, now), now)


def _all_that_waits(
    session: Session, team_slugs: Collection[str], now: datetime
) -> list[DeskItem | _Due]:
    points = _point_items(session, team_slugs, now)
    found: list[DeskItem | _Due] = [*points, *_promises_due(session, team_slugs, now)]
    return sorted(found, key=lambda item: (GROUPS.index(item.group), item.due))


def _read_promises(
    session: Session, waiting: Sequence[DeskItem | _Due], now: datetime
) -> list[DeskItem]:
    ids = [each.promise_id for each in waiting if isinstance(each, _Due)]
    views = promises_by_id(session, ids, now=now)
    by_id = {view.promise.id: view for view in views}
    return [
        DeskItem(each.group, each.due, promise=by_id[each.promise_id], reply=each.reply)
        if isinstance(each, _Due)
        else each
        for each in waiting
    ]


def _group(due: date, today: date, days: WorkingDays) -> str:
    if today > due:
        return "late"
    return "week" if due <= days.after(today, WEEK_DAYS) else "later"


def _point_items(
    session: Session, team_slugs: Collection[str], now: datetime
) -> Iterable[DeskItem]:
    condition = _ours_of(open_now(session, now=now), tuple(sorted(team_slugs)))
    for view in point_views(session, condition, now=now, again=True):
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


# Of the same teams and the same points it is the same, so that its statement is kept.
@lru_cache(maxsize=64)
def _ours_of(are_open: ColumnElement[bool], team_slugs: tuple[str, ...]) -> ColumnElement[bool]:
    ours = select(Team.id).where(Team.slug.in_(team_slugs))
    led = select(ForumSeries.id).where(ForumSeries.lead_team_id.in_(ours))
    return and_(
        are_open,
        or_(
            exists().where(Assignment.point_id == Point.id, Assignment.team_id.in_(ours)),
            Point.forum_id.in_(led),  # not given to a team, or gone up to the lead team
        ),
    )


def _promises_due(session: Session, team_slugs: Collection[str], now: datetime) -> Iterator[_Due]:
    """Promises under way or missed, and those of which a reply is owed; each part by an index."""
    teams = {"teams": list(team_slugs)}
    rows: list[Any] = [(*row, False) for row in session.execute(_WAITING, teams)]
    rows += [(*row, True) for row in session.execute(_OWED, teams)]
    if not rows:
        return
    clocks = places.clocks(session, {version for _id, version, _due, _reply in rows})
    for promise_id, version, due, reply in rows:
        days = clocks[version]
        yield _Due(_group(due, days.day_of(now), days), due, promise_id, reply)


# Built once: to build a statement takes longer than to send it.
_OURS = Commitment.team_id.in_(
    select(Team.id).where(Team.slug.in_(bindparam("teams", expanding=True)))
)
_IS_OPEN = and_(Commitment.done_on.is_(None), Commitment.given_up_on.is_(None))
_WAITING = (
    select(Commitment.id, Point.calendar_version, Commitment.due_current)
    .join(Point, Point.id == Commitment.point_id)
    # With the day, which says nothing, the index of open ones fits better than that of all.
    .where(_OURS, _IS_OPEN, Commitment.due_current > date.min)
    .order_by(Commitment.due_current, Commitment.id)
)
_OWED = (
    select(Commitment.id, Point.calendar_version, CitizenCheck.owed_by)
    .join(Point, Point.id == Commitment.point_id)
    .join(CitizenCheck, CitizenCheck.commitment_id == Commitment.id)
    .where(
        _OURS,
        ~_IS_OPEN,
        CitizenCheck.ended == Ended.STANDS,
        CitizenCheck.owed.in_((Owed.TEAM, Owed.HIGHER)),
        CitizenCheck.owed_by.is_not(None),
    )
    .order_by(CitizenCheck.owed_by, Commitment.id)
)
